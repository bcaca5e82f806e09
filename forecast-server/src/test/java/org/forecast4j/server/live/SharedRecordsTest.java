package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.Test;

/** What replicas of different versions read of each other. */
class SharedRecordsTest {
  private static final String SCORES =
      "RjRKAAAAAAtsaXZlLXNjb3JlcwAAAAEABmEh6RfMkgAAAAAAAEZMAAAAdXsiaG9tZSI6IkJPUyIs"
          + "ImF3YXkiOiJOWUsiLCJkYXRlIjoiMjAxOS0wNC0xMCIsInNjb3JlcyI6W3sicGVyaW9kIjoxLCJj"
          + "bG9jayI6IjExOjQ2IiwiaG9tZV9zY29yZSI6MiwiYXdheV9zY29yZSI6MH1dfQAAAAANmdkV";
  private static final String EVENT =
      "RjRKAAAAAApsaXZlLWV2ZW50AAAAAQAAAAdyZXBsaWNhAAAAJnsidHlwZSI6ImV4cGlyZWQiLCJn"
          + "YW1lX2lkIjoiYm9zLW55ayJ9nabJFA==";
  private static final LocalDate DAY = LocalDate.of(2019, 4, 10);

  private static SharedScores scores() {
    ScoresRequest request =
        ScoresRequest.of(new ScoreTick(1, "11:46", 2, 0)).teams("BOS", "NYK", DAY);
    return new SharedScores(1_795_648_132_730_002L, DAY, request, Optional.empty());
  }

  private static SharedEvent event() {
    return new SharedEvent("replica", News.expired("bos-nyk"));
  }

  @Test
  void records_are_written_as_the_first_version_wrote_them() {
    assertThat(Base64.getEncoder().encodeToString(scores().toBytes())).isEqualTo(SCORES);
    assertThat(Base64.getEncoder().encodeToString(event().toBytes())).isEqualTo(EVENT);
  }

  @Test
  void records_of_the_first_version_are_read() {
    assertThat(SharedScores.fromBytes(Base64.getDecoder().decode(SCORES))).isEqualTo(scores());
    assertThat(SharedEvent.fromBytes(Base64.getDecoder().decode(EVENT))).isEqualTo(event());
  }

  @Test
  void what_is_damaged_or_of_a_later_version_is_refused() {
    byte[] bytes = scores().toBytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] other = bytes.clone();
      other[i] ^= 1;
      assertThatThrownBy(() -> SharedScores.fromBytes(other))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> SharedScores.fromBytes(new BinaryWriter("live-scores", 2).toBytes()))
        .hasMessageContaining("version 2; expected 1 to 1");
    assertThatThrownBy(() -> SharedEvent.fromBytes(new BinaryWriter("live-event", 2).toBytes()))
        .hasMessageContaining("version 2; expected 1 to 1");
    byte[] noDay = new BinaryWriter("live-scores", 1).putLong(1).putLong(Long.MAX_VALUE).toBytes();
    assertThatThrownBy(() -> SharedScores.fromBytes(noDay)).hasMessageContaining("no day");
  }

  @Test
  void an_event_with_the_state_of_another_game_is_refused() {
    String json =
        """
        {"type":"score_update","game_id":"a","game":{"game_id":"b","status":"live"}}
        """;
    byte[] bytes =
        new BinaryWriter("live-event", 1)
            .putString("replica")
            .putBytes(json.getBytes(StandardCharsets.UTF_8))
            .toBytes();
    assertThatThrownBy(() -> SharedEvent.fromBytes(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an event of game 'a' has game 'b'; expected the same");
  }
}
