package org.forecast4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.basketball.TeamRatings;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.wire.PredictResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static final Path BUNDLE = Path.of("..", "models", "nba-halftime");
  private static final Path SAMPLE = BUNDLE.resolve(Halftime.SAMPLE_FILE);
  private static final String PATTERN = "0,2,5,3,3,6,8,7,9,6,4,4,7,9,8,10,12,11";

  @TempDir Path folder;

  private static Run run(Object... arguments) {
    return Run.of(arguments);
  }

  private static Run withBundle(String command, Object... arguments) {
    return run(
        Stream.concat(Stream.of(command, "--bundle", BUNDLE), Stream.of(arguments)).toArray());
  }

  private static void assertFails(Run run, int exitCode, String message) {
    assertThat(run.err()).contains(message).startsWith("error: ");
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "import",
        "simulate",
        "train",
        "predict",
        "evaluate",
        "update",
        "series",
        "completion"
      })
  void every_command_explains_itself(String command) {
    Run help = run(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: forecast4j " + command);
  }

  /** Asks bash itself what it would offer after some words; compopt works on a prompt alone. */
  @Test
  void a_shell_completes_commands_and_options_and_what_they_may_be() throws Exception {
    Run completion = run("completion");
    assertThat(completion.err()).isEmpty();
    assertThat(completion.exitCode()).isZero();
    Path script = Files.writeString(folder.resolve("completion"), completion.out());
    assertThat(completed(script, "pre")).containsExactly("predict");
    assertThat(completed(script, "series", "")).contains("forecast", "evaluate");
    assertThat(completed(script, "predict", "--pa")).containsExactly("--pattern");
    assertThat(completed(script, "quickstart", "--plot-format", "")).contains("png", "svg");
  }

  private static List<String> completed(Path script, String... words) throws Exception {
    String program =
        """
        source "$1"; shift; compopt() { :; }
        COMP_WORDS=(forecast4j "$@"); COMP_CWORD=$#; COMP_LINE="forecast4j $*"
        COMP_POINT=${#COMP_LINE}
        _complete_forecast4j forecast4j "${@: -1}" ''
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", program, "bash", script.toString()));
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> offered =
        new String(bash.getInputStream().readAllBytes(), UTF_8).lines().map(String::strip).toList();
    assertThat(bash.waitFor()).as(offered.toString()).isZero();
    return offered;
  }

  @Test
  void quickstart_forecasts_real_games_and_draws_one() throws IOException {
    Path pictures = folder.resolve("new").resolve("pictures");
    for (String format : List.of("png", "svg")) {
      Path file = pictures.resolve("quickstart." + format);
      Run quickstart = withBundle("quickstart", "--plot", pictures, "--plot-format", format);
      assertThat(quickstart.err()).isEmpty();
      assertThat(quickstart.exitCode()).isZero();
      assertThat(quickstart.out())
          .containsPattern("(?s)half-time margin +[+-]\\d+\\.\\d.+95 % interval.+home leads with")
          .contains("similar games", "members", "what happened", " is drawn in " + file);
      assertThat(Files.size(file)).isGreaterThan(10_000);
    }
    assertThat(Files.readString(pictures.resolve("quickstart.svg")))
        .contains("<svg", "</svg>", "<path");
  }

  @Test
  void predict_prints_the_numbers_of_the_library() throws IOException {
    ForecastBundle bundle = ForecastBundle.load(BUNDLE);
    double[] values = Stream.of(PATTERN.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
    var expected = bundle.conformal().explain(org.forecast4j.Pattern.of(values), 0.9);
    JsonNode json = withBundle("predict", "--pattern", PATTERN, "--alpha", "0.1", "--json").json();
    assertThat(json.get("point_forecast").asDouble()).isEqualTo(expected.point());
    assertThat(json.get("median_forecast").asDouble())
        .isEqualTo(bundle.conformal().distribution(expected.pattern()).orElseThrow().median());
    assertThat(json.get("interval_lower").asDouble()).isEqualTo(expected.interval().lower());
    assertThat(json.get("interval_upper").asDouble()).isEqualTo(expected.interval().upper());
    assertThat(json.get("coverage_probability").asDouble()).isEqualTo(0.9);
    assertThat(json.get("path")).hasSize(6);
    assertThat(json.get("members")).hasSize(3);
    JsonNode similar = json.get("explanation").get("similar_games");
    assertThat(similar).hasSize(5);
    assertThat(similar.get(0).get("pattern")).hasSize(18);
    // What the server answers, so its clients read it too.
    PredictResponse read = PredictResponse.CODEC.read(json.toString().getBytes(UTF_8));
    assertThat(read.extra()).isEmpty();
    assertThat(read.toIntervalForecast(expected.pattern()).band()).isEqualTo(expected.band());
  }

  @Test
  void a_stronger_home_team_is_expected_to_do_better() throws IOException {
    JsonNode strong =
        withBundle(
                "predict",
                "--pattern",
                PATTERN,
                "--json",
                "--home",
                "GSW",
                "--away",
                "PHX",
                "--date",
                "2019-03-20")
            .json();
    JsonNode weak =
        withBundle(
                "predict",
                "--pattern",
                PATTERN,
                "--json",
                "--home",
                "PHX",
                "--away",
                "GSW",
                "--date",
                "2019-03-20")
            .json();
    assertThat(strong.get("point_forecast").asDouble())
        .isGreaterThan(weak.get("point_forecast").asDouble() + 1);
    assertThat(strong.get("probability_home_leads").asDouble())
        .isGreaterThan(weak.get("probability_home_leads").asDouble());
  }

  @Test
  void a_confidence_beyond_the_calibration_gives_null_in_json_and_infinity_in_text()
      throws IOException {
    JsonNode json = withBundle("predict", "--pattern", PATTERN, "--alpha", "1e-9", "--json").json();
    assertThat(json.get("interval_lower").isNull()).isTrue();
    assertThat(withBundle("predict", "--pattern", PATTERN, "--alpha", "1e-9").out())
        .contains("99.9999999 % interval −∞ to +∞")
        .contains("an end is infinite: 4,077 past games cannot support this confidence");
  }

  private Run train(Object... options) {
    return run(
        Stream.concat(
                Stream.of("train", "--games", SAMPLE, "--bundle", folder.resolve("trained")),
                Stream.of(options))
            .toArray());
  }

  @Test
  void wrong_usage_is_one_line_and_exit_code_2() {
    assertFails(
        withBundle("predict", "--pattern", "1,2,3"), 2, "--pattern has 3 values; expected 18");
    assertFails(
        withBundle("predict", "--pattern", PATTERN.replace("10", "x")),
        2,
        "--pattern has 'x' for minute 16; expected a number from -1e30 to 1e30");
    assertFails(
        withBundle("predict", "--pattern", PATTERN.replace("10", "NaN")), 2, "'NaN' for minute 16");
    assertFails(withBundle("predict", "--pattern", PATTERN.replace("10", "200")), 2, "200");
    assertFails(withBundle("predict", "--pattern", PATTERN.replace("10", "1e9")), 2, "1.0E9");
    assertFails(withBundle("predict", "--pattern", PATTERN, "--alpha", "1.5"), 2, "--alpha is 1.5");
    assertFails(withBundle("predict", "--pattern", PATTERN, "--home", "BOS"), 2, "--away");
    assertFails(
        withBundle(
            "predict",
            "--pattern",
            PATTERN,
            "--home",
            "BOS",
            "--away",
            "XYZ",
            "--date",
            "2019-01-01"),
        2,
        "team is 'XYZ'; expected one of ATL");
    assertFails(
        withBundle(
            "predict",
            "--pattern",
            PATTERN,
            "--home",
            "BOS",
            "--away",
            "NYK",
            "--date",
            "tomorrow"),
        2,
        "'--date': 'tomorrow' is not a date like 2019-04-10");
    assertFails(
        withBundle(
            "predict",
            "--pattern",
            PATTERN,
            "--home",
            "BOS",
            "--away",
            "BOS",
            "--date",
            "2019-01-01"),
        2,
        "home is 'BOS' and away is 'BOS', which are one team; expected two");
    assertFails(withBundle("predict"), 2, "--pattern");
    assertFails(withBundle("quickstart", "--games", 0), 2, "--games is 0; expected at least 1");
    assertFails(
        run("predikt"),
        2,
        "unexpected argument 'predikt'; did you mean 'predict'? (try 'forecast4j --help')");
    assertFails(
        run("evaluate", "--gmaes", SAMPLE),
        2,
        "unknown option '--gmaes'; did you mean '--games'? (try 'forecast4j evaluate --help')");
    assertFails(
        withBundle("quickstart", "--games", "\u0663"),
        2,
        "'\u0663' is not a whole number from -2147483648 to 2147483647");
    assertFails(
        train("--members", "linear", "--seed", "1.5"), 2, "'1.5' is not a whole number from");
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--confidence", "0.5,2"),
        2,
        "--confidence has 2.0");
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--confidence", "0.9,0.9"),
        2,
        "--confidence: confidence 0.9 is given twice; expected each once");
    assertFails(
        withBundle("quickstart", "--plot", folder, "--plot-format", "jpg"), 2, "'--plot-format'");
    for (String option : List.of("--online", "--confidence")) {
      assertFails(
          withBundle("evaluate", "--games", SAMPLE, "--compare", option, "0.9"),
          2,
          option + " has no effect with --compare");
    }
    for (String name : List.of("", " ", "two\nlines", "x".repeat(129))) {
      assertFails(
          train("--members", "linear", "--name", name),
          2,
          "--name: the model's name has " + name.length() + " characters; expected 1 to 128");
    }
    assertFails(train("--members", "linear", "--source", " "), 2, "--source is blank");
    assertFails(train("--members", "linear", "--data-note", " "), 2, "--data-note is blank");
    assertFails(
        train("--members", "linear,dejavu,LINEAR"), 2, "--members has [linear, dejavu, linear]");
  }

  @Test
  void a_failure_is_one_line_and_exit_code_1() throws IOException {
    Path text = Files.writeString(folder.resolve("mine.txt"), "mine");
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--compare", "--plot", text),
        1,
        "mine.txt: no folder; expected a folder, or a place for a new one");
    Path absent = folder.resolve("absent");
    assertFails(run("predict", "--bundle", absent, "--pattern", PATTERN), 1, "absent");
    assertFails(withBundle("evaluate", "--games", absent), 1, "absent: no such file or folder");
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--from", "2030-01-01"),
        1,
        "no game from 2030-01-01 to the last; it has games from 2019-03-01 to 2019-04-10");
    Path hostile = folder.resolve("hostile.csv");
    Files.writeString(hostile, "\u001b[2Jid\u0007,date\n");
    assertFails(
        withBundle("evaluate", "--games", hostile),
        1,
        "hostile.csv: there is no column game_id; the header is '\\u001b[2Jid\\u0007,date'");
    Path broken = folder.resolve("broken.csv");
    Files.writeString(broken, Files.readString(SAMPLE).replaceFirst("regular,-?\\d+", "regular,x"));
    assertFails(
        withBundle("evaluate", "--games", broken),
        1,
        "broken.csv, line 2, column m1: 'x'; expected");
    assertFails(
        run("train", "--games", broken, "--bundle", absent, "--members", "linear"),
        1,
        "broken.csv, line 2, column m1");
    assertThat(absent).doesNotExist();
    assertFails(
        run(
            "train",
            "--games",
            SAMPLE,
            "--bundle",
            absent.resolve("deeper"),
            "--members",
            "linear"),
        1,
        "deeper: its parent folder does not exist");
    assertFails(
        run("train", "--games", SAMPLE, "--bundle", broken, "--members", "linear"),
        1,
        "exists and is no bundle");
    assertFails(
        run("import", "--play-by-play", folder, "--out", folder.resolve("out.csv")),
        1,
        "index.csv: no such file or folder");
  }

  @Test
  void evaluate_prints_every_model_overall_and_by_season() throws IOException {
    JsonNode json =
        withBundle("evaluate", "--games", SAMPLE, "--from", "2019-03-01", "--json").json();
    long expected =
        GameMargins.read(SAMPLE).stream()
            .filter(game -> !game.date().isBefore(java.time.LocalDate.of(2019, 3, 1)))
            .count();
    assertThat(json.get("games").asLong()).isEqualTo(expected);
    assertThat(json.get("from").asText()).isEqualTo("2019-03-01");
    assertThat(json.get("to").asText()).isEqualTo("2019-04-10");
    for (JsonNode part : List.of(json, json.get("seasons").get("2018-19"))) {
      for (String model : List.of("ensemble", "dejavu", "lstm", "linear", "persistence")) {
        JsonNode measured = part.get("models").get(model);
        assertThat(measured.get("n").asLong()).isEqualTo(expected);
        assertThat(measured.get("mae").asDouble()).isBetween(3.0, 6.0);
        assertThat(measured.get("rmse").asDouble()).isGreaterThan(measured.get("mae").asDouble());
        assertThat(measured.get("skill").get("low").asDouble())
            .isLessThanOrEqualTo(measured.get("skill").get("high").asDouble());
        assertThat(measured.get("crps").asDouble()).isLessThan(measured.get("mae").asDouble());
        assertThat(measured.get("intervals").fieldNames())
            .toIterable()
            .containsExactly("0.5", "0.8", "0.9", "0.95", "0.99");
      }
      JsonNode interval = part.get("models").get("ensemble").get("intervals").get("0.95");
      assertThat(interval.get("coverage").asDouble()).isBetween(0.85, 1.0);
      assertThat(interval.get("winkler").asDouble())
          .isGreaterThan(interval.get("mean_width").asDouble());
      assertThat(interval.get("infinite").asDouble()).isZero();
    }
    JsonNode ensemble = json.get("models").get("ensemble");
    assertThat(ensemble.get("steps")).hasSize(6);
    assertThat(ensemble.get("steps").get(5).get("mae")).isEqualTo(ensemble.get("mae"));
    double sum = 0;
    for (JsonNode step : ensemble.get("steps")) {
      sum += step.get("mae").asDouble();
      assertThat(step.get("intervals").get("0.95").get("pinball").asDouble())
          .isCloseTo(
              step.get("intervals").get("0.95").get("winkler").asDouble() * 0.05 / 4, within(1e-9));
    }
    assertThat(ensemble.get("path").get("mae").asDouble()).isCloseTo(sum / 6, within(1e-9));
    assertThat(ensemble.get("band").get("0.95").get("coverage").asDouble()).isBetween(0.8, 1.0);
    assertThat(json.get("baseline").asText()).isEqualTo("persistence");
    assertThat(json.get("embargoed").asInt()).isZero();
    double persistence =
        GameMargins.read(SAMPLE).stream()
            .filter(game -> !game.date().isBefore(java.time.LocalDate.of(2019, 3, 1)))
            .mapToDouble(game -> Math.abs(game.margin(24) - game.margin(18)))
            .average()
            .orElseThrow();
    assertThat(json.get("models").get("persistence").get("mae").asDouble())
        .isCloseTo(persistence, within(1e-12));
    assertThat(withBundle("evaluate", "--games", SAMPLE).out())
        .contains("300 games", "ensemble", "persistence", "coverage")
        .contains("at 0.95: Winkler", "by who leads", "home leads", "by prediction", "; worst");
  }

  @Test
  void intervals_that_learn_are_measured_day_by_day() throws IOException {
    JsonNode still = withBundle("evaluate", "--games", SAMPLE, "--json", "--frozen").json();
    JsonNode learning = withBundle("evaluate", "--games", SAMPLE, "--json").json();
    assertThat(withBundle("evaluate", "--games", SAMPLE, "--json", "--online", "default").json())
        .isEqualTo(learning);
    assertThat(still.get("models").get("ensemble").get("median_mae").asDouble())
        .isBetween(3.0, 6.0);
    assertThat(still.get("models").get("ensemble").get("crps_lattice"))
        .isEqualTo(still.get("models").get("ensemble").get("crps"));
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--online", "aci", "--frozen"),
        2,
        "--online has no effect with --frozen");
    assertThat(learning.get("models").get("ensemble").get("mae").asDouble())
        .isNotEqualTo(still.get("models").get("ensemble").get("mae").asDouble())
        .isCloseTo(still.get("models").get("ensemble").get("mae").asDouble(), within(0.05));
    assertThat(learning.get("models").get("ensemble").get("intervals"))
        .isNotEqualTo(still.get("models").get("ensemble").get("intervals"));
    // The same JSON: every model has its intervals, whether it learns or not.
    for (Map.Entry<String, JsonNode> model : still.get("models").properties()) {
      JsonNode same = learning.get("models").get(model.getKey());
      assertThat(same.fieldNames())
          .toIterable()
          .containsExactlyElementsOf(model.getValue()::fieldNames);
      assertThat(same.equals(model.getValue())).isEqualTo(model.getKey().equals("persistence"));
    }
    JsonNode nexcp =
        withBundle(
                "evaluate", "--games", SAMPLE, "--json", "--online", "nexcp", "--confidence", "0.9")
            .json();
    assertThat(
            nexcp
                .get("models")
                .get("ensemble")
                .get("intervals")
                .get("0.9")
                .get("coverage")
                .asDouble())
        .isBetween(0.8, 1.0);
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--online", "magic"),
        2,
        "--online is 'magic'; expected default or one of [split,");
  }

  @Test
  void a_bundle_learns_later_games_without_being_trained_again() throws IOException {
    List<GameMargins> all = GameMargins.read(SAMPLE);
    Path first = folder.resolve("first.csv");
    GameMargins.write(all.subList(0, 270), first);
    Path trained = folder.resolve("trained");
    assertThat(run("train", "--games", first, "--bundle", trained, "--members", "linear").err())
        .isEmpty();
    Path updated = folder.resolve("updated");
    Path drawn = folder.resolve("drawn");
    Run update =
        run("update", "--bundle", trained, "--games", SAMPLE, "--out", updated, "--plot", drawn);
    assertThat(pictures(drawn)).containsExactly("weights.png");
    assertThat(update.err()).isEmpty();
    LocalDate last = all.get(269).date();
    long later = all.stream().filter(game -> game.date().isAfter(last)).count();
    assertThat(update.out()).contains("learned " + later + " games");
    ForecastBundle before = ForecastBundle.load(trained);
    ForecastBundle after = ForecastBundle.load(updated);
    assertThat(after.modelCard()).startsWith(before.modelCard()).contains("## Update");
    assertThat(after.ensemble().learned()).isNotEqualTo(before.ensemble().learned());
    assertThat(((GameExpectations) Halftime.ratings(after).orElseThrow()).lastDay())
        .contains(all.get(all.size() - 1).date());
    assertThat(run("evaluate", "--bundle", updated, "--games", SAMPLE).err()).isEmpty();
    Path misspelt = folder.resolve("misspelt.csv");
    Files.writeString(misspelt, Files.readString(SAMPLE).replace(",DEN,MIN,", ",DNE,MIN,"));
    Run warned =
        run("update", "--bundle", trained, "--games", misspelt, "--out", folder.resolve("dne"));
    assertThat(warned.err().strip()).isEqualTo("new to the bundle, and learned as new teams: DNE");
    assertThat(warned.exitCode()).isZero();
    assertFails(
        run("update", "--bundle", updated, "--games", SAMPLE, "--out", updated),
        1,
        "no game after " + all.get(all.size() - 1).date());
    assertFails(
        run("update", "--bundle", withOldRatings(), "--games", SAMPLE, "--out", updated),
        2,
        "model 'nba-halftime' has no expected margins");
  }

  private Path withOldRatings() throws IOException {
    ForecastBundle shipped = ForecastBundle.load(BUNDLE);
    Path old = folder.resolve("old");
    ForecastBundle.of(
            shipped.info(),
            shipped.conformal(),
            shipped.modelCard(),
            Map.of(Halftime.RATINGS_FILE, TeamRatings.of(GameMargins.read(SAMPLE)).toBytes()))
        .save(old);
    return old;
  }

  @Test
  void all_methods_are_compared_in_json_and_in_pictures() throws IOException {
    Run compared =
        withBundle(
            "evaluate",
            "--games",
            SAMPLE,
            "--from",
            "2019-03-20",
            "--compare",
            "--json",
            "--plot",
            folder);
    assertThat(compared.exitCode()).isZero();
    for (IntervalMethod method : IntervalMethod.values()) {
      JsonNode measured = compared.json().get("methods").get(method.label());
      assertThat(measured.get("intervals").get("0.95").get("coverage").asDouble())
          .isBetween(0.8, 1.0);
      assertThat(folder.resolve(method.label() + ".png")).isNotEmptyFile();
    }
    assertThat(folder.resolve("methods.png")).isNotEmptyFile();
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--compare", "--online", "aci"),
        2,
        "--online has no effect with --compare");
    assertThat(withBundle("evaluate", "--help").out()).contains("cv-plus", "sf-ogd");
  }

  @Test
  void every_command_that_computes_what_can_be_drawn_draws_it() throws IOException {
    Path measured = folder.resolve("measured");
    Run evaluated =
        withBundle("evaluate", "--games", SAMPLE, "--plot", measured, "--confidence", "0.5,0.9");
    assertThat(evaluated.err()).isEmpty();
    assertThat(pictures(measured)).containsExactly("coverage.png", "pit.png", "reliability.png");
    Path forecast = folder.resolve("forecast");
    assertThat(withBundle("predict", "--pattern", PATTERN, "--plot", forecast).err()).isEmpty();
    assertThat(pictures(forecast)).containsExactly("forecast.png");
    Path tested = folder.resolve("tested");
    assertThat(train("--members", "linear,dejavu", "--plot", tested).err()).isEmpty();
    assertThat(pictures(tested)).containsExactly("coverage.png", "pit.png", "reliability.png");
  }

  private static List<String> pictures(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .peek(file -> assertThat(file).isNotEmptyFile())
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void training_twice_gives_the_same_bytes_and_a_bundle_that_forecasts() throws IOException {
    for (String name : List.of("one", "two")) {
      Path bundle = folder.resolve(name);
      Run trained =
          run("train", "--games", SAMPLE, "--bundle", bundle, "--members", "dejavu,linear");
      assertThat(trained.err()).isEmpty();
      assertThat(trained.exitCode()).isZero();
      assertThat(trained.out())
          .startsWith("test part: 51 games, ")
          .contains("\nmodel ", "\nensemble ", "\npersistence ")
          .contains("\nmodel card: " + bundle.resolve("MODEL_CARD.md") + "\n")
          .hasLineCount(10);
      assertThat(bundle.resolve("MODEL_CARD.md")).content().contains("| test |");
    }
    assertThat(contents(folder.resolve("two"))).isEqualTo(contents(folder.resolve("one")));
    assertThat(run("predict", "--bundle", folder.resolve("one"), "--pattern", PATTERN).exitCode())
        .isZero();
    ForecastBundle unnamed = ForecastBundle.load(folder.resolve("one"));
    assertThat(unnamed.info().name()).isEqualTo("nba-halftime");
    assertThat(unnamed.modelCard())
        .contains("Types of games: regular (300).")
        .doesNotContain("NBA", "Menezes");
    Run linear =
        run(
            "train",
            "--games",
            SAMPLE,
            "--bundle",
            folder.resolve("one"),
            "--members",
            "linear",
            "--name",
            "my-league",
            "--source",
            "Games of my league, 100 % mine.");
    assertThat(linear.err()).isEmpty();
    assertThat(linear.exitCode()).isZero();
    ForecastBundle mine = ForecastBundle.load(folder.resolve("one"));
    assertThat(mine.ensemble().members()).hasSize(1);
    assertThat(mine.info().name()).isEqualTo("my-league");
    assertThat(mine.modelCard())
        .startsWith("# Model card: my-league\n")
        .contains("\nGames of my league, 100 % mine.\nFile `sample-games.csv`");
  }

  @Test
  void without_the_add_on_the_network_is_refused_before_the_games_are_read() {
    Path absent = folder.resolve("absent");
    assertFails(
        run("train", "--games", absent, "--bundle", folder.resolve("trained")),
        2,
        "the add-on forecast-cli-dl4j trains");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_bundle_that_holds_something_else_is_never_replaced() throws IOException {
    Path project = Files.createDirectory(folder.resolve("project"));
    Path games = Files.copy(SAMPLE, project.resolve("games.csv"));
    Files.writeString(project.resolve("bundle.properties"), "greeting=hello");
    assertFails(
        run("train", "--games", games, "--bundle", project, "--members", "linear"),
        1,
        "project: exists and is no bundle; it is left as it is");
    assertThat(games).hasSameBinaryContentAs(SAMPLE);
    assertThat(project.resolve("bundle.properties")).hasContent("greeting=hello");
  }

  @Test
  void what_was_trained_is_kept_where_saving_fails() throws IOException {
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.writeString(project.resolve("thesis.txt"), "years of work");
    ForecastBundle bundle = ForecastBundle.load(BUNDLE);
    assertThatThrownBy(() -> TrainCommand.saveOrKeep(bundle, project))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists and is no bundle")
        .hasMessageContaining("; the trained bundle is kept in ")
        .satisfies(
            e -> {
              Path kept = Path.of(String.valueOf(e.getMessage()).replaceFirst(".* kept in ", ""));
              assertThat(ForecastBundle.verify(kept)).isEqualTo(ForecastBundle.verify(BUNDLE));
              for (String file : contents(kept).keySet()) {
                Files.delete(kept.resolve(file));
              }
              Files.delete(kept);
              Files.delete(kept.resolveSibling(""));
            });
  }

  @Test
  void a_picture_replaces_pictures_alone() throws IOException {
    Path thesis = Files.writeString(folder.resolve("quickstart.png"), "years of work");
    assertFails(
        withBundle("quickstart", "--plot", folder),
        1,
        "quickstart.png: exists and is no picture; it is left as it is");
    Files.move(thesis, folder.resolve("methods.png"));
    assertFails(
        withBundle("evaluate", "--games", SAMPLE, "--compare", "--plot", folder),
        1,
        "methods.png: exists and is no picture");
    assertThat(folder.resolve("methods.png")).hasContent("years of work");
  }

  @Test
  void import_replaces_margins_files_alone() throws IOException {
    Path index = Files.writeString(folder.resolve("index.csv"), "game_id,date,home,away");
    assertFails(
        run("import", "--play-by-play", folder, "--out", index),
        1,
        "index.csv: exists and is no margins file; it is left as it is");
    assertThat(index).hasContent("game_id,date,home,away");
  }

  @Test
  void what_is_imported_is_read_back_whatever_the_names() throws IOException {
    Path raw = Files.createDirectory(folder.resolve("raw"));
    Files.writeString(
        raw.resolve("index.csv"),
        """
        game_id,date,season,home,away,type,final_home,final_away
        0021800001,2018-10-16,2018-19,"Boston, MA","The ""Sixers"" B",regular,2,0
        """);
    StringBuilder events = new StringBuilder("EVENTNUM,PERIOD,PCTIMESTRING,SCORE,SCOREMARGIN\n");
    for (int period = 1; period <= 4; period++) {
      events.append(10 * period).append(',').append(period).append(",12:00,,\n");
      if (period == 1) {
        events.append("11,1,11:30,0 - 2,2\n");
      }
      events.append(10 * period + 9).append(',').append(period).append(",0:00,,\n");
    }
    Files.writeString(raw.resolve("0021800001.csv"), events);
    Files.writeString(raw.resolve("\u001b[2J.csv"), "");
    Path margins = folder.resolve("margins.csv.GZ");
    Run imported = run("import", "--play-by-play", raw, "--out", margins);
    assertThat(imported.err()).isEmpty();
    assertThat(imported.out())
        .contains("1 games imported, 1 refused", "  \\u001b[2J.csv: the index does not list it");
    assertThat(GameMargins.read(margins))
        .singleElement()
        .satisfies(
            game -> {
              assertThat(game.home()).isEqualTo("Boston, MA");
              assertThat(game.away()).isEqualTo("The \"Sixers\" B");
            });
    Run evaluated = withBundle("evaluate", "--games", margins);
    assertThat(evaluated.err()).isEmpty();
    assertThat(evaluated.out()).startsWith("1 games, 2018-10-16 to 2018-10-16");
  }

  @Test
  void numbers_and_dates_are_the_same_in_every_locale() {
    Locale before = Locale.getDefault();
    List<Run> runs = new ArrayList<>();
    try {
      for (String language : List.of("en", "fa", "ar-EG", "tr")) {
        Locale.setDefault(Locale.forLanguageTag(language));
        runs.add(withBundle("evaluate", "--games", SAMPLE));
        runs.add(withBundle("evaluate", "--games", SAMPLE, "--from", "2030-01-01"));
      }
    } finally {
      Locale.setDefault(before);
    }
    for (int i = 2; i < runs.size(); i++) {
      assertThat(runs.get(i)).isEqualTo(runs.get(i % 2));
    }
  }

  @Test
  void a_date_beyond_the_calendar_is_wrong_usage() {
    for (String date : List.of("+999999999-12-31", "-0001-01-01", "0000-01-01")) {
      assertFails(
          withBundle(
              "predict", "--pattern", PATTERN, "--home", "BOS", "--away", "NYK", "--date=" + date),
          2,
          "'" + date + "' is not a date like 2019-04-10, from 0001-01-01 to 9999-12-31");
    }
  }

  private static Map<String, List<Byte>> contents(Path bundle) throws IOException {
    Map<String, List<Byte>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(bundle)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        List<Byte> boxed = new ArrayList<>(bytes.length);
        for (byte b : bytes) {
          boxed.add(b);
        }
        contents.put(file.getFileName().toString(), boxed);
      }
    }
    return contents;
  }
}
