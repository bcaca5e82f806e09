package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.PlayByPlay;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveIT {
  private static final String TEAMS = "\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"2019-04-10\"";

  private static ForecastServer server;
  private static Http http;

  @BeforeAll
  static void start() throws IOException {
    server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
    http = new Http(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode post(String id, String body) {
    Http.Answer answer = http.post("/games/" + id + "/scores", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  private static long learned() {
    return http.get("/calibration").json().get("state_version").longValue();
  }

  private static double[] margins(JsonNode state) {
    double[] margins = new double[state.get("margins").size()];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = state.get("margins").get(i).doubleValue();
    }
    return margins;
  }

  @Test
  void a_game_is_followed_from_its_first_score_to_half_time() throws Exception {
    SampleGame game = SampleGame.of(1);
    long before = learned();
    try (EventReader events = new EventReader(server.port(), "?game_id=whole")) {
      assertThat(events.response().headers().firstValue("Content-Type"))
          .hasValue("text/event-stream");
      assertThat(events.next("initial_state").data().get("games").get("games")).isEmpty();
      JsonNode state =
          post("whole", "{" + TEAMS + "," + SampleGame.tick(1, "12:00", 0, 0).substring(1));
      assertThat(state.get("game_id").textValue()).isEqualTo("whole");
      assertThat(state.get("home").textValue()).isEqualTo("BOS");
      assertThat(state.get("status").textValue()).isEqualTo("live");
      assertThat(state.get("complete_minutes").intValue()).isZero();
      assertThat(events.next().type()).isEqualTo("score_update");
      state = post("whole", game.until(17));
      assertThat(state.get("complete_minutes").intValue()).isEqualTo(16);
      assertThat(state.get("last").get("clock").textValue()).isEqualTo("7:00");
      assertThat(events.next().type()).isEqualTo("score_update");
      assertThat(events.next().type()).isEqualTo("pattern_progress");
      String expected = game.predict().replace("}", "," + TEAMS + "}");
      JsonNode forecast = http.post("/predict", expected).json();
      state = post("whole", game.between(17, 19));
      assertThat(state.get("status").textValue()).isEqualTo("forecast");
      for (String field : List.of("point_forecast", "interval_lower", "path", "model_version")) {
        assertThat(state.get("forecast").get(field)).as(field).isEqualTo(forecast.get(field));
      }
      assertThat(state.get("forecast").get("request_id").textValue()).startsWith("game:whole:20");
      assertThat(events.next().data().get("game").has("forecast")).isFalse();
      assertThat(events.next().type()).isEqualTo("pattern_progress");
      EventReader.Event made = events.next();
      assertThat(made.type()).isEqualTo("ml_prediction");
      assertThat(made.data().get("game").get("forecast")).isEqualTo(state.get("forecast"));
      assertThat(learned()).isEqualTo(before);
      state = post("whole", game.between(19, 24));
      assertThat(state.get("status").textValue()).isEqualTo("observed");
      assertThat(state.get("outcome")).hasSize(6);
      assertThat(state.get("outcome").get(5).intValue()).isEqualTo(game.margins()[23]);
      assertThat(learned()).isEqualTo(before + 1);
      assertThat(events.next("outcome").data().get("game")).isEqualTo(state);
      assertThat(http.get("/games/whole").json()).isEqualTo(state);
      assertThat(http.get("/games").json().get("games").findValuesAsText("game_id"))
          .contains("whole");
    }
  }

  @Test
  void real_games_have_the_margins_of_the_tracker_and_are_each_observed_once() throws IOException {
    Path folder = Shared.path("data/nba/play-by-play");
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
    int games = 0;
    for (Path file : files) {
      if (file.endsWith("index.csv")) {
        continue;
      }
      String id = "real-" + String.valueOf(file.getFileName()).replace(".csv", "");
      GameTracker tracker = new GameTracker(new Shape(18, 6));
      List<String> ticks = new ArrayList<>();
      for (ScoreUpdate update : PlayByPlay.readUpdates(file)) {
        tracker.update(update);
        ticks.add(tick(update));
      }
      long before = learned();
      JsonNode state = post(id, SampleGame.body(ticks.subList(0, 1)));
      for (int from = 0; from < ticks.size(); from += 20) {
        state = post(id, SampleGame.body(ticks.subList(from, Math.min(ticks.size(), from + 20))));
      }
      assertThat(margins(state)).as(id).isEqualTo(tracker.margins()).hasSizeGreaterThan(24);
      assertThat(state.get("status").textValue()).as(id).isEqualTo("observed");
      assertThat(state.get("outcome").get(5).intValue()).isEqualTo(tracker.margin(24));
      assertThat(learned()).as(id).isEqualTo(before + 1);
      games++;
    }
    assertThat(games).isGreaterThan(30);
  }

  private static String tick(ScoreUpdate update) {
    GameClock clock = update.clock();
    String text =
        String.format(
            java.util.Locale.ROOT,
            "PT%02dM%05.2fS",
            clock.remaining() / 6_000,
            clock.remaining() % 6_000 / 100.0);
    return SampleGame.tick(clock.period(), text, update.home(), update.away());
  }

  @Test
  void however_many_send_the_same_scores_there_is_one_forecast_and_one_outcome() throws Exception {
    SampleGame game = SampleGame.of(2);
    long before = learned();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try (EventReader events = new EventReader(server.port(), "?game_id=crowd")) {
      events.next("initial_state");
      post("crowd", game.until(1));
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < 16; caller++) {
        calls.add(
            callers.submit(
                () -> {
                  for (int minute = 1; minute < 24; minute++) {
                    post("crowd", game.between(minute, minute + 1));
                  }
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      assertThat(learned()).isEqualTo(before + 1);
      post("crowd", SampleGame.tick(3, "11:00", 200, 190));
      List<String> types = new ArrayList<>();
      long id = 0;
      for (EventReader.Event event = events.next();
          event.data().get("game").get("last").get("period").intValue() < 3;
          event = events.next()) {
        types.add(event.type());
        assertThat(Long.parseLong(event.id())).isGreaterThan(id);
        id = Long.parseLong(event.id());
      }
      assertThat(types).filteredOn("ml_prediction"::equals).hasSize(1);
      assertThat(types).filteredOn("outcome"::equals).hasSize(1);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void late_repeated_and_corrected_scores_are_taken_and_the_forecast_stays() throws Exception {
    SampleGame game = SampleGame.of(3);
    try (EventReader events = new EventReader(server.port(), "?game_id=messy")) {
      events.next("initial_state");
      List<String> shuffled = new ArrayList<>(game.ticks().subList(0, 60));
      java.util.Collections.shuffle(shuffled, new java.util.Random(5));
      JsonNode state = post("messy", SampleGame.body(shuffled));
      assertThat(state.get("complete_minutes").intValue()).isEqualTo(9);
      for (int minute = 0; minute < 9; minute++) {
        assertThat(margins(state)[minute]).isEqualTo(game.margins()[minute]);
      }
      events.next("pattern_progress");
      // Nothing is new, so nothing is said.
      assertThat(post("messy", SampleGame.body(shuffled))).isEqualTo(state);
      post("messy", game.between(9, 18));
      assertThat(events.next().data().get("game").get("complete_minutes").intValue()).isEqualTo(17);
      state = post("messy", SampleGame.tick(2, "5:59", 300, 280));
      JsonNode forecast = state.get("forecast");
      assertThat(margins(state)[17]).isEqualTo(game.margins()[17]);
      state = post("messy", SampleGame.tick(2, "6:00", 290, 280));
      assertThat(margins(state)[17]).isEqualTo(10);
      assertThat(state.get("forecast")).isEqualTo(forecast);
    }
  }

  @Test
  void a_game_that_is_followed_too_late_is_forecast_once_its_beginning_is_known() {
    SampleGame game = SampleGame.of(4);
    JsonNode state = post("late", game.between(10, 19));
    assertThat(state.get("status").textValue()).isEqualTo("live");
    assertThat(state.has("forecast")).isFalse();
    assertThat(state.get("forecast_withheld").textValue())
        .contains("minutes 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 is not known");
    state = post("late", game.until(10));
    assertThat(state.get("status").textValue()).isEqualTo("forecast");
    assertThat(state.has("forecast_withheld")).isFalse();
    JsonNode expected = http.post("/predict", game.predict()).json();
    assertThat(state.get("forecast").get("point_forecast"))
        .isEqualTo(expected.get("point_forecast"));
  }

  @Test
  void who_plays_may_be_said_piece_by_piece_until_the_forecast() {
    SampleGame game = SampleGame.of(5);
    post("piece", game.until(5));
    post("piece", "{\"home\":\"BOS\",\"away\":\"NYK\"," + game.between(5, 6).substring(1));
    post("piece", "{\"date\":\"2019-04-10\"," + game.between(6, 7).substring(1));
    JsonNode state = post("piece", game.between(7, 19));
    JsonNode expected =
        http.post("/predict", game.predict().replace("}", "," + TEAMS + "}")).json();
    assertThat(state.get("date").textValue()).isEqualTo("2019-04-10");
    assertThat(state.get("forecast").get("point_forecast"))
        .isEqualTo(expected.get("point_forecast"));
    String others = game.between(19, 20).substring(1);
    Http.Answer answer =
        http.post("/games/piece/scores", "{\"home\":\"LAL\",\"away\":\"MIA\"," + others);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text())
        .contains("home is 'LAL', and the game's forecast was made for 'BOS'; expected the same");
    assertThat(post("piece", "{" + TEAMS + "," + others).get("home").textValue()).isEqualTo("BOS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bad | {\"scores\":[]} | 400 | | scores is empty",
        "bad | {} | 400 | /period | /period is missing",
        "bad |"
            + " {\"scores\":[$,{\"period\":2,\"clock\":\"12:01\",\"home_score\":1,\"away_score\":1}]}"
            + " | 400 | /scores/1/clock | the string '12:01'; expected what is left of period 2",
        "bad | {\"period\":5,\"clock\":\"6:00\",\"home_score\":1,\"away_score\":1} | 400 | /clock |"
            + " left of period 5",
        "bad | {\"period\":1,\"clock\":\"noon\",\"home_score\":1,\"away_score\":1} | 400 | /clock |"
            + " 'noon'",
        "bad | {\"period\":31,\"clock\":\"1:00\",\"home_score\":1,\"away_score\":1} | 400 | /period"
            + " | 31; expected 1 to 30",
        "bad | {\"scores\":[{\"period\":1,\"clock\":\"1:00\",\"home_score\":-1,\"away_score\":1}]}"
            + " | 400 | /scores/0/home_score | -1; expected 0 to 1000",
        "bad | {\"scores\":[{\"period\":1,\"clock\":\"1:00\",\"home_score\":1.5,\"away_score\":1}]}"
            + " | 400 | /scores/0/home_score | 1.5; expected a whole number",
        "bad | {\"scores\":3} | 400 | /scores | expected an array of objects",
        "bad | {\"home\":\"BOS\",\"away\":\"XXX\",\"date\":\"2019-04-10\",\"scores\":[$]} | 400 | |"
            + " team is 'XXX'",
        "bad | {\"home\":\"XXX\",\"scores\":[$]} | 400 | | team is 'XXX'",
        "bad | {\"away\":\"XXX\",\"scores\":[$]} | 400 | | team is 'XXX'",
        "bad | {\"home\":\"BOS\",\"away\":\"BOS\",\"scores\":[$]} | 400 | | home and away are both"
            + " 'BOS'; expected two teams",
        "bad | {\"date\":\"0000-01-01\",\"scores\":[$]} | 400 | /date | expected yyyy-mm-dd from"
            + " 0001-01-01",
        "bad | {\"home\":\"BOS\",\"away\":\"NYK\",\"date\":\"+123456789-01-01\",\"scores\":[$]} |"
            + " 400 | /date | expected yyyy-mm-dd",
        "bad | {\"home\":\"###\",\"scores\":[$]} | 400 | /home | 150 characters; expected at most"
            + " 100",
        "bad | {\"scores\": | 400 | | malformed JSON at line 1",
        "stream | {\"scores\":[$]} | 400 | | game id is 'stream'",
        "a%20b | {\"scores\":[$]} | 400 | | game id is 'a b'",
      })
  void what_is_wrong_is_said_and_no_game_begins(
      String id, String body, int status, String pointer, String detail) {
    String sent =
        body.replace("$", SampleGame.tick(1, "11:00", 2, 0)).replace("###", "x".repeat(150));
    Http.Answer answer = http.post("/games/" + id + "/scores", sent);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().get("detail").textValue()).contains(detail);
    assertThat(answer.json().path("pointer").asText()).isEqualTo(pointer == null ? "" : pointer);
    assertThat(http.get("/games/bad").status()).isEqualTo(404);
  }

  @Test
  void a_team_said_later_is_looked_at_with_what_was_said_before() {
    post("late-teams", "{\"home\":\"BOS\"," + SampleGame.tick(1, "12:00", 0, 0).substring(1));
    for (String away : List.of("BOS", "XXX")) {
      String body = "{\"away\":\"" + away + "\"," + SampleGame.tick(1, "11:00", 2, 0).substring(1);
      Http.Answer refused = http.post("/games/late-teams/scores", body);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains(away);
    }
    assertThat(http.get("/games/late-teams").json().has("away")).isFalse();
  }

  @Test
  void the_last_score_is_that_of_the_game_not_of_the_request() {
    List<String> ticks =
        List.of(
            SampleGame.tick(1, "11:00", 2, 0),
            SampleGame.tick(1, "10:00", 4, 2),
            SampleGame.tick(1, "10:00", 4, 3),
            SampleGame.tick(1, "PT10M00S", 4, 3));
    List<JsonNode> last = new ArrayList<>();
    for (int first = 0; first < ticks.size(); first++) {
      List<String> turned = new ArrayList<>(ticks);
      Collections.rotate(turned, first);
      JsonNode state = post("turned-" + first, SampleGame.body(turned));
      Collections.reverse(turned);
      assertThat(post("reversed-" + first, SampleGame.body(turned)).get("last"))
          .isEqualTo(state.get("last"));
      last.add(state.get("last"));
    }
    assertThat(last).containsOnly(last.get(0));
    assertThat(last.get(0).get("away_score").intValue()).isEqualTo(3);
  }

  @Test
  void a_bad_score_among_good_ones_changes_nothing() {
    JsonNode before = post("strict", SampleGame.tick(1, "11:00", 2, 0));
    String bad =
        SampleGame.body(
            List.of(SampleGame.tick(1, "10:00", 4, 0), SampleGame.tick(1, "99:00", 4, 0)));
    assertThat(http.post("/games/strict/scores", bad).status()).isEqualTo(400);
    assertThat(http.get("/games/strict").json()).isEqualTo(before);
  }

  @Test
  void an_unknown_game_is_a_problem() {
    Http.Answer answer = http.get("/games/nix");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.text()).contains("game 'nix' is not followed");
    assertThat(http.get("/games/nix/scores").status()).isEqualTo(405);
  }

  @Test
  void two_thousand_games_at_once_are_each_forecast_and_observed() throws Exception {
    long before = learned();
    int games = 2_000;
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (String part : List.of("first", "second", "third")) {
        for (int i = 0; i < games; i++) {
          SampleGame game = SampleGame.of(i);
          String body =
              switch (part) {
                case "first" -> game.until(10);
                case "second" -> game.between(10, 19);
                default -> game.between(19, 24);
              };
          String id = "many-" + i;
          calls.add(callers.submit(() -> post(id, body)));
        }
        for (Future<?> call : calls) {
          call.get();
        }
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(learned()).isEqualTo(before + games);
    int seen = 0;
    for (JsonNode state : http.get("/games").json().get("games")) {
      String id = state.get("game_id").textValue();
      if (id.startsWith("many-")) {
        int[] expected = SampleGame.of(Integer.parseInt(id.substring(5))).margins();
        assertThat(state.get("status").textValue()).isEqualTo("observed");
        assertThat(margins(state)[23]).isEqualTo(expected[23]);
        seen++;
      }
    }
    assertThat(seen).isEqualTo(games);
    assertThat(http.get("/metrics").text()).contains("forecast_live_games ");
  }
}
