package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.wire.PredictRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of one try, whose kept connections the server has closed. */
@Timeout(120)
class KeptConnectionsIT {
  private static final int MANY = 24;
  private static final PredictRequest REQUEST =
      PredictRequest.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);

  private static ServerOptions.Builder impatient() {
    Limits limits = Limits.builder().idleTime(Duration.ofSeconds(2)).build();
    return ServerOptions.builder(Http.BUNDLE).limits(limits);
  }

  private static ForecastClient client(int port) {
    return ForecastClient.builder().baseUrl("http://127.0.0.1:" + port).retries(0).build();
  }

  private static void callAtOnce(ForecastClient client) {
    CompletableFuture.allOf(
            Stream.generate(() -> client.async().predict(REQUEST))
                .limit(MANY)
                .toArray(CompletableFuture[]::new))
        .join();
  }

  /** Until a connection as old as this call was closed for its silence. */
  private static void outwaitIdleConnections(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void a_pause_longer_than_the_idle_time_costs_no_try() throws Exception {
    try (ForecastServer server = ForecastServer.start(impatient().build());
        ForecastClient client = client(server.port())) {
      callAtOnce(client);
      outwaitIdleConnections(server.port());
      assertThat(client.health().modelsLoaded()).isTrue();
      callAtOnce(client);
      outwaitIdleConnections(server.port());
      assertThat(client.predict(REQUEST).members()).isNotEmpty();
    }
  }

  @Test
  void a_restart_costs_no_try() throws Exception {
    ForecastServer first = ForecastServer.start(impatient().build());
    int port = first.port();
    try (ForecastClient client = client(port)) {
      callAtOnce(client);
      first.close();
      try (ForecastServer second =
          ForecastServer.start(impatient().listen("127.0.0.1", port).build())) {
        assertThat(second.port()).isEqualTo(port);
        assertThat(client.health().modelsLoaded()).isTrue();
        assertThat(client.predict(REQUEST).members()).isNotEmpty();
      }
    }
  }
}
