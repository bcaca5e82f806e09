package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.forecast4j.server.SampleGame;
import org.forecast4j.server.storage.RecordFile;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreLogTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 28);
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  @TempDir private Path folder;

  private static ScoreLog.Game game(String id, long begun) {
    return new ScoreLog.Game(id, begun, DAY);
  }

  private static ScoresRequest scores(String body) {
    return ScoresRequest.CODEC.read(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void requests_come_back_as_they_were_and_games_that_left_do_not() throws IOException {
    ScoresRequest first = scores(SampleGame.of(1).until(5));
    ScoresRequest second = scores(SampleGame.of(1).between(5, 6));
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      log.keep(game("a", 1), NOW, first);
      log.keep(game("b", 2), NOW, first);
      log.keep(game("a", 1), NOW.plusSeconds(9), second);
      log.keep(game("c", 3), NOW, first);
      log.keep(game("c", 8), NOW, second);
      log.end(List.of(game("b", 2), game("c", 3)));
    }
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      List<ScoreLog.Kept> games = log.games();
      assertThat(games).extracting(ScoreLog.Kept::game).containsExactly(game("a", 1), game("c", 8));
      assertThat(games.get(0).last()).isEqualTo(NOW.plusSeconds(9));
      assertThat(games.get(0).requests()).containsExactly(first, second);
      assertThat(games.get(1).requests()).containsExactly(second);
      assertThat(games.get(0).forecast()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0900016100000000000000010000000000000001, a record is of type 9; expected 1 to 4",
    "02, it ends too early",
    "020001610000000000000001000000000000000100000000000000017b, malformed JSON",
    "020001610000000000000001700000000000000000000000000000017b7d, Invalid value for EpochDay",
  })
  void a_whole_record_that_is_none_of_ours_is_named(String hex, String why) throws IOException {
    try (RecordFile file =
        RecordFile.open(folder.resolve("live-scores.records"), "scores", () -> {})) {
      file.read((sequence, bytes) -> {});
      file.append(List.of(HexFormat.of().parseHex(hex)));
    }
    assertThatThrownBy(() -> ScoreLog.open(folder, () -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("live-scores.records holds what this server cannot read: record 1")
        .hasMessageContaining(why);
  }

  @Test
  void ids_of_events_grow_over_lives() throws IOException {
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      assertThat(log.ids()).isZero();
      log.keepIds(5_000);
      log.keepIds(9_000);
    }
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      assertThat(log.ids()).isEqualTo(9_000);
    }
  }

  @Test
  void a_request_of_many_scores_is_kept_whole() throws IOException {
    List<String> many =
        IntStream.range(0, 12_001)
            .mapToObj(i -> SampleGame.tick(1, "PT0M" + i % 60 + "S", i % 900, i / 900))
            .toList();
    ScoresRequest request = scores(SampleGame.body(many));
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      log.keep(game("a", 1), NOW, request);
    }
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      assertThat(log.games().get(0).requests().stream().flatMap(one -> one.scores().stream()))
          .containsExactlyElementsOf(request.scores());
    }
  }

  @Test
  void many_who_keep_at_once_lose_nothing() throws Exception {
    ScoresRequest request = scores(SampleGame.tick(1, "11:00", 2, 0));
    ExecutorService writers = Executors.newFixedThreadPool(8);
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String id = "g" + i;
        all.add(
            writers.submit(
                () -> {
                  for (int k = 0; k < 50; k++) {
                    log.keep(game(id, 1), NOW, request);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      writers.shutdownNow();
    }
    try (ScoreLog log = ScoreLog.open(folder, () -> {})) {
      assertThat(log.games()).hasSize(8).allSatisfy(one -> assertThat(one.requests()).hasSize(50));
    }
  }
}
