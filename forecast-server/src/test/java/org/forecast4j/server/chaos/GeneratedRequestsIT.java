package org.forecast4j.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.forecast4j.server.ForecastServer;
import org.forecast4j.server.Http;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.Test;

class GeneratedRequestsIT {
  private static final int REQUESTS = 1_000;

  @Test
  void requests_that_are_nearly_documented_get_documented_answers() throws IOException {
    try (ForecastServer server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build())) {
      ChaosScenario.Result result = GeneratedRequests.run(server.port(), REQUESTS);
      assertThat(result.broken()).isEmpty();
      assertThat(result.calls()).isEqualTo(REQUESTS);
      assertThat(result.errors()).isBetween(REQUESTS / 10L, REQUESTS * 9L / 10);
    }
  }
}
