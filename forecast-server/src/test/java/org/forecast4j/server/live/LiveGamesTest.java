package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveGamesTest {
  private static final long START = 1_700_000_000_000L;

  private final Metrics metrics = new Metrics();
  private final ModelRegistry models = new ModelRegistry(new ModelGauges(metrics)::show);
  private final List<String> observed = new ArrayList<>();
  private final Time time = new Time();
  private final EventLog log = new EventLog(100, START, () -> {});
  private boolean full;
  private final LiveGames games =
      new LiveGames(
          models,
          new LiveGames.Context(
              new Predictor(
                  models, new ResponseCache(ServerOptions.Cache.OFF, Optional.empty(), metrics)),
              (model, id, forecast, actual) -> {
                if (full) {
                  throw new IllegalStateException("the disk is full");
                }
                observed.add(id + " " + actual.length);
              },
              log,
              new LiveLimits(2, 500, Duration.ofMinutes(10), 1, 1, Duration.ofSeconds(1)),
              time));

  /** A clock that goes on when it is told to. */
  private static final class Time extends Clock {
    private Instant now = Instant.ofEpochMilli(START);

    void pass(Duration some) {
      now = now.plus(some);
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
    assertThat(observed).containsExactly("game:a 6");
  }

  @Test
  void ids_grow_by_one_from_the_time_in_microseconds() {
    assertThat(log.last()).isEqualTo(START * 1_000);
    post("a", SampleGame.of(1).until(1));
    assertThat(log.last()).isEqualTo(START * 1_000 + 1);
    assertThat(log.reaches(START * 1_000)).isTrue();
    assertThat(log.reaches(START * 1_000 - 1)).isFalse();
    assertThat(log.reaches(START * 1_000 + 2)).isFalse();
  }
}
