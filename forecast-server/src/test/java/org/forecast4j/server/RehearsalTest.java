package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
  @Test
  void every_kind_of_request_is_answered() throws IOException {
    assertThat(rehearsed(Http.BUNDLE, Duration.ofMillis(1))).isGreaterThanOrEqualTo(8);
  }

  @Test
  void a_model_is_rehearsed_whatever_its_name(@TempDir Path folder) throws IOException {
    ForecastBundle walks = WalksBundle.make().bundle();
    BundleInfo info = new BundleInfo("east & west/../x", "1", "steps", "random walks", 1);
    ForecastBundle.of(info, walks.conformal(), "# Walks", Map.of()).save(folder.resolve("named"));
    assertThat(rehearsed(folder.resolve("named"), Duration.ofMillis(1))).isGreaterThanOrEqualTo(8);
  }

  @Test
  void without_a_time_nothing_is_rehearsed() throws IOException {
    assertThat(rehearsed(Http.BUNDLE, Duration.ZERO)).isZero();
  }

  private static long rehearsed(Path bundle, Duration time) throws IOException {
    try (ForecastServer server = ForecastServer.start(ServerOptions.builder(bundle).build())) {
      ServerOptions options = ServerOptions.builder(bundle).warmUp(time).build();
      return Rehearsal.of(options, server.models());
    }
  }

  @Test
  void nothing_of_it_is_counted_or_learned() throws IOException, InterruptedException {
    ServerOptions options = ServerOptions.builder(Http.BUNDLE).warmUp(Duration.ofMillis(1)).build();
    try (ForecastServer server = ForecastServer.start(options)) {
      Http http = new Http(server.port());
      assertThat(http.get("/metrics").text()).doesNotContain("route=\"/predict\"");
      assertThat(http.get("/calibration").json().get("observations").intValue()).isZero();
    }
  }
}
