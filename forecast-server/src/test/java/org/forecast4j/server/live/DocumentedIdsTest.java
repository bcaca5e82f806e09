package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.forecast4j.server.http.RequestIds;
import org.forecast4j.server.model.GameIds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Holds the patterns of ids in openapi.yaml against what the server takes. */
class DocumentedIdsTest {
  private static final List<String> IDS =
      List.of(
          "",
          ".",
          "..",
          "...",
          ".a",
          "a.",
          "stream",
          "streams",
          "a-stream",
          "a b",
          "a/b",
          "é",
          "a\n",
          "bos-nyk:2019_04.10",
          "x".repeat(64),
          "x".repeat(65),
          "x".repeat(128),
          "x".repeat(129));

  private static JsonNode document;

  @BeforeAll
  static void read() throws IOException {
    String yaml = Files.readString(Path.of("openapi.yaml"));
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    document = new ObjectMapper().valueToTree(loaded);
  }

  @Test
  void an_id_of_a_game_is_documented_if_and_only_if_it_is_taken() {
    JsonNode parameters = document.at("/components/parameters");
    assertSame(parameters.at("/GameId/schema/pattern"), GameIds::require);
    assertSame(parameters.at("/GameIds/schema/items/pattern"), GameIds::require);
  }

  @Test
  void an_id_of_a_result_is_documented_if_and_only_if_it_is_taken() {
    assertSame(
        document.at("/components/schemas/FinalScore/properties/game_id/pattern"), GameIds::require);
    assertSame(document.at("/paths/~1results~1{id}/parameters/0/schema/pattern"), GameIds::require);
  }

  @Test
  void an_id_of_an_outcome_or_a_request_is_documented_if_and_only_if_it_is_taken() {
    JsonNode observation = document.at("/components/schemas/Observation/properties");
    assertSame(observation.at("/id/pattern"), RequestIds::require);
    assertSame(observation.at("/request_id/pattern"), RequestIds::require);
    assertSame(
        document.at("/components/schemas/PredictRequest/properties/request_id/pattern"),
        RequestIds::require);
    assertSame(
        document.at("/paths/~1observations~1{id}/parameters/0/schema/pattern"),
        RequestIds::require);
  }

  private static void assertSame(JsonNode pattern, Consumer<String> server) {
    for (String id : IDS) {
      boolean taken = true;
      try {
        server.accept(id);
      } catch (IllegalArgumentException e) {
        taken = false;
      }
      // JSON Schema's $ is the end alone, where Java's would let a line end follow.
      String documented = pattern.textValue().replace("$", "\\z");
      assertThat(id.matches("(?s)" + documented)).as("'%s'", id).isEqualTo(taken);
    }
  }
}
