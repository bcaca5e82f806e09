package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

/** A bundle of the first format is served as it was when it was written. */
class OldBundleIT {
  private static final Path GOLDEN =
      Path.of("..", "forecast-core", "src", "test", "resources", "golden-bundle-1");

  @Test
  void a_bundle_of_the_first_format_is_served_with_its_numbers_and_learns() throws IOException {
    try (ForecastServer server = ForecastServer.start(ServerOptions.builder(GOLDEN).build())) {
      Http http = new Http(server.port());
      String pattern =
          "\"pattern\":[-1,-3,-2,-2,-4,-7],\"covariates\":{\""
              + Examples.DRIFT
              + "\":0.45683916434889926}";
      JsonNode answer = http.post("/predict", "{" + pattern + ",\"alpha\":0.1}").json();
      assertThat(answer.get("point_forecast").doubleValue()).isEqualTo(-7.656495199093227);
      assertThat(answer.get("interval_lower").doubleValue()).isEqualTo(-13.711096833429378);
      assertThat(answer.get("interval_upper").doubleValue()).isEqualTo(-1.5830451993475938);
      assertThat(answer.get("model_version").textValue()).isEqualTo("1");
      JsonNode learned =
          http.post("/observations", "{" + pattern + ",\"id\":\"a\",\"actual\":[-8,-8,-9]}").json();
      assertThat(learned.get("status").textValue()).isEqualTo("observed");
    }
  }
}
