package org.forecast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.Report;
import org.forecast4j.evaluation.Split;
import org.forecast4j.linear.LinearForecaster;

/**
 * A forecaster of your own is a name, a shape and one method. With that it gets calibrated
 * intervals, is measured beside the others, and joins an ensemble; with a codec it is saved and
 * served. {@code forecast-testkit} has the tests that it should pass.
 */
public final class OwnForecaster {
  private OwnForecaster() {}

  /** Goes on as the last values did on average. */
  record Drift(Shape shape) implements Forecaster {
    @Override
    public String name() {
      return "drift";
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      shape.require(pattern);
      double slope = (pattern.last() - pattern.value(0)) / (pattern.length() - 1);
      double[] path = new double[shape.horizon()];
      Arrays.setAll(path, step -> pattern.last() + slope * (step + 1));
      return Forecast.of(path);
    }
  }

  /** How files hold it. A server finds the codec, which {@code META-INF/services} names. */
  public static final class DriftCodec implements ForecasterCodec<Drift> {
    @Override
    public String kind() {
      return "example-drift";
    }

    @Override
    public Class<Drift> type() {
      return Drift.class;
    }

    /** There is nothing to write: the shape is given back. */
    @Override
    public byte[] write(Drift forecaster) {
      return new byte[0];
    }

    @Override
    public Drift read(Shape shape, byte[] bytes) {
      return new Drift(shape);
    }
  }

  /** Argument: the folder to save to, {@code own-model} if not given. */
  public static void main(String[] arguments) throws IOException {
    Split split = Split.chronological(madeUp(200));
    Forecaster drift = new Drift(new Shape(10, 3));
    Forecaster linear = LinearForecaster.fit(split.train(), 1e-3);
    EnsembleFit fit = WeightedEnsemble.fit(List.of(drift, linear), split.validation());
    double[] weights = fit.ensemble().weights();
    System.out.printf(Locale.ROOT, "drift weighs %.2f, linear %.2f%n", weights[0], weights[1]);
    ConformalWrapper calibrated = SplitConformal.calibrate(drift, split.calibration());
    Report report = Evaluator.of(calibrated, 0.9).and(Evaluator.of(linear)).report(split.test());
    report
        .models()
        .forEach(
            (name, model) ->
                System.out.printf(Locale.ROOT, "%-12s off by %.2f%n", name, model.mae()));
    report
        .model("drift")
        .intervals()
        .forEach(
            (confidence, intervals) ->
                System.out.printf(
                    Locale.ROOT,
                    "intervals of drift: %.1f %% of %.0f %%%n",
                    100 * intervals.coverage().value(),
                    100 * confidence));
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "own-model");
    BundleInfo info = new BundleInfo("walks", "1", "steps", "made up", 3);
    ForecastBundle.of(info, calibrated, "# Walks\n", Map.of()).save(folder, new DriftCodec());
    IntervalForecast forecast =
        ForecastBundle.load(folder, new DriftCodec())
            .conformal()
            .forecast(Pattern.of(0, 1, 3, 4, 4, 6, 7, 7, 8, 9), 0.9);
    System.out.printf(
        Locale.ROOT,
        "loaded again: %.2f, 90 %% from %.2f to %.2f%n",
        forecast.point(),
        forecast.interval().lower(),
        forecast.interval().upper());
  }

  /** Walks with a direction each. */
  private static List<LabeledPattern> madeUp(int count) {
    Random random = new Random(3);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double slope = random.nextGaussian();
      double[] values = new double[13];
      for (int at = 1; at < values.length; at++) {
        values[at] = values[at - 1] + slope + random.nextGaussian();
      }
      examples.add(
          LabeledPattern.of(
              "walk-" + i,
              LocalDate.of(2020, 1, 1).plusDays(i),
              Pattern.of(Arrays.copyOf(values, 10)),
              Arrays.copyOfRange(values, 10, 13)));
    }
    return examples;
  }
}
