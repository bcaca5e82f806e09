package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.internal.CsvReader;
import org.forecast4j.series.Panel;
import org.forecast4j.series.SeriesColumns;
import org.forecast4j.series.TimeSeries;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesCommandTest {
  private static final int SERIES = 12;

  @TempDir Path folder;
  private Path file;

  private static Run run(Object... arguments) {
    return Run.of(Stream.concat(Stream.of("series"), Stream.of(arguments)).toArray());
  }

  /** Monthly series with a season of a quarter, and one that is too short. */
  @BeforeEach
  void writeSeries() throws IOException {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("sku,month,sold\n");
    for (int i = 0; i < SERIES; i++) {
      double level = 100;
      for (int t = 0; t < 30; t++) {
        level += random.nextGaussian();
        double sold = level * (t % 3 == 0 ? 1.2 : 0.9);
        rows.append(
            String.format(Locale.ROOT, "s%d,%d-%02d,%.3f%n", i, 2020 + t / 12, t % 12 + 1, sold));
      }
    }
    rows.append("short,2022-06,5\n");
    file = Files.writeString(folder.resolve("sales.csv"), rows);
  }

  private Object[] with(String command, Object... more) {
    return on(command, Stream.concat(Stream.of("--period", 3), Stream.of(more)));
  }

  private Object[] columns(Object... more) {
    return on("forecast", Stream.of(more));
  }

  private Object[] on(String command, Stream<?> more) {
    return Stream.concat(
            Stream.of(
                command,
                "--file",
                file,
                "--id-column",
                "sku",
                "--time-column",
                "month",
                "--value-column",
                "sold"),
            more)
        .toArray();
  }

  @Test
  void a_saved_model_forecasts_later_values_without_fitting() throws IOException {
    Path model = folder.resolve("model");
    Run fitted = run(with("forecast", "--horizon", 4, "--save", model, "--json"));
    assertThat(fitted.exitCode()).isZero();
    Run same = run(columns("--model", model, "--json"));
    assertThat(same.err()).isEmpty();
    assertThat(same.json()).isEqualTo(fitted.json());

    Files.writeString(file, Files.readString(file) + "s0,2022-07,90\nnew,2022-07,5\n");
    Path later = folder.resolve("later");
    Run longer = run(columns("--model", model, "--save", later, "--json"));
    JsonNode forecasts = longer.json().get("forecasts");
    assertThat(longer.json().get("weights")).isEqualTo(fitted.json().get("weights"));
    assertThat(forecasts.get(0).get("times").get(0).asText()).isEqualTo("2022-08");
    assertThat(forecasts.get(1)).isEqualTo(fitted.json().get("forecasts").get(1));
    assertThat(longer.json().get("skipped")).hasSize(2);
    assertThat(run(columns("--model", later, "--json")).json()).isEqualTo(longer.json());
  }

  @Test
  void what_a_saved_model_was_fitted_with_is_not_chosen_again() throws IOException {
    Path model = folder.resolve("model");
    assertThat(run(columns()).err())
        .contains("--horizon is missing; expected it, or a saved model with --model");
    assertThat(run(columns("--model", model, "--horizon", 4)).err())
        .contains("--horizon is what the model of --model was fitted with");
    assertThat(run(with("forecast", "--model", model)).err())
        .contains("--period is what the model of --model was fitted with");
    Run absent = run(columns("--model", model));
    assertThat(absent.exitCode()).isEqualTo(1);
    assertThat(absent.err()).contains("model: no such folder; expected a bundle");
    Path precious = Files.createDirectory(folder.resolve("precious"));
    Files.writeString(precious.resolve("thesis.txt"), "years of work");
    assertThat(run(columns("--horizon", 4, "--save", precious)).err())
        .contains("precious: exists and is no bundle; it is left as it is");
  }

  @Test
  void forecasts_are_printed_written_and_drawn() throws IOException {
    Path out = folder.resolve("forecasts.csv.gz");
    Path pictures = folder.resolve("new").resolve("pictures");
    Run run = run(with("forecast", "--horizon", 4, "--json", "--out", out, "--plot", pictures));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    JsonNode json = run.json();
    assertThat(json.get("series").asInt()).isEqualTo(SERIES);
    JsonNode first = json.get("forecasts").get(0);
    assertThat(first.get("id").asText()).isEqualTo("s0");
    assertThat(first.get("times").get(0).asText()).isEqualTo("2022-07");
    assertThat(first.get("forecast")).hasSize(4);
    assertThat(first.get("intervals").get("0.9").get(3).get("lower").asDouble())
        .isLessThan(first.get("forecast").get(3).asDouble());
    assertThat(first.get("members").fieldNames())
        .toIterable()
        .containsExactly("ets", "theta", "dejavu");
    JsonNode skipped = json.get("skipped").get(0);
    assertThat(skipped.get("id").asText()).isEqualTo("short");
    assertThat(skipped.get("reason").asText()).isEqualTo("has 1 value; expected at least 5");
    try (CsvReader csv = CsvReader.open(out)) {
      csv.require(
          "id",
          "time",
          "step",
          "forecast",
          "lower",
          "upper",
          "lower_0.9",
          "upper_0.9",
          "lower_0.95",
          "upper_0.95");
      int rows = 0;
      while (csv.next()) {
        rows++;
      }
      assertThat(rows).isEqualTo(4 * SERIES);
    }
    try (Stream<Path> drawn = Files.list(pictures)) {
      assertThat(drawn).hasSize(SERIES).contains(pictures.resolve("01-s0.png"));
    }
    Run plain = run(with("forecast", "--horizon", 4, "--confidence", "0.9"));
    assertThat(plain.out())
        .contains("2022-07", "90 %:", "and 2 more series", "skipped short: it has 1 value");
  }

  @Test
  void held_out_values_measure_every_member() throws IOException {
    Path out = folder.resolve("heldout.csv");
    Run run = run(with("evaluate", "--holdout", 3, "--origins", 2, "--json", "--out", out));
    assertThat(run.err()).isEmpty();
    JsonNode json = run.json();
    assertThat(json.get("series").asInt()).isEqualTo(SERIES);
    assertThat(json.get("models").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("ensemble", "ets", "theta", "dejavu", "seasonal_naive");
    for (JsonNode model : json.get("models")) {
      assertThat(model.get("mase").asDouble()).isPositive();
      assertThat(model.get("smape").asDouble()).isPositive();
      assertThat(model.get("mae").asDouble()).isPositive();
      assertThat(model.get("coverage").get("0.9").asDouble()).isBetween(0.5, 1.0);
      assertThat(model.get("winkler").get("0.9").asDouble()).isPositive();
    }
    assertThat(json.get("skipped").get(0).get("reason").asText())
        .isEqualTo("has 1 value; expected at least 11 to hold out 6");
    assertThat(Files.readAllLines(out)).hasSize(1 + 3 * SERIES);
    Run plain = run(with("evaluate", "--holdout", 3));
    assertThat(plain.out()).contains("12 series measured", "ensemble", "skipped short");
  }

  @Test
  void what_is_written_is_what_was_measured() throws IOException {
    StringBuilder rows = new StringBuilder(Files.readString(file));
    for (int t = 0; t < 30; t++) {
      String month = String.format(Locale.ROOT, "%d-%02d", 2020 + t / 12, t % 12 + 1);
      String value = t == 28 ? "" : Integer.toString(50 + t * t % 7);
      rows.append("gap,").append(month).append(',').append(value).append('\n');
      rows.append("constant,").append(month).append(",7\n");
      rows.append("repeating,").append(month).append(',').append(5 + t % 3).append('\n');
    }
    Files.writeString(file, rows);
    Path out = folder.resolve("heldout.csv");
    Run run = run(with("evaluate", "--holdout", 3, "--json", "--out", out));
    assertThat(run.json().get("skipped")).hasSize(3);
    assertThat(mase(out))
        .isCloseTo(run.json().get("models").get("ensemble").get("mase").asDouble(), within(1e-12));
  }

  @Test
  void one_series_is_measured_without_an_interval_of_how_others_would_be() throws IOException {
    Files.write(
        file,
        Files.readAllLines(file).stream()
            .filter(row -> row.startsWith("sku") || row.startsWith("s0,"))
            .toList());
    Run plain = run(with("evaluate", "--holdout", 3));
    assertThat(plain.err()).isEmpty();
    assertThat(plain.out()).contains("1 series measured", "[of one series]");
    Run asJson = run(with("evaluate", "--holdout", 3, "--json"));
    JsonNode theta = asJson.json().get("models").get("theta");
    assertThat(theta.get("mase").isNumber()).isTrue();
    assertThat(theta.get("mase_above_ensemble").get("value").isNumber()).isTrue();
    assertThat(theta.get("mase_above_ensemble").get("low").isNull()).isTrue();
  }

  /** Of forecasts of the last three values; the season is three long. */
  private double mase(Path forecasts) throws IOException {
    Panel panel =
        Panel.read(file, new SeriesColumns("sku", "month", "sold", List.of(), Optional.empty()));
    double sum = 0;
    int rows = 0;
    try (CsvReader csv = CsvReader.open(forecasts)) {
      while (csv.next()) {
        TimeSeries series = panel.series(csv.get("id"));
        int length = series.length() - 3;
        double[] came = Arrays.copyOfRange(series.values(), length, length + 3);
        double actual = came[rows++ % 3];
        if (!Double.isNaN(actual)) {
          double error = Math.abs(Double.parseDouble(csv.get("forecast")) - actual);
          long known = Arrays.stream(came).filter(value -> !Double.isNaN(value)).count();
          sum += error / Metrics.naiveMae(series.first(length).values(), 3) / known;
        }
      }
    }
    assertThat(rows).isEqualTo(3 * (SERIES + 1));
    return 3 * sum / rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "forecast --horizon 0|--horizon is 0; expected at least 1",
        "forecast --horizon 4 --period 0|--period is 0; expected at least 1",
        "forecast --horizon 4 --confidence 1|--confidence has 1.0; expected numbers strictly",
        "forecast --horizon 4 --confidence .9,0.90|--confidence: confidence 0.9 is given twice;",
        "evaluate --holdout 4 --confidence 0.9,.8,.9|confidence 0.9 is given twice; expected each",
        "forecast --horizon 2147483647|--horizon is 2147483647; expected at most 100000",
        "forecast --horizon 4 --period 2147483647|--period is 2147483647; expected at most 100000",
        "evaluate --holdout 1000000000 --origins 3|--holdout is 1000000000; expected at most",
        "forecast --horizon 4 --confidence ,|--confidence is ','; expected something before and",
        "forecast --horizon 4 --confidence=|--confidence has '' in its list; expected something",
        "forecast --horizon 4 --confidence .8,,.9|--confidence has '' in its list; expected"
            + " something",
        "forecast --horizon 4 --confidence x|(<confidences>): 'x' is not a number like 0.05",
        "forecast --horizon 4 --covariates p,p|error: --covariates: covariate p is given twice;",
        "forecast --horizon 4 --covariates p,P|column 'P' is named twice among",
        "forecast --horizon 4 --covariates VALUE|column 'VALUE' is named twice among",
        "forecast --horizon 4 --calendar hour,hour|error: --calendar: covariate hour is given"
            + " twice;",
        "forecast --horizon 4 --covariates hour --calendar hour|error: --covariates, --calendar:"
            + " cov",
        "forecast --horizon 4 --confidence 0.9,|--confidence is '0.9,'; expected something",
        "forecast --horizon 4 --covariates ,|--covariates is ','; expected something before and",
        "forecast --horizon 4 --calendar hour,|--calendar is 'hour,'; expected something before",
        "evaluate --holdout 4 --baseline ,|--baseline is ','; expected something before and",
        "forecast --horizon 4 --zone Mars|--zone is 'Mars'; expected a zone like",
        "forecast --horizon 4 --covariates value|--covariates: column 'value' is named twice among",
        "evaluate --holdout 4 --id-column value|--covariates: column 'value' is named twice among",
        "evaluate --holdout 4 --horizon 5|--horizon is 5; expected 4, as --holdout is",
        "evaluate --holdout 4 --origins 0|--origins is 0; expected at least 1",
        "forecast --horizon 4 --calendar moon|covariate of the calendar is 'moon'; expected hour"
            + " or",
        "evaluate --holdout 4 --baseline best|--baseline is 'best'; expected persistence, seasonal",
        "evaluate --holdout 4 --baseline seasonal_naive:0|--baseline is 'seasonal_naive:0';",
        "evaluate --holdout 4 --baseline persistence,persistence|has persistence twice; expected",
        "evaluate --holdout 4 --baseline seasonal_naive:03,seasonal_naive:3|seasonal_naive:3"
            + " twice;",
        "evaluate --holdout 4 --period 12 --baseline seasonal_naive:12,seasonal_naive|has"
            + " seasonal_naive:12 and seasonal_naive, which are the same with --period 12;",
        "evaluate --holdout 4 --baseline seasonal_naive,persistence|has seasonal_naive and"
            + " persistence, which are the same with --period 1; expected one of them",
        "evaluate --holdout 4 --baseline seasonal_naive:99999999999|is"
            + " 'seasonal_naive:99999999999'; expected persistence, seasonal_naive, or"
            + " seasonal_naive:N for a season of N, 1 to 100000",
        "evaluate --holdout 4 --horizon q|option '--horizon': 'q' is not a whole number from"
            + " -2147483648",
        "forecast --horizon 4 --out=|option '--out': '' is no path; expected a file or folder",
        "|expected forecast or evaluate"
      })
  void wrong_usage_is_told_in_a_line(String options, String message) {
    Stream<String> given =
        options == null
            ? Stream.of()
            : Stream.concat(
                Stream.of(options.split(" ", -1)), Stream.of("--file", file.toString()));
    Run run = run(given.toArray());
    assertThat(run.err()).startsWith("error: ").contains(message);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void a_file_that_is_wrong_is_a_failure_that_names_line_and_column() throws IOException {
    Files.writeString(file, "sku,month,sold\na,2020-01,x\n");
    Run run = run(with("forecast", "--horizon", 2));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("line 2, column sold: 'x'; expected a number");
    Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThat(run(with("forecast", "--horizon", 2, "--out", notes)).err())
        .contains("exists and is no table of forecasts");
    assertThat(run(with("forecast", "--horizon", 2, "--plot", notes)).err())
        .contains("notes.txt: no folder; expected a folder, or a place for a new one");
  }

  @Test
  void baselines_are_chosen() throws IOException {
    String[] baselines = {"persistence", "seasonal_naive", "seasonal_naive:06"};
    Run run =
        run(with("evaluate", "--holdout", 3, "--json", "--baseline", String.join(",", baselines)));
    JsonNode models = run.json().get("models");
    assertThat(models.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "ensemble",
            "ets",
            "theta",
            "dejavu",
            "persistence",
            "seasonal_naive",
            "seasonal_naive:6");
    assertThat(models.get("persistence").get("mae").asDouble())
        .isGreaterThan(models.get("seasonal_naive").get("mae").asDouble());
  }

  @Test
  void a_series_shorter_than_the_season_of_a_baseline_is_skipped() throws IOException {
    Files.writeString(file, Files.readString(file).replaceAll("s[0-5],2020.*\n", ""));
    String baseline = "seasonal_naive:20";
    JsonNode json = run(with("evaluate", "--holdout", 3, "--baseline", baseline, "--json")).json();
    assertThat(json.get("series").asInt()).isEqualTo(SERIES - 6);
    assertThat(json.get("skipped").get(0).get("reason").asText())
        .isEqualTo(
            "has 15 values before the 3 held out; expected at least 20 for the baseline "
                + baseline);
  }

  @Test
  void what_columns_and_the_calendar_know_of_times_to_come_is_used() throws IOException {
    StringBuilder rows = new StringBuilder("id,time,value,price\n");
    for (int i = 0; i < 4; i++) {
      for (int t = 0; t < 42; t++) {
        int price = t % 5 == 0 ? 1 : 2;
        String value = t < 40 ? String.valueOf((100 + i) / price + t % 3) : "";
        rows.append(
            String.format(
                Locale.ROOT,
                "s%d,2024-%02d-%02d,%s,%d%n",
                i,
                1 + t / 28,
                1 + t % 28,
                value,
                price));
      }
    }
    Files.writeString(file, rows);
    Run run = run("forecast", "--file", file, "--horizon", 2, "--covariates", "price", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode path = run.json().get("forecasts").get(0).get("forecast");
    assertThat(path.get(0).asDouble() / path.get(1).asDouble()).isBetween(1.6, 2.4);
    Run both =
        run(
            "evaluate",
            "--file",
            file,
            "--holdout",
            2,
            "--covariates",
            "price",
            "--calendar",
            "weekday",
            "--json");
    assertThat(both.json().get("series").asInt()).isEqualTo(4);
    Run beyond = run("forecast", "--file", file, "--horizon", 3, "--covariates", "price");
    assertThat(beyond.exitCode()).isEqualTo(1);
    assertThat(beyond.err()).contains("'s0', has no covariate price at 2024-02-15; expected it");
    assertThat(run("forecast", "--file", file, "--horizon", 2, "--covariates", "prize").err())
        .contains("there is no column prize;", "--covariates names it");
    assertThat(run("forecast", "--file", file, "--horizon", 2, "--value-column", "kwh").err())
        .contains("there is no column kwh;", "--value-column names it");
  }

  @Test
  void a_column_that_nothing_names_is_refused_if_strict() throws IOException {
    assertThat(run(with("evaluate", "--holdout", 3, "--strict")).err()).isEmpty();
    String rows = Files.readString(file).replaceAll("(?m)$", ",1").replaceFirst(",1", ",prise");
    Files.writeString(file, rows.replaceFirst(",1\\z", ""));
    assertThat(run(with("forecast", "--horizon", 2)).err()).isEmpty();
    for (Object[] arguments :
        new Object[][] {
          with("forecast", "--horizon", 2, "--strict"), with("evaluate", "--holdout", 3, "--strict")
        }) {
      Run refused = run(arguments);
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.err())
          .contains("column 'prise' is not one that is read; expected only sku, month, sold");
    }
    assertThat(run(with("forecast", "--horizon", 2, "--strict", "--covariates", "prise")).err())
        .contains("'s0', has no covariate prise at 2022-07");
  }

  @Test
  void a_saved_model_takes_the_columns_that_it_was_fitted_with() throws IOException {
    StringBuilder rows = new StringBuilder("id,time,value,price\n");
    for (int t = 0; t < 42; t++) {
      int price = 1 + t % 5 / 4;
      String value = t < 40 ? String.valueOf(100.0 / price + t % 3) : "";
      rows.append(String.format(Locale.ROOT, "a,%d,%s,%d%n", t, value, price));
    }
    Files.writeString(file, rows);
    Path model = folder.resolve("model");
    Object[] saved = {"forecast", "--file", file, "--model", model, "--json"};
    Run fitted =
        run(
            "forecast",
            "--file",
            file,
            "--horizon",
            2,
            "--covariates",
            "price",
            "--save",
            model,
            "--json");
    assertThat(fitted.err()).isEmpty();
    assertThat(run(saved).json()).isEqualTo(fitted.json());
    assertThat(
            run(Stream.concat(Stream.of(saved), Stream.of("--covariates", "cost")).toArray()).err())
        .contains("--covariates has [cost]; expected [price], as the model of --model was fitted");
    Files.writeString(file, rows.toString().replace("price", "cost"));
    assertThat(run(saved).err())
        .contains("no column price;", "--covariates of the model of --model name it");
  }

  @Test
  void nothing_long_enough_is_a_failure_that_says_why() throws IOException {
    Files.writeString(file, "sku,month,sold\na,2020-01,1\nb,2020-01,\n");
    Path written = folder.resolve("none.csv");
    for (List<String> options :
        List.of(List.of("forecast", "--horizon", "2"), List.of("evaluate", "--holdout", "2"))) {
      Run run = run(with(options.get(0), options.get(1), 2, "--json", "--out", written));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .startsWith("error: all series are skipped, 2 of them; the first, 'a', has 1 value;");
      assertThat(run.err().strip().lines()).hasSize(1);
      assertThat(run.json().get("series").asInt()).isZero();
      assertThat(run.json().get("skipped")).hasSize(2);
      assertThat(written).doesNotExist();
    }
  }

  /** The whole path is the hour of the change, which comes twice. */
  @Test
  void forecasts_over_a_change_of_the_clock_are_read_again() throws IOException {
    StringBuilder rows = new StringBuilder("id,time,value\n");
    for (int t = 0; t < 26; t++) {
      rows.append(
          String.format(Locale.ROOT, "a,2024-10-%02dT%02d:00,%d%n", 26 + t / 24, t % 24, t % 5));
    }
    Files.writeString(file, rows);
    Path out = folder.resolve("out.csv");
    Object[] arguments = {
      "forecast", "--file", file, "--horizon", 3, "--zone", "Europe/Berlin", "--out", out
    };
    assertThat(run(arguments).err()).isEmpty();
    assertThat(Files.readAllLines(out))
        .extracting(row -> row.split(",", -1)[1])
        .containsExactly(
            "time", "2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00", "2024-10-27T03:00");
    SeriesColumns columns =
        new SeriesColumns(
            "id", "time", "forecast", List.of(), Optional.of(ZoneId.of("Europe/Berlin")));
    assertThat(Panel.read(out, columns).series("a").length()).isEqualTo(3);
    Files.writeString(
        file, "id,time,value\na,2024-10-27T02:00+02:00,1\na,2024-10-27T02:00+01:00,2\n");
    assertThat(run("forecast", "--file", file, "--horizon", 3).err())
        .contains("line 3", "+02:00", "+01:00", "--zone");
  }

  @Test
  void a_share_of_hits_does_not_pass_1() throws IOException {
    JsonNode coverage =
        run(with("evaluate", "--holdout", 3, "--origins", 3, "--confidence", "0.9999", "--json"))
            .json()
            .get("models")
            .get("theta")
            .get("coverage");
    assertThat(coverage.get("0.9999").asDouble()).isEqualTo(1);
  }

  @Test
  void a_series_of_empty_cells_is_skipped_and_the_others_are_forecast() throws IOException {
    Files.writeString(
        file, Files.readString(file) + "empty,2022-05,\nempty,2022-06,NA\nempty,2022-07,\n");
    Run forecast = run(with("forecast", "--horizon", 4, "--json"));
    assertThat(forecast.exitCode()).as(forecast.err()).isZero();
    assertThat(forecast.json().get("series").asInt()).isEqualTo(SERIES);
    assertThat(forecast.json().get("skipped").get(1).get("reason").asText())
        .isEqualTo("has 0 values and 3 gaps; expected at least 5");
    Run evaluation = run(with("evaluate", "--holdout", 3, "--json"));
    assertThat(evaluation.exitCode()).as(evaluation.err()).isZero();
    assertThat(evaluation.json().get("skipped").get(1).get("reason").asText())
        .isEqualTo("has 0 values and 3 gaps; expected at least 8 to hold out 3");
  }
}
