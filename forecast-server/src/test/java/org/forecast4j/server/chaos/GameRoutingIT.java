package org.forecast4j.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nginx sends the requests of a game, with what deploy/k8s says of games. */
class GameRoutingIT {
  private static final int SERVERS = 3;
  private static final int GAMES = 30;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<HttpServer> servers = new ArrayList<>();
  private NginxProcess nginx;

  /** Servers that answer with their number. */
  @BeforeEach
  void start() throws Exception {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < SERVERS; i++) {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      byte[] number = {(byte) ('0' + i)};
      server.createContext(
          "/",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, number.length);
            exchange.getResponseBody().write(number);
            exchange.close();
          });
      server.start();
      servers.add(server);
      ports.add(server.getAddress().getPort());
    }
    nginx = NginxProcess.start(folder.resolve("nginx"), ports);
  }

  @AfterEach
  void stop() {
    if (nginx != null) {
      nginx.close();
    }
    servers.forEach(server -> server.stop(0));
  }

  private int serverOf(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    HttpRequest sent = request.uri(URI.create("http://127.0.0.1:" + nginx.port() + path)).build();
    HttpResponse<String> answer = client.send(sent, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return Integer.parseInt(answer.body());
  }

  private int owner(int game) throws IOException, InterruptedException {
    HttpRequest.Builder scores =
        HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("{}"));
    return serverOf(scores, "/games/game-" + game + "/scores");
  }

  @Test
  void scores_readers_and_followers_of_a_game_go_to_one_server_and_games_to_all() throws Exception {
    Set<Integer> used = new HashSet<>();
    for (int game = 0; game < GAMES; game++) {
      int owner = owner(game);
      used.add(owner);
      String id = "game-" + game;
      assertThat(owner(game)).isEqualTo(owner);
      assertThat(serverOf(HttpRequest.newBuilder(), "/games/" + id)).isEqualTo(owner);
      assertThat(serverOf(HttpRequest.newBuilder(), "/games/stream?game_id=" + id))
          .isEqualTo(owner);
    }
    assertThat(used).hasSize(SERVERS);
  }

  @Test
  void games_of_a_server_that_is_gone_go_to_others_and_the_others_stay() throws Exception {
    int[] before = new int[GAMES];
    for (int game = 0; game < GAMES; game++) {
      before[game] = owner(game);
    }
    servers.get(1).stop(0);
    for (int game = 0; game < GAMES; game++) {
      int now = owner(game);
      if (before[game] == 1) {
        assertThat(now).isNotEqualTo(1);
      } else {
        assertThat(now).isEqualTo(before[game]);
      }
    }
  }

  @Test
  void forecasts_go_to_all_servers() throws Exception {
    Set<Integer> used = new HashSet<>();
    for (int i = 0; i < GAMES; i++) {
      used.add(serverOf(HttpRequest.newBuilder(), "/models"));
    }
    assertThat(used).hasSize(SERVERS);
  }
}
