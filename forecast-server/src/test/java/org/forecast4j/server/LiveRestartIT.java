package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRestartIT {
  @TempDir private Path folder;

  private static JsonNode post(ServerProcess server, String body) {
    Http.Answer answer = server.http().post("/games/night/scores", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static long lastId(ServerProcess server) throws Exception {
    try (SocketReader reader = new SocketReader(server.port(), "")) {
      return reader.next("initial_state").get("id").longValue();
    }
  }

  @Test
  void a_game_goes_on_after_kill_9_as_it_was_and_its_outcome_counts_once() throws Exception {
    SampleGame game = SampleGame.of(1);
    String state = folder.toString();
    JsonNode before;
    long id;
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      post(server, game.until(10));
      before = post(server, game.between(10, 19));
      assertThat(before.get("status").textValue()).isEqualTo("forecast");
      id = lastId(server);
      server.kill();
    }
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      assertThat(server.http().get("/games/night").json()).isEqualTo(before);
      assertThat(lastId(server)).isGreaterThan(id);
      before = post(server, game.between(19, 24));
      assertThat(before.get("status").textValue()).isEqualTo("observed");
      server.kill();
    }
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      assertThat(server.http().get("/games/night").json()).isEqualTo(before);
      assertThat(server.http().get("/calibration").json().get("observations").intValue())
          .isEqualTo(1);
    }
  }
}
