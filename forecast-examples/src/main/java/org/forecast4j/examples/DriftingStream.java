package org.forecast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.evaluation.Report;
import org.forecast4j.plot.CoverageChart;

/**
 * Intervals that keep their promise while the world changes: errors grow through the stream, an
 * interval that was calibrated once covers less and less, one that learns from each outcome does
 * not. Draws both. Needs {@code forecast-core} and {@code forecast-plot}.
 */
public final class DriftingStream {
  private static final double CONFIDENCE = 0.9;

  private DriftingStream() {}

  /** Argument: where to draw, {@code drift.png} if not given. */
  public static void main(String[] arguments) throws IOException {
    List<LabeledPattern> past = stream(0, 1_000);
    List<LabeledPattern> future = stream(1_000, 5_000);
    Forecaster forecaster = new Persistence(new Shape(4, 1));
    ConformalWrapper once = SplitConformal.calibrate(forecaster, past);
    ConformalWrapper adaptive =
        AdaptiveConformal.builder(forecaster).online(OnlineRule.pid()).calibrate(past);
    List<ForecastCase> still = Evaluator.of(once, CONFIDENCE).evaluate(future);
    List<ForecastCase> moving = Evaluator.online(adaptive, CONFIDENCE).evaluate(future);
    print("calibrated once", still, forecaster);
    print("learning", moving, forecaster);
    CoverageChart.of(moving, forecaster.name(), CONFIDENCE)
        .named("learning")
        .beside(CoverageChart.of(still, forecaster.name(), CONFIDENCE).named("calibrated once"))
        .write(Path.of(arguments.length > 0 ? arguments[0] : "drift.png"));
  }

  private static void print(String name, List<ForecastCase> cases, Forecaster forecaster) {
    Report.of(cases, Bootstrap.DEFAULT)
        .model(forecaster.name())
        .intervals()
        .forEach(
            (confidence, intervals) ->
                System.out.printf(
                    Locale.ROOT,
                    "%-16s %.1f %% of %.0f %%, %.1f wide%n",
                    name,
                    100 * intervals.coverage().value(),
                    100 * confidence,
                    intervals.meanWidth().orElseThrow()));
  }

  /** A step more a day, whose size grows by half in a thousand days. */
  private static List<LabeledPattern> stream(int from, int to) {
    List<LabeledPattern> days = new ArrayList<>();
    for (int day = from; day < to; day++) {
      Random random = new Random(day);
      double[] walk = new double[5];
      for (int i = 1; i < walk.length; i++) {
        walk[i] = walk[i - 1] + (1 + day / 2_000.0) * random.nextGaussian();
      }
      LocalDate date = LocalDate.of(2010, 1, 1).plusDays(day);
      Pattern pattern = Pattern.of(Arrays.copyOf(walk, 4));
      days.add(LabeledPattern.of("day-" + day, date, pattern, walk[4]));
    }
    return days;
  }
}
