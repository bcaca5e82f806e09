package org.forecast4j.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.forecast4j.Analog;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.basketball.GameResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String REQUEST =
      "{\"pattern\":[1.0,2.5],\"covariates\":{\"rating_difference\":4.2},\"alpha\":0.1,"
          + "\"return_explanation\":false,\"similar_games\":3,\"home\":\"BOS\",\"away\":\"NYK\","
          + "\"date\":\"2019-04-10\",\"model\":\"m\",\"request_id\":\"r\",\"above\":0.5}";

  private static final String ANALOG =
      "{\"game_id\":\"g\",\"date\":\"2001-02-03\",\"home\":\"A\",\"away\":\"B\","
          + "\"labels\":{\"season\":\"2001\"},\"index\":7,\"distance\":1.5,\"weight\":0.5,"
          + "\"halftime_differential\":4.0,\"pattern\":[1.0,2.0],"
          + "\"covariates\":{\"rating_difference\":1.0},\"outcome\":[3.0,4.0]}";

  private static final String SIMILAR =
      "{\"id\":\"g\",\"date\":\"2001-02-03\",\"labels\":{\"home\":\"A\",\"season\":\"2001\"},"
          + "\"index\":7,\"distance\":1.5,\"weight\":0.5,\"pattern\":[1.0,2.0],"
          + "\"covariates\":{\"rating_difference\":1.0},\"outcome\":[3.0,4.0]}";

  private static final String RESPONSE =
      "{\"point_forecast\":7.4,\"median_forecast\":7.0,\"interval_lower\":null,\"interval_upper\":19.2,"
          + "\"coverage_probability\":0.95,\"explanation\":{\"dejavu_prediction\":7.0,"
          + "\"lstm_prediction\":8.0,\"ensemble_forecast\":7.4,\"dejavu_weight\":0.6,"
          + "\"lstm_weight\":0.4,\"similar_games\":["
          + ANALOG
          + "],\"similar\":["
          + SIMILAR
          + "]},\"path\":[{\"point\":7.4,\"lower\":1.0,\"upper\":2.0,\"band_lower\":null,"
          + "\"band_upper\":null,\"band_empty\":true}],"
          + "\"members\":[{\"name\":\"dejavu\",\"prediction\":7.0,\"weight\":0.6,\"path\":[7.0]}],"
          + "\"failures\":{\"lstm\":\"broke\"},\"probability_home_leads\":0.9,"
          + "\"probability_above\":0.8,\"ratings_of\":\"2019-04-09\","
          + "\"model_version\":\"1\",\"request_id\":\"r\"}";

  private static final String TICK =
      "{\"period\":1,\"clock\":\"11:46\",\"home_score\":2,\"away_score\":0}";

  private static final String GAME =
      "{\"game_id\":\"g\",\"home\":\"A\",\"away\":\"B\",\"date\":\"2001-02-03\","
          + "\"status\":\"live\",\"complete_minutes\":1,\"margins\":[2.0],\"last\":"
          + TICK
          + ",\"forecast\":"
          + RESPONSE
          + ",\"outcome\":[3.0,4.0],\"forecast_withheld\":\"why\"}";

  private static final String PROBLEM =
      "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"no\","
          + "\"request_id\":\"r\"}";

  private static final String MODEL =
      "{\"name\":\"m\",\"version\":\"1\",\"default\":true,\"input_length\":18,\"horizon\":6,"
          + "\"unit\":\"points\",\"step\":\"minute\",\"members\":[\"linear\"],"
          + "\"covariates\":{\"rating_difference\":\"imputed\"},\"calibration_samples\":9,\"learned\":{\"outcomes\":3.0},\"results\":2,\"ratings_of\":\"2019-04-10\",\"card\":\"#"
          + " card\",\"checksums\":{\"linear.bin\":\"00\"}}";

  private static final String FINAL =
      "{\"game_id\":\"g\",\"date\":\"2019-03-22\",\"home\":\"WAS\",\"away\":\"CHI\","
          + "\"home_score\":118,\"away_score\":122,\"overtimes\":1,\"regulation_points\":106,"
          + "\"model\":\"m\"}";

  /** Every message with every field it has. */
  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of("predict request", PredictRequest.CODEC, REQUEST),
        Arguments.of("predict response", PredictResponse.CODEC, RESPONSE),
        Arguments.of("batch request", BatchRequest.CODEC, "{\"requests\":[" + REQUEST + "]}"),
        Arguments.of(
            "batch response",
            BatchResponse.CODEC,
            "{\"results\":[{\"prediction\":" + RESPONSE + "},{\"error\":" + PROBLEM + "}]}"),
        Arguments.of(
            "observation",
            Observation.CODEC,
            "{\"id\":\"i\",\"request_id\":\"r\",\"actual\":[1.0,2.0]}"),
        Arguments.of(
            "observed",
            Observed.CODEC,
            "{\"id\":\"i\",\"status\":\"observed\",\"state_version\":3}"),
        Arguments.of("final score", FinalScore.CODEC, FINAL),
        Arguments.of(
            "learned result",
            LearnedResult.CODEC,
            "{\"game_id\":\"g\",\"status\":\"learned\",\"results\":3,\"ratings_of\":\"2019-04-10\"}"),
        Arguments.of(
            "calibration",
            CalibrationReport.CODEC,
            "{\"model\":\"m\",\"model_version\":\"1\",\"state_version\":3,\"observations\":3,"
                + "\"calibration_samples\":9,\"window\":3,\"intervals\":[{\"confidence\":0.9,"
                + "\"n\":0,\"coverage\":null,\"mean_width\":null,\"infinite\":null}],"
                + "\"pit\":[0.5,0.5],\"learning\":{\"n\":0,\"mae\":null,\"frozen_mae\":null,"
                + "\"worse_for\":0}}"),
        Arguments.of("game", GameState.CODEC, GAME),
        Arguments.of("games", Games.CODEC, "{\"games\":[" + GAME + "]}"),
        Arguments.of(
            "event",
            GameEvent.CODEC,
            "{\"id\":7,\"type\":\"score_update\",\"game_id\":\"g\",\"game\":"
                + GAME
                + ",\"games\":{\"games\":[]},\"reason\":\"history_incomplete\"}"),
        Arguments.of(
            "scores",
            ScoresRequest.CODEC,
            "{\"home\":\"A\",\"away\":\"B\",\"date\":\"2001-02-03\",\"scores\":[" + TICK + "]}"),
        Arguments.of(
            "health",
            Health.CODEC,
            "{\"status\":\"healthy\",\"models_loaded\":true,\"dejavu_database_size\":5,"
                + "\"model_version\":\"1\"}"),
        Arguments.of("model", ModelSummary.CODEC, MODEL),
        Arguments.of(
            "models",
            Models.CODEC,
            "{\"ensemble\":{\"dejavu_weight\":0.6,\"lstm_weight\":0.4,\"weights\":{\"dejavu\":0.6,"
                + "\"lstm\":0.4}},\"dejavu\":{\"database_size\":5,\"K\":3,"
                + "\"similarity_method\":\"euclidean\"},\"conformal\":{\"alpha\":0.05,"
                + "\"quantile\":null,\"calibration_samples\":9},\"models\":["
                + MODEL
                + "]}"),
        Arguments.of("problem", Problem.CODEC, PROBLEM));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  <T> void a_message_comes_back_as_it_went(String name, WireCodec<T> codec, String json)
      throws IOException {
    T message = codec.read(bytes(json));
    String written = codec.writeString(message);
    assertThat(MAPPER.readTree(written)).as(name).isEqualTo(MAPPER.readTree(json));
    T again = codec.read(bytes(written));
    assertThat(again).isEqualTo(message).hasSameHashCodeAs(message);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("messages")
  <T> void fields_of_a_later_version_are_kept(String name, WireCodec<T> codec, String json)
      throws IOException {
    String later =
        "{\"a_word\":\"x\",\"a_number\":12345678901234567890,\"a_list\":[1,null,{\"b\":true}],"
            + "\"an_object\":{\"c\":1.5}}";
    ObjectNode extended = (ObjectNode) MAPPER.readTree(json);
    extended.setAll((ObjectNode) MAPPER.readTree(later));
    T message = codec.read(bytes(extended.toString()));
    JsonNode written = MAPPER.readTree(codec.writeString(message));
    assertThat(written).as(name).isEqualTo(MAPPER.readTree(extended.toString()));
  }

  @Test
  void a_final_score_is_a_result_of_regulation() {
    FinalScore told = FinalScore.CODEC.read(bytes(FINAL));
    LocalDate day = LocalDate.of(2019, 3, 22);
    assertThat(told.toGameResult())
        .isEqualTo(new GameResult(day, "WAS", "CHI", 0, OptionalInt.of(212)));
    FinalScore score = FinalScore.of("g", day, "WAS", "CHI", 118, 122);
    assertThat(score.toGameResult())
        .isEqualTo(new GameResult(day, "WAS", "CHI", -4, OptionalInt.of(240)));
    assertThat(score.withOvertimes(1).toGameResult())
        .isEqualTo(new GameResult(day, "WAS", "CHI", 0, OptionalInt.empty()));
    assertThat(score.withOvertimes(1, 106).withModel("m")).isEqualTo(told);
    assertThat(told.bare("WAS", "CHI")).isEqualTo(score.withOvertimes(1, 106));
    assertThatThrownBy(() -> score.withOvertimes(1, 119))
        .hasMessage(
            "regulation_points is 119 with overtimes 1; expected 0 to 118, the lower final score,"
                + " after overtime alone");
    assertThatThrownBy(() -> score.withOvertimes(0, 90))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> score.withOvertimes(27)).hasMessageContaining("expected 0 to 26");
    assertThatThrownBy(() -> score.withOvertimes(-1)).hasMessageContaining("at least 0");
  }

  @Test
  void values_of_a_later_version_survive_and_fields_it_knows_can_be_read() {
    Health health = Health.CODEC.read(bytes("{\"status\":\"sleepy\",\"mood\":{\"at\":\"night\"}}"));
    assertThat(health.status()).isEqualTo("sleepy");
    assertThat(health.extra()).containsEntry("mood", Map.of("at", "night"));
    GameEvent event = GameEvent.CODEC.read(bytes("{\"type\":\"half_time_show\"}"));
    assertThat(event.type()).isEqualTo("half_time_show");
    assertThat(GameEvent.CODEC.writeString(event)).isEqualTo("{\"type\":\"half_time_show\"}");
  }

  @Test
  void analogs_are_found_by_either_name_and_neutral_ones_alone_name_no_game() throws IOException {
    PredictResponse both = PredictResponse.CODEC.read(bytes(RESPONSE));
    Explanation why = both.explanation().orElseThrow();
    assertThat(why.analogs()).isEqualTo(why.similar()).hasSize(1);
    assertThat(why.withSimilar(false).similarGames()).isEmpty();
    Explanation games =
        Explanation.CODEC.read(
            bytes("{\"ensemble_forecast\":1,\"similar_games\":[" + ANALOG + "]}"));
    assertThat(games.analogs()).hasSize(1);
    assertThat(games.withSimilar(true).similar()).isEqualTo(games.similarGames());
    assertThat(Explanation.CODEC.writeString(games.withSimilar(false)))
        .contains("\"similar\":[{\"id\":\"g\"")
        .doesNotContain("game", "halftime");
    assertThat(both.toIntervalForecast(Pattern.of(1, 2)).forecast().analogs()).hasSize(1);
  }

  @Test
  void a_game_and_a_calibration_read_in_words() throws IOException {
    assertThat(GameState.CODEC.read(bytes(GAME)).toString())
        .startsWith("g B at A 2001-02-03: live after 1 minutes [2.0], forecast ")
        .endsWith(", outcome [3.0, 4.0], withheld: why");
    CalibrationReport report =
        CalibrationReport.CODEC.read(
            bytes(
                "{\"model\":\"m\",\"model_version\":\"1\",\"state_version\":3,"
                    + "\"observations\":30,\"calibration_samples\":90,\"window\":20,"
                    + "\"intervals\":[{\"confidence\":0.9,\"n\":20,\"coverage\":0.85,"
                    + "\"mean_width\":7.5,\"infinite\":0}],\"pit\":[0.5,0.5]}"));
    assertThat(report.toString().lines())
        .containsExactly(
            "m 1: 30 outcomes, 90 errors, the latest 20",
            "  0.9: 85.00 % of 20 covered, mean width 7.500, 0.0 % infinite",
            "  PIT [0.5, 0.5]");
  }

  @Test
  void analogs_within_a_day_keep_their_times() throws IOException {
    Instant noon = Instant.parse("2020-02-29T12:00:00Z");
    LabeledPattern example =
        LabeledPattern.of("e", noon, noon.plusSeconds(3600), Pattern.of(1, 2), 3);
    String json = WireTypes.SIMILAR.writeString(new Analog(7, 0.5, 0.25, example));
    assertThat(json)
        .contains(
            "\"date\":\"2020-02-29\",\"moment\":\"2020-02-29T12:00:00Z\","
                + "\"known\":\"2020-02-29T13:00:00Z\"");
    assertThat(WireTypes.SIMILAR.read(bytes(json)).example()).isEqualTo(example);
    for (String wrong : List.of("2020-02-29T12:00:00Z", "13 o'clock")) {
      assertThatThrownBy(
              () -> WireTypes.SIMILAR.read(bytes(json.replace("2020-02-29T13:00:00Z", wrong))))
          .isInstanceOf(WireException.class)
          .hasMessageContaining("/known is ")
          .hasMessageContaining("expected a moment");
    }
    assertThatThrownBy(() -> WireTypes.SIMILAR.read(bytes(json.replace("moment", "mood"))))
        .hasMessageContaining("/moment is missing; expected a moment beside known");
  }

  @Test
  void what_is_optional_and_missing_or_null_is_empty() {
    PredictResponse response =
        PredictResponse.CODEC.read(
            bytes("{\"point_forecast\":1,\"coverage_probability\":0.9,\"path\":null}"));
    assertThat(response.interval()).isEqualTo(Interval.WHOLE_LINE);
    assertThat(response.explanation()).isEmpty();
    assertThat(response.path()).isEmpty();
    assertThat(response.members()).isEmpty();
    assertThat(response.probabilityHomeLeads()).isEmpty();
    assertThat(response.probabilityAbove()).isEmpty();
    assertThat(response.medianForecast()).isEmpty();
    assertThat(response.modelVersion()).isEmpty();
    assertThat(response.requestId()).isEmpty();
    PredictRequest request = PredictRequest.CODEC.read(bytes("{\"pattern\":[1]}"));
    assertThat(request).isEqualTo(PredictRequest.of(1));
    assertThat(request.alpha()).isEqualTo(0.05);
    assertThat(request.returnExplanation()).isTrue();
    Problem problem = Problem.CODEC.read(bytes("{}"));
    assertThat(problem.type()).isEqualTo("about:blank");
  }

  @Test
  void a_single_score_and_a_bad_item_of_a_batch_are_read() {
    ScoresRequest scores = ScoresRequest.CODEC.read(bytes(TICK));
    assertThat(scores.scores()).containsExactly(new ScoreTick(1, "11:46", 2, 0));
    List<BatchRequest.Item> items =
        BatchRequest.CODEC
            .read(bytes("{\"requests\":[" + REQUEST + ",{\"pattern\":[]}]}"))
            .requests();
    assertThat(items.get(0)).isInstanceOf(BatchRequest.Item.Valid.class);
    assertThat(((BatchRequest.Item.Invalid) items.get(1)).reason())
        .hasMessageContaining("/requests/1/pattern");
  }

  @Test
  void a_distribution_comes_back_with_its_weights() {
    PredictiveDistribution step =
        PredictiveDistribution.Errors.of(new double[] {3, -1, 2}, new double[] {0.5, 0.25, 1})
            .around(7, 2, 0.75);
    String json =
        DistributionResponse.CODEC.writeString(new DistributionResponse(List.of(step), Map.of()));
    PredictiveDistribution read = DistributionResponse.CODEC.read(bytes(json)).path().get(0);
    assertThat(read.center()).isEqualTo(7);
    assertThat(read.scale()).isEqualTo(2);
    assertThat(read.unseen()).isEqualTo(0.75);
    assertThat(read.errors()).containsExactly(-1, 2, 3);
    assertThat(read.weights()).containsExactly(0.25, 1, 0.5);
    assertThat(read.isOnWholeNumbers()).isFalse();
    assertThat(json).contains("\"median_forecast\":11.0,");
    assertThat(read.median()).isEqualTo(11);
    DistributionResponse whole = new DistributionResponse(List.of(step.onWholeNumbers()), Map.of());
    PredictiveDistribution wholeRead =
        DistributionResponse.CODEC
            .read(bytes(DistributionResponse.CODEC.writeString(whole)))
            .path()
            .get(0);
    assertThat(wholeRead.median()).isEqualTo(step.onWholeNumbers().median());
    assertThat(wholeRead.isOnWholeNumbers()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"pattern\":\"x\"}                         | /pattern    | expected an array of numbers",
        "{\"pattern\":[1,true]}                      | /pattern/1  | /pattern/1 is true; expected a"
            + " number",
        "{\"pattern\":[]}                            | /pattern    | expected at least one number",
        "{}                                          | /pattern    | /pattern is missing",
        "{\"pattern\":[1],\"alpha\":\"a\"}           | /alpha      | is the string 'a'",
        "{\"pattern\":[1],\"similar_games\":1.5}     | /similar_games | expected a whole number",
        "{\"pattern\":[1],\"similar_games\":5000}    | /similar_games | expected 0 to 1000",
        "{\"pattern\":[1],\"date\":\"10.4.2019\"}    | /date       | expected yyyy-mm-dd",
        "{\"pattern\":[1],\"covariates\":{\"a/b\":[]}} | /covariates/a~1b | expected a number",
        "{\"pattern\":[1],\"return_explanation\":1}  | /return_explanation | expected true or"
            + " false",
        "{\"pattern\":[1,2e31]}                      | ``          | values[1] is 2.0E31; expected"
            + " -1.0E30",
        "[1]                                         | ``          | the body is an array",
        "{\"pattern\":[1]                            | ``          | malformed JSON at line 1",
      })
  void bad_values_are_named_with_their_place(String json, String pointer, String message) {
    assertThatThrownBy(() -> PredictRequest.CODEC.read(bytes(json)))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.pointer()).isEqualTo(pointer))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "1e9, expected a whole number; 0 to 500",
    "7.5, expected a whole number; 0 to 500",
    "501, /home_score is 501; expected 0 to 500",
    "-1, /home_score is -1; expected 0 to 500",
    "123456789012345678901234567890, expected 0 to 500"
  })
  void points_that_cannot_be_are_named_with_their_range(String points, String message) {
    String json = FINAL.replace("\"home_score\":118", "\"home_score\":" + points);
    assertThatThrownBy(() -> FinalScore.CODEC.read(bytes(json)))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.pointer()).isEqualTo("/home_score"))
        .hasMessageContainingAll(message.split("; "));
  }

  @Test
  void a_number_that_json_does_not_know_is_named_without_advice_on_the_parser() {
    assertThatThrownBy(() -> PredictRequest.CODEC.read(bytes("{\"pattern\":[NaN]}")))
        .isInstanceOf(WireException.class)
        .hasMessage(
            "malformed JSON at line 1, column 13: 'NaN'; expected a value: a number, text in"
                + " double quotes, true, false, null, [ or {");
  }

  @ParameterizedTest
  @CsvSource({
    "7b0000007b000000ffffffff",
    "7b00000022",
    "00007b00000022000000",
    "007b00000022000000",
    "7b22737461747573223a2273222c22f79396826e223a2231227d",
    "7b22737461747573223a2273222c226e223a22c0af227d",
  })
  void bytes_that_look_like_another_encoding_are_malformed(String hex) {
    assertThatThrownBy(() -> Health.CODEC.read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("malformed JSON");
  }

  @Test
  void fields_that_contradict_one_another_are_refused_with_their_place() {
    String request = "{\"pattern\":[1],\"home\":\"BOS\"}";
    assertThatThrownBy(() -> PredictRequest.CODEC.read(bytes(request)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expected all three or none");
    assertThatThrownBy(() -> Observation.CODEC.read(bytes("{\"id\":\"i\",\"actual\":[1]}")))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expected at least one of them");
    String crossed =
        "{\"point_forecast\":1,\"coverage_probability\":0.9,\"interval_lower\":3.1,"
            + "\"interval_upper\":2}";
    assertThatThrownBy(() -> PredictResponse.CODEC.read(bytes(crossed)))
        .isInstanceOf(WireException.class)
        .hasMessage("/interval_lower is 3.1; expected at most the upper end, 2.0");
  }

  @Test
  void names_beyond_the_basic_plane_come_back_as_they_went() {
    for (String name : List.of("\uD83D\uDE00", "\\uD83D\\uDE00", "mode\uDB0D\uDD82nr")) {
      Health health = Health.CODEC.read(bytes("{\"status\":\"s\",\"" + name + "\":1}"));
      assertThat(Health.CODEC.read(Health.CODEC.write(health))).isEqualTo(health);
    }
  }

  @Test
  void whole_numbers_have_the_text_of_any_double() {
    for (double number = -600; number <= 600; number += 0.5) {
      assertThat(WireCodec.OBJECT.writeString(Map.of("x", number)))
          .isEqualTo("{\"x\":" + number + "}");
    }
    for (double number : new double[] {-0.0, 511, 512, 1e9, -3e9, 1e300}) {
      assertThat(WireCodec.OBJECT.writeString(Map.of("x", number)))
          .isEqualTo("{\"x\":" + number + "}");
    }
    assertThat(WireCodec.OBJECT.writeString(Map.of("x", Double.NaN))).isEqualTo("{\"x\":null}");
  }

  @Test
  void a_number_too_large_for_a_double_is_refused_where_nobody_asked_for_it_too() {
    assertThatThrownBy(
            () -> Health.CODEC.read(bytes("{\"status\":\"s\",\"later\":[{\"x\":1e999}]}")))
        .isInstanceOfSatisfying(
            WireException.class, e -> assertThat(e.pointer()).isEqualTo("/later/0/x"))
        .hasMessageContaining("expected a finite number");
  }

  @Test
  void unknown_fields_keep_their_order_so_that_the_bytes_are_always_the_same() {
    String json = "{\"status\":\"s\",\"zeta\":1,\"alpha\":2,\"mu\":3,\"b/c\":4,\"a\":5}";
    String written = Health.CODEC.writeString(Health.CODEC.read(bytes(json)));
    assertThat(written).endsWith("\"zeta\":1,\"alpha\":2,\"mu\":3,\"b/c\":4,\"a\":5}");
  }

  @Test
  void an_error_shows_no_more_than_the_beginning_of_a_long_name() {
    String name = "n".repeat(40_000);
    for (String json :
        List.of(
            "{\"pattern\":[1],\"covariates\":{\"" + name + "\":[]}}",
            "{\"" + name + "\":1,\"" + name + "\":2}")) {
      assertThatThrownBy(() -> PredictRequest.CODEC.read(bytes(json)))
          .isInstanceOfSatisfying(
              WireException.class,
              e -> {
                assertThat(e.getMessage()).hasSizeLessThan(1_000).contains("nnn");
                assertThat(e.pointer()).hasSizeLessThan(200);
              });
    }
  }

  @Test
  void nesting_without_end_and_numbers_without_end_are_refused() {
    String deep = "{\"x\":" + "[".repeat(100) + "]".repeat(100) + "}";
    assertThatThrownBy(() -> Health.CODEC.read(bytes(deep))).isInstanceOf(WireException.class);
    String longNumber = "{\"pattern\":[" + "1".repeat(5_000) + "]}";
    assertThatThrownBy(() -> PredictRequest.CODEC.read(bytes(longNumber)))
        .isInstanceOf(WireException.class);
  }

  @Test
  void plain_values_are_written_and_others_refused() {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("text", "x");
    plain.put("whole", 7);
    plain.put("exact", new BigDecimal("0.10"));
    plain.put("small", 1.5f);
    plain.put("none", Double.NaN);
    plain.put("list", Arrays.asList(true, null, Map.of()));
    assertThat(WireCodec.OBJECT.writeString(plain))
        .isEqualTo(
            "{\"text\":\"x\",\"whole\":7,\"exact\":0.10,\"small\":1.5,\"none\":null,"
                + "\"list\":[true,null,{}]}");
    Map<String, Object> date = Map.of("day", LocalDate.EPOCH);
    assertThatThrownBy(() -> WireCodec.OBJECT.write(date))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'1970-01-01', a java.time.LocalDate; expected a map");
  }
}
