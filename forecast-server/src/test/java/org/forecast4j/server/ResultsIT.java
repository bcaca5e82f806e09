package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.basketball.TeamRatings;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.ForecastServiceException;
import org.forecast4j.client.RequestOptions;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Games that ended: what a server learns from them, keeps and shares. */
class ResultsIT {
  private static final Pattern PATTERN =
      Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);
  private static final List<GameMargins> GAMES = ExpectingModel.LATER.subList(0, 60);
  private static final LocalDate NEXT = ExpectingModel.dayAfter(GAMES);

  @TempDir static Path shared;
  private static ForecastBundle bundle;

  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeBundle() throws IOException {
    bundle = ForecastBundle.load(ExpectingModel.save(shared.resolve("bundle")));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    open.clear();
  }

  private static ServerOptions.Builder options() {
    return ServerOptions.builder(shared.resolve("bundle"));
  }

  private ForecastServer start(ServerOptions.Builder options) throws IOException {
    ForecastServer server = ForecastServer.start(options.build());
    open.add(server);
    return server;
  }

  private ForecastClient client(int port) {
    ForecastClient client = ForecastClient.builder().baseUrl("http://127.0.0.1:" + port).build();
    open.add(0, client);
    return client;
  }

  private ForecastClient serve(ServerOptions.Builder options) throws IOException {
    return client(start(options).port());
  }

  private static void learn(ForecastClient client, List<GameMargins> games) {
    for (GameMargins game : games) {
      assertThat(client.learn(ExpectingModel.score(game)).status()).isEqualTo("learned");
    }
  }

  /** What the core makes of the same results, without a server. */
  private static GameExpectations expected(List<GameMargins> games) {
    return ExpectingModel.TRAINED.with(games.stream().map(GameResult::of).toList());
  }

  /** Forecasts of a day rest on the results before it, to the bit. */
  private static void assertServes(
      ForecastClient client, GameExpectations expected, LocalDate day) {
    for (List<String> teams : List.of(List.of("BOS", "LAL"), List.of("OKC", "GSW"))) {
      String home = teams.get(0);
      String away = teams.get(1);
      PredictResponse answer =
          client.predict(PredictRequest.builder(PATTERN).teams(home, away, day).build());
      IntervalForecast forecast =
          bundle.conformal().forecast(expected.addTo(PATTERN, home, away, day), 0.95);
      assertThat(answer.pointForecast()).isEqualTo(forecast.point());
      assertThat(answer.interval()).isEqualTo(forecast.interval());
      assertThat(answer.ratingsOf()).isEqualTo(expected.lastDayBefore(day));
    }
  }

  private static ModelSummary summary(ForecastClient client) {
    return client.model(ExpectingModel.NAME);
  }

  @Test
  void a_result_moves_the_forecasts_of_later_days_alone() throws Exception {
    ForecastClient client = serve(options());
    assertServes(client, ExpectingModel.TRAINED, NEXT);
    GameMargins first = GAMES.get(0);
    LearnedResult learned = client.learn(ExpectingModel.score(first));
    assertThat(learned.results()).isEqualTo(1);
    assertThat(learned.ratingsOf()).contains(first.date());
    assertServes(client, expected(GAMES.subList(0, 1)), first.date().plusDays(1));
    assertServes(client, ExpectingModel.TRAINED, first.date());
    learn(client, GAMES.subList(1, 60));
    assertServes(client, expected(GAMES), NEXT);
    assertServes(client, expected(GAMES), GAMES.get(30).date());
    assertThat(expected(GAMES).margin("BOS", "LAL", NEXT))
        .isNotEqualTo(ExpectingModel.TRAINED.margin("BOS", "LAL", NEXT));
  }

  @Test
  void a_forecast_names_the_day_its_ratings_are_of_where_they_were_looked_up() throws Exception {
    ForecastClient client = serve(options());
    LocalDate trained = ExpectingModel.TRAINED.lastDay().orElseThrow();
    assertThat(client.predict(PATTERN).ratingsOf()).isEmpty();
    PredictRequest.Builder request = PredictRequest.builder(PATTERN).teams("BOS", "NYK", NEXT);
    assertThat(client.predict(request.build()).ratingsOf()).contains(trained);
    PredictRequest.Builder early =
        PredictRequest.builder(PATTERN).teams("BOS", "NYK", LocalDate.of(1990, 1, 1));
    assertThat(client.predict(early.build()).ratingsOf()).isEmpty();
    Pattern given = PATTERN.with("expected_margin", 3);
    assertThat(
            client
                .predict(PredictRequest.builder(given).teams("BOS", "NYK", NEXT).build())
                .ratingsOf())
        .isEmpty();
    // The same question under a name of its own repeats the answer, the day with it.
    PredictRequest named = request.requestId("mine").build();
    PredictResponse first = client.predict(named);
    learn(client, GAMES.subList(0, 1));
    assertThat(client.predict(named).ratingsOf()).isEqualTo(first.ratingsOf()).contains(trained);
  }

  @Test
  void a_cached_answer_is_not_taken_for_that_of_other_ratings() throws Exception {
    ServerOptions.Cache cache = new ServerOptions.Cache(Duration.ofMinutes(10), 100);
    ForecastClient client = serve(options().cache(cache));
    assertServes(client, ExpectingModel.TRAINED, NEXT);
    learn(client, GAMES);
    assertServes(client, expected(GAMES), NEXT);
    assertServes(client, expected(GAMES), NEXT.plusDays(1));
  }

  @Test
  void a_result_counts_once_and_another_under_its_id_is_refused() throws Exception {
    Http http = new Http(start(options()).port());
    String body = new String(FinalScore.CODEC.write(score("g1")), StandardCharsets.UTF_8);
    assertThat(http.post("/results", body).json().get("status").textValue()).isEqualTo("learned");
    JsonNode again = http.post("/results", body).json();
    assertThat(again.get("status").textValue()).isEqualTo("duplicate");
    assertThat(again.get("results").longValue()).isEqualTo(1);
    // New Jersey is the team that plays for Brooklyn now.
    JsonNode same = http.post("/results", body.replace("BKN", "NJN")).json();
    assertThat(same.get("status").textValue()).isEqualTo("duplicate");
    for (String change :
        List.of(
            "2019-03-02,2019-03-03",
            "BKN,NYK",
            "MIA,NYK",
            "113,114",
            "94,95",
            "\"overtimes\":0,\"overtimes\":1")) {
      String[] from = change.split(",", 2);
      Http.Answer other = http.post("/results", body.replace(from[0], from[1]));
      assertThat(other.status()).as(change).isEqualTo(409);
      assertThat(other.json().get("detail").textValue())
          .startsWith("game_id is 'g1' with ")
          .contains("it is known with 2019-03-02 BKN 113, MIA 94")
          .contains(change.startsWith("\"") ? "overtimes 1" : from[1]);
    }
    assertThat(http.get("/models").json().get("models").get(0).get("results").longValue())
        .isEqualTo(1);
  }

  private static FinalScore score(String id) {
    return FinalScore.of(id, LocalDate.of(2019, 3, 2), "BKN", "MIA", 113, 94);
  }

  @Test
  void results_that_come_late_are_as_good_as_in_their_order() throws Exception {
    for (long seed = 0; seed < 3; seed++) {
      List<GameMargins> shuffled = new ArrayList<>(GAMES);
      Collections.shuffle(shuffled, new Random(seed));
      ForecastClient client = serve(options());
      learn(client, shuffled);
      assertServes(client, expected(GAMES), NEXT);
      assertServes(client, expected(GAMES), GAMES.get(40).date());
      close();
    }
  }

  @Test
  void after_overtime_the_game_was_a_tie_and_its_total_is_learned_if_it_is_told() throws Exception {
    for (int regulation : new int[] {0, 90}) {
      FinalScore score = score("g1").withOvertimes(2);
      if (regulation > 0) {
        score = score("g1").withOvertimes(2, regulation);
      }
      ForecastClient client = serve(options());
      client.learn(score);
      OptionalInt total = regulation > 0 ? OptionalInt.of(2 * regulation) : OptionalInt.empty();
      GameResult result = new GameResult(score.date(), "BKN", "MIA", 0, total);
      GameExpectations expected = ExpectingModel.TRAINED.with(result);
      PredictResponse answer =
          client.predict(PredictRequest.builder(PATTERN).teams("BKN", "MIA", NEXT).build());
      assertThat(answer.pointForecast())
          .isEqualTo(
              bundle
                  .conformal()
                  .forecast(expected.addTo(PATTERN, "BKN", "MIA", NEXT), 0.95)
                  .point());
      close();
    }
  }

  @Test
  void a_retracted_result_is_forgotten_and_its_id_free_again() throws Exception {
    ForecastClient client = serve(options().state(folder.resolve("state")));
    learn(client, GAMES);
    GameMargins wrong = GAMES.get(20);
    LearnedResult retracted = client.retractResult(wrong.gameId());
    assertThat(retracted.status()).isEqualTo("retracted");
    assertThat(retracted.results()).isEqualTo(59);
    List<GameMargins> others = new ArrayList<>(GAMES);
    others.remove(wrong);
    assertServes(client, expected(others), NEXT);
    assertThat(client.retractResult(wrong.gameId()).status()).isEqualTo("duplicate");
    close();

    ForecastClient again = serve(options().state(folder.resolve("state")));
    assertServes(again, expected(others), NEXT);
    assertThat(summary(again).results()).hasValue(59);
    learn(again, List.of(wrong));
    assertServes(again, expected(GAMES), NEXT);
    again.retractResult(GAMES.get(59).gameId(), ExpectingModel.NAME, noOptions());
    assertServes(again, expected(GAMES.subList(0, 59)), NEXT);
  }

  private static RequestOptions noOptions() {
    return RequestOptions.builder().build();
  }

  @Test
  void a_server_that_does_not_learn_keeps_results_for_one_that_does() throws Exception {
    ServerOptions.Builder options = options().state(folder.resolve("state"));
    learn(serve(options), GAMES.subList(0, 20));
    close();

    ForecastClient frozen = serve(options.frozen(true));
    for (GameMargins game : GAMES.subList(20, 40)) {
      LearnedResult kept = frozen.learn(ExpectingModel.score(game));
      assertThat(kept.status()).isEqualTo("kept");
      assertThat(kept.results()).isZero();
      assertThat(kept.ratingsOf()).isEqualTo(ExpectingModel.TRAINED.lastDay());
    }
    assertThat(frozen.learn(ExpectingModel.score(GAMES.get(7))).status()).isEqualTo("duplicate");
    assertThat(frozen.retractResult(GAMES.get(39).gameId()).status()).isEqualTo("retracted");
    assertServes(frozen, ExpectingModel.TRAINED, NEXT);
    close();

    ForecastClient again = serve(options.frozen(false));
    assertThat(summary(again).results()).hasValue(39);
    assertServes(again, expected(GAMES.subList(0, 39)), NEXT);
  }

  @Test
  void outcomes_and_results_of_one_id_do_not_know_each_other() throws Exception {
    Http http = new Http(start(options()).port());
    String outcome =
        "{\"id\":\"g1\",\"pattern\":" + Http.PATTERN + ",\"actual\":[10,11,12,13,14,15]}";
    String result = new String(FinalScore.CODEC.write(score("g1")), StandardCharsets.UTF_8);
    assertThat(http.post("/observations", outcome).status()).isEqualTo(200);
    assertThat(http.post("/results", result).json().get("status").textValue()).isEqualTo("learned");
    assertThat(http.send(http.request("/results/g1").DELETE()).status()).isEqualTo(200);
    assertThat(http.post("/observations", outcome).json().get("status").textValue())
        .isEqualTo("duplicate");
    assertThat(http.get("/calibration").json().get("observations").longValue()).isEqualTo(1);
    assertThat(http.send(http.request("/observations/result%2Fg1").DELETE()).status())
        .isBetween(400, 404);
  }

  @Test
  void a_killed_server_has_lost_no_result() throws Exception {
    String state = folder.resolve("state").toString();
    try (ServerProcess server =
        ServerProcess.serveBundle(shared.resolve("bundle"), List.of(), "--state", state)) {
      learn(client(server.port()), GAMES);
      server.kill();
    }
    try (ServerProcess server =
        ServerProcess.serveBundle(shared.resolve("bundle"), List.of(), "--state", state)) {
      ForecastClient client = client(server.port());
      assertServes(client, expected(GAMES), NEXT);
      assertThat(client.learn(ExpectingModel.score(GAMES.get(7))).status()).isEqualTo("duplicate");
      assertThat(summary(client).results()).hasValue(60);
      close();
    }
  }

  @Test
  void replicas_that_share_a_log_learn_the_same_results() throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      List<ForecastClient> clients = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        clients.add(
            serve(
                options()
                    .redis(redis.address())
                    .redisTimeout(Await.PATIENCE)
                    .state(folder.resolve("state-" + i))));
      }
      List<GameMargins> shuffled = new ArrayList<>(GAMES);
      Collections.shuffle(shuffled, new Random(1));
      for (int i = 0; i < shuffled.size(); i++) {
        learn(clients.get(i % 2), shuffled.subList(i, i + 1));
      }
      awaitResults(clients, 60);
      assertThat(clients.get(0).learn(ExpectingModel.score(shuffled.get(1))).status())
          .isEqualTo("duplicate");
      for (ForecastClient client : clients) {
        assertServes(client, expected(GAMES), NEXT);
      }
      assertThat(clients.get(0).calibration()).isEqualTo(clients.get(1).calibration());

      clients.get(1).retractResult(GAMES.get(3).gameId());
      awaitResults(clients, 59);
      List<GameMargins> others = new ArrayList<>(GAMES);
      others.remove(3);
      ForecastClient late = serve(options().redis(redis.address()).redisTimeout(Await.PATIENCE));
      clients.add(late);
      awaitResults(clients, 59);
      for (ForecastClient client : clients) {
        assertServes(client, expected(others), NEXT);
      }
      close();
    }
  }

  private static void awaitResults(List<ForecastClient> clients, int results) throws Exception {
    await(
        "all know " + results + " results",
        () ->
            clients.stream().allMatch(one -> summary(one).results().orElse(-1) == results)
                && clients.stream().map(one -> one.calibration().extra()).distinct().count() == 1);
  }

  private static ScoresRequest at(int period, String clock, int home, int away) {
    return ScoresRequest.of(new ScoreTick(period, clock, home, away));
  }

  @Test
  void the_last_score_of_a_live_game_is_its_result() throws Exception {
    LocalDate day = LocalDate.of(2019, 3, 2);
    ForecastClient client = serve(options());
    client.pushScores("g1", at(3, "0:00", 80, 70).teams("BKN", "MIA", day));
    client.pushScores("g1", at(4, "0:00", 100, 100));
    assertThat(summary(client).results()).hasValue(0);
    client.pushScores("g1", at(5, "0:00", 113, 109));
    client.pushScores("g1", at(5, "0:00", 113, 109));
    assertThat(summary(client).results()).hasValue(1);
    GameExpectations expected =
        ExpectingModel.TRAINED.with(new GameResult(day, "BKN", "MIA", 0, OptionalInt.empty()));
    assertServes(client, expected, NEXT);
    FinalScore told = FinalScore.of("g1", day, "BKN", "MIA", 113, 109).withOvertimes(1);
    assertThat(client.learn(told).status()).isEqualTo("duplicate");
    assertThatThrownBy(() -> client.learn(told.withOvertimes(2)))
        .isInstanceOf(ForecastServiceException.Conflict.class);

    // What was told before stands, and the scores are taken all the same.
    client.learn(FinalScore.of("g2", day, "BOS", "LAL", 100, 90));
    GameState game = client.pushScores("g2", at(4, "0:00", 101, 90).teams("BOS", "LAL", day));
    assertThat(game.last().orElseThrow().homeScore()).isEqualTo(101);
    assertThat(summary(client).results()).hasValue(2);
  }

  @Test
  void the_result_of_a_live_game_counts_once_over_kill_9_and_stays_retracted() throws Exception {
    String state = folder.resolve("state").toString();
    LocalDate day = LocalDate.of(2019, 3, 2);
    for (int life = 0; life < 4; life++) {
      try (ServerProcess server =
          ServerProcess.serveBundle(shared.resolve("bundle"), List.of(), "--state", state)) {
        ForecastClient client = client(server.port());
        switch (life) {
          case 0 -> client.pushScores("g1", at(4, "0:00", 113, 94).teams("BKN", "MIA", day));
          case 1 -> {
            client.pushScores("g1", at(4, "0:00", 113, 94));
            assertThat(summary(client).results()).hasValue(1);
            client.retractResult("g1");
          }
          default -> {
            client.pushScores("g1", at(4, "0:00", 113, 94));
            assertThat(summary(client).results()).as("in life %s", life).hasValue(0);
          }
        }
        server.kill();
      }
    }
  }

  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"g1\"         | 7                   | /game_id is 7; expected a string",
        "\"g1\"         | \"\"                | game id is ''; expected",
        "\"g1\"         | \"a b\"             | game id is 'a b'; expected",
        "\"g1\"         | \"..\"              | game id is '..'; expected",
        "\"g1\"         | \"stream\"          | game id is 'stream'; expected",
        "2019-03-02     | 2019-02-30          | /date is '2019-02-30'; expected yyyy-mm-dd",
        "2019-03-02     | 1946-10-31          | date is 1946-10-31; expected 1946-11-01 to",
        "2019-03-02     | 9999-12-31          | date is 9999-12-31; expected 1946-11-01 to",
        "2019-03-02     | +99999-01-01        | expected yyyy-mm-dd",
        "\"BKN\"        | \"XXX\"             | team is 'XXX'; expected one of ATL, BKN",
        "\"BKN\"        | \"MIA\"             | home and away are both 'MIA'; expected two teams",
        "\"MIA\"        | \"NJN\"             | home is 'BKN' and away is 'NJN', which are one"
            + " team",
        "113            | -1                  | /home_score is -1; expected 0 to 500",
        "113            | 501                 | /home_score is 501; expected 0 to 500",
        "113            | 1e300               | /home_score",
        "113            | 99999999999999999999| /home_score",
        "113            | 112.5               | /home_score is 112.5; expected a whole number",
        "113            | \"113\"             | /home_score is the string '113'; expected a whole",
        "113            | 94                  | the final score is 94-94; expected a winner",
        ":0             | :-1                 | /overtimes is -1; expected 0 to 26",
        ":0             | :27                 | /overtimes is 27; expected 0 to 26",
        ":0             | :1,\"regulation_points\":95 | regulation_points is 95 with overtimes 1;"
            + " expected 0 to 94",
        ":0             | :0,\"regulation_points\":90 | regulation_points is 90 with overtimes 0;",
        "\"overtimes\"  | \"overtime\"        | /overtimes is missing; expected a whole number",
        "113            | 113,\"home_score\":1| 'home_score'; expected a name that the object does",
      })
  @ParameterizedTest
  void what_cannot_be_a_result_is_refused_and_changes_nothing(String from, String to, String detail)
      throws Exception {
    Http http = new Http(start(options()).port());
    String body = new String(FinalScore.CODEC.write(score("g1")), StandardCharsets.UTF_8);
    Http.Answer refused = http.post("/results", body.replace(from, to));
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.json().get("detail").textValue()).contains(detail);
    assertThat(http.get("/models").json().get("models").get(0).get("results").longValue()).isZero();
  }

  @Test
  void a_result_of_tomorrow_in_utc_is_learned_and_none_of_the_day_after() throws Exception {
    ForecastClient client = serve(options());
    Http http = new Http(start(options()).port());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    client.learn(FinalScore.of("g1", today.plusDays(1), "BKN", "MIA", 113, 94));
    FinalScore later = FinalScore.of("g2", today.plusDays(3), "BKN", "MIA", 113, 94);
    String body = new String(FinalScore.CODEC.write(later), StandardCharsets.UTF_8);
    assertThat(http.post("/results", body).status()).isEqualTo(400);
  }

  @Test
  void a_model_whose_ratings_do_not_learn_takes_no_results(@TempDir Path old) throws Exception {
    ForecastBundle shipped = ForecastBundle.load(Http.BUNDLE);
    byte[] ratings =
        TeamRatings.of(GameMargins.read(Http.BUNDLE.resolve(Halftime.SAMPLE_FILE))).toBytes();
    ForecastBundle.of(
            shipped.info(),
            shipped.conformal(),
            shipped.modelCard(),
            Map.of(Halftime.RATINGS_FILE, ratings))
        .save(old.resolve("bundle"));
    Http http = new Http(start(ServerOptions.builder(old.resolve("bundle"))).port());
    String body = new String(FinalScore.CODEC.write(score("g1")), StandardCharsets.UTF_8);
    for (Http.Answer answer :
        List.of(http.post("/results", body), http.send(http.request("/results/g1").DELETE()))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json().get("detail").textValue())
          .isEqualTo(
              "no results are learned: model 'nba-halftime' has no ratings that learn; expected"
                  + " one that was trained with expected margins");
    }
    JsonNode model = http.get("/models").json().get("models").get(0);
    assertThat(model.has("results")).isFalse();
    assertThat(model.get("ratings_of").textValue()).isEqualTo("2019-04-10");
    JsonNode unknown = http.post("/results", body.replace("}", ",\"model\":\"nix\"}")).json();
    assertThat(unknown.get("detail").textValue()).startsWith("model is 'nix'");
  }

  @Test
  void who_may_only_read_tells_no_results_and_only_an_admin_takes_them_back() throws Exception {
    Path keys =
        Files.write(
            folder.resolve("keys"),
            List.of(
                Keys.line(Role.READ, "read-key-0123456789"),
                Keys.line(Role.OBSERVE, "observe-key-0123456789")));
    Http http = new Http(start(options().keys(keys)).port());
    String body = new String(FinalScore.CODEC.write(score("g1")), StandardCharsets.UTF_8);
    assertThat(http.post("/results", body).status()).isEqualTo(401);
    assertThat(http.post("/results", body, "X-API-Key", "read-key-0123456789").status())
        .isEqualTo(403);
    assertThat(http.post("/results", body, "X-API-Key", "observe-key-0123456789").status())
        .isEqualTo(200);
    assertThat(
            http.send(http.request("/results/g1", "X-API-Key", "observe-key-0123456789").DELETE())
                .status())
        .isEqualTo(403);
  }

  @Test
  void models_and_metrics_show_what_has_moved() throws Exception {
    ForecastServer server = start(options());
    ForecastClient client = client(server.port());
    assertThat(summary(client).results()).hasValue(0);
    assertThat(summary(client).ratingsOf()).contains(LocalDate.of(2016, 2, 6));
    learn(client, GAMES);
    assertThat(client.models().models().get(0).results()).hasValue(60);
    assertThat(summary(client).ratingsOf()).contains(NEXT.minusDays(1));
    String day = String.valueOf(NEXT.minusDays(1).toEpochDay() * 86_400 / 1e9);
    assertThat(new Http(server.port()).get("/metrics").text())
        .contains("forecast_results{model=\"nba-halftime\"} 60.0")
        .contains("forecast_ratings_day_seconds{model=\"nba-halftime\"} " + day + "E9");
  }
}
