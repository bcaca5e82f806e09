package org.forecast4j.examples;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelEvaluation;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.series.Timeline;

/**
 * Many short series at once, as a shop has articles: one model learns from all of them, forecasts
 * each with intervals, and is measured on values that are held out. How far it is and how long it
 * took is said on standard error.
 */
public final class ManySeries {
  private static final int HORIZON = 6;
  private static final int PERIOD = 12;

  private ManySeries() {}

  /** Argument: how many series, 200 if not given. */
  public static void main(String[] arguments) {
    int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    Panel panel = Panel.of(madeUp(count));
    PanelModel.Builder builder =
        PanelModel.builder(HORIZON, PERIOD).listener(ManySeries::showProgress);
    Instant begun = Instant.now();
    PanelEvaluation evaluation = PanelEvaluation.of(panel, builder, 1, 0.9);
    evaluation
        .models()
        .forEach(
            (name, scores) ->
                scores
                    .coverage()
                    .forEach(
                        (confidence, share) ->
                            System.out.printf(
                                Locale.ROOT,
                                "%-14s MASE %.3f, intervals %.1f %% of %.0f %%%n",
                                name,
                                scores.mase(),
                                100 * share,
                                100 * confidence)));
    SeriesForecast next = builder.fit(panel).forecast("article-7");
    System.err.printf(
        Locale.ROOT,
        "%,d series measured, and fitted again, in %.1f s%n",
        count,
        Duration.between(begun, Instant.now()).toMillis() / 1e3);
    for (int step = 0; step < HORIZON; step++) {
      System.out.printf(
          Locale.ROOT,
          "article-7 in %s: %.0f, with 90 %% between %.0f and %.0f%n",
          next.time(step),
          next.step(step),
          next.interval(step, 0.9).lower(),
          next.interval(step, 0.9).upper());
    }
  }

  /** A line when a part of the work is done; false would end it. */
  private static boolean showProgress(String what, int done, int count) {
    if (done == count) {
      System.err.printf(Locale.ROOT, "%s: %,d series done%n", what, count);
    }
    return true;
  }

  /** Three to six years of months each, with a season, a trend and noise. */
  private static List<TimeSeries> madeUp(int count) {
    Timeline months =
        Timeline.every(
            ZonedDateTime.of(2019, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), 1, ChronoUnit.MONTHS);
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      double level = 100 + 400 * random.nextDouble();
      double trend = random.nextGaussian();
      double peak = 0.3 * random.nextDouble();
      double[] values = new double[36 + random.nextInt(37)];
      for (int month = 0; month < values.length; month++) {
        double season = 1 + peak * (month % PERIOD == 11 ? 2 : month % PERIOD >= 9 ? 1 : 0);
        values[month] = (level + trend * month) * season * (1 + 0.05 * random.nextGaussian());
      }
      series.add(TimeSeries.of("article-" + i, months, values));
    }
    return series;
  }
}
