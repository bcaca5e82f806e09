package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.forecast4j.server.config.ServerOptions;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void every_kind_of_request_is_answered() throws IOException {
    ServerOptions options = ServerOptions.builder(Http.BUNDLE).warmUp(Duration.ofMillis(1)).build();
    assertThat(Rehearsal.of(options)).isGreaterThanOrEqualTo(8);
  }

  @Test
  void without_a_time_nothing_is_rehearsed() throws IOException {
    assertThat(Rehearsal.of(ServerOptions.builder(Http.BUNDLE).build())).isZero();
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
