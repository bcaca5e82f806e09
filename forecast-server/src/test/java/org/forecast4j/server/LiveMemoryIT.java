package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveMemoryIT {
  private static final int GAMES = 2_000;
  private static final int READERS = 100;

  /** Half of them by Server-Sent Events, half by WebSocket. */
  private static Socket open(int port, int number) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(2_048);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String stream =
        """
        GET /games/stream HTTP/1.1
        Host: localhost

        """;
    String webSocket =
        """
        GET /ws/live HTTP/1.1
        Host: localhost
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """;
    String request = (number % 2 == 0 ? stream : webSocket).replace("\n", "\r\n");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void a_hundred_who_never_read_while_2000_games_run_are_dropped_and_cost_little()
      throws Exception {
    List<Socket> readers = new ArrayList<>();
    try (ServerProcess server = ServerProcess.serveWith(List.of("-Xmx224m"), "--ping", "2")) {
      Http http = server.http();
      SampleGame game = SampleGame.of(1);
      // So that the pings of readers do not begin before all games are there.
      play(http, game.until(19));
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < READERS; i++) {
          readers.add(open(server.port(), i));
        }
        play(http, game.between(19 + round, 20 + round));
      }
      await(
          "all are dropped",
          () -> {
            String metrics = http.get("/metrics").text();
            return metrics.contains("forecast_live_subscribers 0.0")
                && dropped(metrics) == 2 * READERS;
          });
      assertThat(http.get("/livez").status()).isEqualTo(200);
      try (SocketReader reader = new SocketReader(server.port(), "")) {
        assertThat(reader.next("initial_state").get("games").get("games")).hasSize(GAMES);
      }
    } finally {
      for (Socket reader : readers) {
        reader.close();
      }
    }
  }

  private static void play(Http http, String scores) {
    IntStream.range(0, GAMES)
        .parallel()
        .forEach(
            i -> assertThat(http.post("/games/g" + i + "/scores", scores).status()).isEqualTo(200));
  }

  private static double dropped(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith("forecast_live_dropped_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
