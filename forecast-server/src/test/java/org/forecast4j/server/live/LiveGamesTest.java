package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.forecast4j.server.SampleGame;
import org.forecast4j.server.ShippedModel;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.ModelGauges;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.server.model.ResponseCache;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveGamesTest {
  private static final long START = 1_700_000_000_000L;

  private final Metrics metrics = new Metrics();
  private final ModelRegistry models = new ModelRegistry(new ModelGauges(metrics)::show);
  private final List<String> observed = new ArrayList<>();
  private final List<FinalScore> results = new ArrayList<>();
  private final Time time = new Time();
  private final EventLog log = new EventLog(100, 1 << 20, START, () -> {});
  private boolean full;
  private LiveGames games = games(log, Optional.empty());

  /** The game after the last life of the server. */
  private @Nullable GameState restored;

  @TempDir private Path folder;

  private LiveGames games(EventLog events, Optional<ScoreLog> kept) {
    return new LiveGames(
        models,
        new LiveGames.Context(
            new Predictor(models, new ResponseCache(ServerOptions.Cache.OFF, metrics)),
            (issued, id, actual) -> {
              if (full) {
                throw new IllegalStateException("the disk is full");
              }
              observed.add(id + " " + actual.length);
            },
            score -> {
              if (full) {
                throw RefusedException.of(RefusedException.Reason.UNAVAILABLE, "the disk is full");
              }
              results.add(score);
            },
            events,
            new LiveLimits(2, 500, Duration.ofMinutes(10), 1, 1, Duration.ofSeconds(1)),
            time,
            () -> time.nanos,
            kept,
            Optional.empty()));
  }

  private static ScoresRequest at(int period, String clock, int home, int away) {
    return ScoresRequest.of(new ScoreTick(period, clock, home, away));
  }

  @Test
  void the_last_score_is_the_result_once_it_is_known_who_played() {
    LocalDate day = LocalDate.of(2019, 4, 10);
    games.post("a", at(4, "0:00", 100, 100));
    games.post("a", at(5, "0:00", 112, 108));
    assertThat(results).isEmpty();
    games.post("a", at(5, "0:01", 112, 108).teams("BOS", "NYK", day));
    FinalScore end = FinalScore.of("a", day, "BOS", "NYK", 112, 108).withOvertimes(1);
    assertThat(results).containsExactly(end);
    games.post("a", at(5, "0:00", 112, 108));
    games.post("a", at(5, "0:00", 113, 108));
    time.pass(Duration.ofMinutes(1));
    games.expire();
    assertThat(results).as("told once").containsExactly(end);
  }

  @Test
  void a_result_that_cannot_be_kept_is_tried_again_without_another_score() {
    LocalDate day = LocalDate.of(2019, 4, 10);
    full = true;
    games.post("a", at(4, "0:00", 101, 99).teams("BOS", "NYK", day));
    games.expire();
    assertThat(results).isEmpty();
    full = false;
    games.expire();
    games.expire();
    assertThat(results).containsExactly(FinalScore.of("a", day, "BOS", "NYK", 101, 99));
  }

  /** A clock that goes on when it is told to. */
  private static final class Time extends Clock {
    private Instant now = Instant.ofEpochMilli(START);
    private long nanos = Long.MAX_VALUE - 1;

    void pass(Duration some) {
      now = now.plus(some);
      nanos += some.toNanos();
    }

    void set(Instant to) {
      now = to;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void load() throws IOException {
    models.replace(List.of(ShippedModel.load(metrics)));
    games.restore();
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  private GameState post(String id, String body) {
    return games.post(id, ScoresRequest.CODEC.read(body.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_game_leaves_after_its_time_and_begins_anew_with_its_next_score() {
    SampleGame game = SampleGame.of(1);
    post("a", game.until(19));
    time.pass(Duration.ofMinutes(9));
    post("b", game.until(1));
    games.expire();
    assertThat(games.size()).isEqualTo(2);
    time.pass(Duration.ofMinutes(1));
    games.expire();
    assertThat(games.size()).isEqualTo(1);
    assertThat(log.state("a")).isEmpty();
    assertThat(log.find(log.last()).orElseThrow().type()).isEqualTo("expired");
    assertThat(log.find(log.last()).orElseThrow().gameId()).isEqualTo(Optional.of("a"));
    GameState anew = post("a", game.between(19, 20));
    assertThat(anew.forecast()).isEmpty();
    assertThat(games.size()).isEqualTo(2);
  }

  @Test
  void a_repeated_score_keeps_a_game_although_it_is_no_news() {
    SampleGame game = SampleGame.of(1);
    post("a", game.until(5));
    long last = log.last();
    for (int i = 0; i < 5; i++) {
      time.pass(Duration.ofMinutes(9));
      post("a", game.until(5));
      games.expire();
    }
    assertThat(games.size()).isEqualTo(1);
    assertThat(log.last()).isEqualTo(last);
  }

  @Test
  void a_place_that_was_left_is_free_again() {
    SampleGame game = SampleGame.of(1);
    post("a", game.until(1));
    post("b", game.until(1));
    assertThatThrownBy(() -> post("c", game.until(1)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("all 2 places");
    time.pass(Duration.ofMinutes(10));
    games.expire();
    assertThat(post("c", game.until(1)).gameId()).isEqualTo("c");
    assertThat(post("d", game.until(1)).gameId()).isEqualTo("d");
  }

  @Test
  void a_request_that_is_refused_takes_no_place() {
    String tooLong = "\"home\":\"" + "x".repeat(101) + "\",";
    for (String id : List.of("a", "b", "c")) {
      assertThatThrownBy(() -> post(id, "{" + tooLong + SampleGame.of(1).until(1).substring(1)))
          .hasMessageContaining("101 characters");
    }
    assertThat(games.size()).isZero();
    assertThat(post("d", SampleGame.of(1).until(1)).gameId()).isEqualTo("d");
  }

  @Test
  void an_outcome_that_cannot_be_kept_is_tried_again_with_the_next_score() {
    SampleGame game = SampleGame.of(1);
    full = true;
    assertThat(post("a", game.until(24)).status()).isEqualTo("forecast");
    full = false;
    assertThat(post("a", SampleGame.tick(3, "11:50", 190, 180)).status()).isEqualTo("observed");
    assertThat(post("a", SampleGame.tick(3, "11:40", 192, 180)).status()).isEqualTo("observed");
    assertThat(observed).containsExactly("game:a:2023-11-14 6");
  }

  @Test
  void ids_grow_by_one_from_the_first() {
    assertThat(log.last()).isEqualTo(START);
    post("a", SampleGame.of(1).until(1));
    assertThat(log.last()).isEqualTo(START + 1);
    assertThat(log.reaches(START)).isTrue();
    assertThat(log.reaches(START - 1)).isFalse();
    assertThat(log.reaches(START + 2)).isFalse();
  }

  private List<String> types() {
    return LongStream.rangeClosed(START + 1, log.last())
        .mapToObj(id -> log.find(id).orElseThrow().type())
        .toList();
  }

  private String last() {
    return log.find(log.last()).orElseThrow().json();
  }

  @Test
  void an_id_that_is_used_again_next_month_is_a_new_game_and_is_learned() {
    SampleGame game = SampleGame.of(1);
    assertThat(post("a", game.until(24)).status()).isEqualTo("observed");
    time.pass(Duration.ofDays(31));
    games.expire();
    assertThat(post("a", SampleGame.of(2).until(24)).status()).isEqualTo("observed");
    assertThat(observed).containsExactly("game:a:2023-11-14 6", "game:a:2023-12-15 6");
  }

  @Test
  void the_day_is_the_senders_and_a_later_one_begins_a_new_game() {
    SampleGame game = SampleGame.of(1);
    String day = "{\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"2019-04-%s\",";
    post("a", day.formatted("10") + game.until(24).substring(1));
    assertThatThrownBy(() -> post("a", day.formatted("09") + game.until(1).substring(1)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("date is 2019-04-09; expected 2019-04-10, that of the game 'a', or");
    assertThatThrownBy(
            () -> post("a", day.replace("BOS", "XYZ").formatted("12") + game.until(1).substring(1)))
        .hasMessageContaining("team is 'XYZ'");
    assertThat(post("a", game.until(24)).status()).isEqualTo("observed");
    GameState next = post("a", day.formatted("12") + game.until(20).substring(1));
    assertThat(next.status()).isEqualTo("forecast");
    assertThat(types())
        .contains("expired")
        .endsWith("score_update", "pattern_progress", "ml_prediction");
    post("a", game.between(20, 24));
    assertThat(observed).containsExactly("game:a:2019-04-10 6", "game:a:2019-04-12 6");
    assertThat(games.size()).isEqualTo(1);
  }

  @Test
  void a_clock_that_is_set_ends_no_game_and_keeps_none() {
    SampleGame game = SampleGame.of(1);
    post("a", game.until(5));
    time.set(Instant.ofEpochMilli(START).plus(Duration.ofDays(400)));
    games.expire();
    assertThat(games.size()).isEqualTo(1);
    time.set(Instant.EPOCH);
    long last = log.last();
    post("a", game.until(6));
    assertThat(log.last()).isGreaterThan(last);
    time.pass(Duration.ofMinutes(10));
    games.expire();
    assertThat(games.size()).isZero();
  }

  @Test
  void a_game_that_nobody_told_is_withheld_once_with_its_reason_and_never_learned() {
    post("a", SampleGame.tick(1, "0:30", 25, 20));
    assertThat(types()).endsWith("forecast_withheld");
    assertThat(last()).contains("\"reason\":\"history_incomplete\"");
    GameState state = post("a", SampleGame.tick(2, "5:59", 40, 38));
    assertThat(state.forecast()).isEmpty();
    assertThat(post("a", SampleGame.tick(2, "0:00", 50, 44)).status()).isEqualTo("live");
    assertThat(post("a", SampleGame.tick(3, "11:00", 52, 44)).status()).isEqualTo("live");
    assertThat(types()).containsOnlyOnce("forecast_withheld");
    post("b", SampleGame.tick(1, "12:00", 0, 0));
    assertThat(post("b", SampleGame.tick(2, "0:00", 50, 50)).forecast()).isEmpty();
    assertThat(observed).isEmpty();
  }

  @Test
  void one_low_score_rewrites_nothing_and_is_not_learned() {
    post("a", SampleGame.tick(1, "11:00", 2, 0));
    post("a", SampleGame.tick(1, "10:00", 5, 1));
    GameState fallen = post("a", SampleGame.tick(1, "9:30", 0, 0));
    assertThat(fallen.margins()).containsExactly(2, 4);
    assertThat(last()).contains("forecast_withheld", "\"reason\":\"score_fell\"");
    GameState state = post("a", SampleGame.tick(1, "9:30", 7, 1));
    assertThat(state.margins()).containsExactly(2, 4);
    assertThat(state.forecastWithheld()).isEmpty();
    SampleGame game = SampleGame.of(1);
    post("b", game.until(23));
    post("b", SampleGame.tick(2, "0:00", 1, 0));
    assertThat(post("b", SampleGame.tick(3, "12:00", 1, 0)).status()).isEqualTo("forecast");
    assertThat(observed).isEmpty();
    post("b", game.between(23, 24));
    assertThat(post("b", SampleGame.tick(3, "11:50", 190, 180)).status()).isEqualTo("observed");
    assertThat(log.state("b").orElseThrow().margins()[23]).isEqualTo(game.margins()[23]);
  }

  @Test
  void repeats_of_a_score_take_no_room() {
    SampleGame game = SampleGame.of(1);
    String once = SampleGame.tick(1, "12:00", 0, 0);
    post("a", SampleGame.body(Collections.nCopies(2_000, once)));
    for (int i = 0; i < 5; i++) {
      post("a", game.until(24));
    }
    List<String> different =
        IntStream.range(0, 501)
            .mapToObj(i -> SampleGame.tick(1, "11:" + (10 + i % 50), i, i))
            .toList();
    assertThatThrownBy(() -> post("b", SampleGame.body(different)))
        .hasMessageContaining("has 0 different scores and this request 501 more; expected at most");
  }

  private void reopen(String... scores) throws IOException {
    EventLog events = new EventLog(100, 1 << 20, START + 1_000_000, () -> {});
    try (ScoreLog kept = ScoreLog.open(folder, () -> {})) {
      games = games(events, Optional.of(kept));
      games.restore();
      for (String body : scores) {
        post("a", body);
      }
      events.state("a").ifPresent(state -> restored = state);
    }
  }

  private GameState restored() {
    return Objects.requireNonNull(restored);
  }

  @Test
  void games_outlive_the_server_whenever_it_ends() throws IOException {
    SampleGame game = SampleGame.of(1);
    String teams = "{\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"2019-04-10\",";
    reopen(teams + game.until(3).substring(1));
    GameState before = restored();
    reopen();
    assertThat(restored).isEqualTo(before);
    reopen(game.between(3, 17));
    reopen(game.between(17, 19));
    before = restored();
    assertThat(before.status()).isEqualTo("forecast");
    time.pass(Duration.ofMinutes(9));
    reopen();
    assertThat(restored).isEqualTo(before);
    reopen(game.between(19, 24));
    assertThat(restored().status()).isEqualTo("observed");
    assertThat(observed).containsExactly("game:a:2019-04-10 6");
    assertThat(restored().margins()[17]).isEqualTo(game.margins()[17]);
    time.pass(Duration.ofMinutes(10));
    reopen();
    assertThat(games.size()).isZero();
  }

  @Test
  void a_game_that_left_does_not_come_back_and_one_of_its_id_is_its_own() throws IOException {
    SampleGame game = SampleGame.of(1);
    try (ScoreLog kept = ScoreLog.open(folder, () -> {})) {
      games = games(log, Optional.of(kept));
      assertThatThrownBy(() -> post("a", game.until(3))).hasMessageContaining("not restored yet");
      games.restore();
      post("a", game.until(3));
      time.pass(Duration.ofMinutes(10));
      games.expire();
    }
    reopen();
    assertThat(games.size()).isZero();
    reopen(game.between(10, 11));
    reopen();
    assertThat(games.size()).isEqualTo(1);
    assertThat(restored().margins()[0]).isNotEqualTo(game.margins()[0]);
  }

  @Test
  void scores_that_cannot_be_kept_are_not_taken() throws IOException {
    ScoreLog kept = ScoreLog.open(folder, () -> {});
    games = games(log, Optional.of(kept));
    games.restore();
    kept.close();
    assertThatThrownBy(() -> post("a", SampleGame.of(1).until(3)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot be kept now");
    assertThat(log.state("a")).isEmpty();
    assertThat(games.size()).isZero();
  }
}
