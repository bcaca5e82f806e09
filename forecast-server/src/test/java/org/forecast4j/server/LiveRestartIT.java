package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveRestartIT {
  @TempDir private Path folder;

  private static JsonNode post(ServerProcess server, String body) {
    Http.Answer answer = server.http().post("/games/night/scores", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static int observations(ServerProcess server) {
    return server.http().get("/calibration").json().get("observations").intValue();
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
      assertThat(observations(server)).isEqualTo(1);
      String learned = "game:night:" + LocalDate.now(ZoneOffset.UTC);
      Http http = server.http();
      assertThat(http.send(http.request("/observations/" + learned).DELETE()).status())
          .isEqualTo(200);
      assertThat(observations(server)).isZero();
      server.kill();
    }
    try (ServerProcess server = ServerProcess.serve("--state", state)) {
      assertThat(server.http().get("/games/night").json().get("status").textValue())
          .isEqualTo("observed");
      assertThat(observations(server)).as("taken back for good").isZero();
    }
  }
}
