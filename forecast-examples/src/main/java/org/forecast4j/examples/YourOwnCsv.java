package org.forecast4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.Split;
import org.forecast4j.linear.LinearForecaster;

/**
 * From a CSV of your own to a calibrated model on disk: read rows as patterns with outcomes, split
 * them by time, fit members, weigh them, calibrate, measure on the newest part, save. Each row here
 * is a day in a shop: customers by hour from 9 to 15 o'clock, and the three hours after.
 */
public final class YourOwnCsv {
  private static final int HOURS = 7;

  private YourOwnCsv() {}

  /** Arguments: the CSV, which is made up if not there, and the folder of the new model. */
  public static void main(String[] arguments) throws IOException {
    Path csv = Path.of(arguments.length > 0 ? arguments[0] : "customers.csv");
    Path folder = Path.of(arguments.length > 1 ? arguments[1] : "customers-model");
    if (!Files.exists(csv)) {
      Files.writeString(csv, madeUp(800));
    }
    List<LabeledPattern> days = new ArrayList<>();
    for (String row : Files.readAllLines(csv)) {
      if (row.startsWith("day,")) {
        continue;
      }
      String[] cells = row.split(",", -1);
      double[] values =
          Arrays.stream(cells, 1, cells.length).mapToDouble(Double::valueOf).toArray();
      Pattern morning = Pattern.of(Arrays.copyOf(values, HOURS));
      double[] afternoon = Arrays.copyOfRange(values, HOURS, values.length);
      days.add(LabeledPattern.of(cells[0], LocalDate.parse(cells[0]), morning, afternoon));
    }
    Split split = Split.chronological(days);
    Forecaster linear = LinearForecaster.fit(split.train(), 1e-3);
    Forecaster dejavu =
        DejavuForecaster.builder(split.train())
            .k(40)
            .aggregation(Aggregation.localLinear())
            .build();
    WeightedEnsemble ensemble =
        WeightedEnsemble.fit(List.of(dejavu, linear), split.validation()).ensemble();
    ConformalWrapper model = SplitConformal.calibrate(ensemble, split.calibration());
    Evaluation measured = Evaluator.of(model, 0.5, 0.9).report(split.test()).model("ensemble");
    System.out.printf(
        Locale.ROOT,
        "%d days, %d of them to measure on: off by %.1f customers%n",
        days.size(),
        measured.n(),
        measured.mae());
    measured
        .intervals()
        .forEach(
            (confidence, intervals) ->
                System.out.printf(
                    Locale.ROOT,
                    "%.1f %% are within the interval of %.0f %%%n",
                    100 * intervals.coverage().value(),
                    100 * confidence));
    BundleInfo info = new BundleInfo("customers", "1", "customers", csv.toString(), 1);
    ForecastBundle.of(info, model, "# Customers by hour\n", Map.of()).save(folder);
    Pattern today = days.get(days.size() - 1).pattern();
    IntervalForecast forecast = ForecastBundle.load(folder).conformal().forecast(today, 0.9);
    for (int hour = 0; hour < forecast.steps().size(); hour++) {
      System.out.printf(
          Locale.ROOT,
          "at %d o'clock: %.1f, 90 %% from %.1f to %.1f%n",
          9 + HOURS + hour,
          forecast.forecast().step(hour),
          forecast.steps().get(hour).lower(),
          forecast.steps().get(hour).upper());
    }
  }

  /** Days that differ in how busy they are, and get busier by the hour. */
  private static String madeUp(int days) {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("day,h9,h10,h11,h12,h13,h14,h15,h16,h17,h18\n");
    for (int day = 0; day < days; day++) {
      double busy = 20 + 10 * random.nextDouble();
      rows.append(LocalDate.of(2024, 1, 1).plusDays(day));
      for (int hour = 0; hour < HOURS + 3; hour++) {
        busy += 1 + 2 * random.nextGaussian();
        rows.append(',').append(Math.max(0, Math.round(busy)));
      }
      rows.append('\n');
    }
    return rows.toString();
  }
}
