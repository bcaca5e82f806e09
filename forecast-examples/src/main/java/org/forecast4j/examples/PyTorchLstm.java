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
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dl4j.PyTorchWeights;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.Report;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.Standardisation;

/**
 * Brings an LSTM along that PyTorch trained: its weights and how its inputs were scaled become a
 * forecaster, which gets calibrated intervals here and is saved as a bundle that any JVM loads,
 * without PyTorch and without ND4J. {@code data/tides.py} is the training.
 */
public final class PyTorchLstm {
  private static final Shape SHAPE = new Shape(24, 6);
  private static final double PERIOD = 12.4;

  private PyTorchLstm() {}

  /** Arguments: the weights, and the folder that the model is saved in. */
  public static void main(String[] arguments) throws IOException {
    Path npz = Path.of(arguments.length > 0 ? arguments[0] : "forecast-examples/data/tides.npz");
    Path folder = Path.of(arguments.length > 1 ? arguments[1] : "tides-model");
    // The script scaled nothing and had no covariates. Its outputs are changes from the last value.
    LstmEncoding encoding =
        new LstmEncoding(
            SHAPE,
            unscaled(SHAPE.inputLength()),
            unscaled(SHAPE.horizon()),
            List.of(),
            new double[0]);
    Forecaster lstm = LstmForecaster.of(PyTorchWeights.fromNpz(Files.readAllBytes(npz), encoding));
    double[] calm = new double[SHAPE.inputLength()];
    Arrays.setAll(calm, hour -> Math.sin(2 * Math.PI * hour / PERIOD));
    StringBuilder path = new StringBuilder();
    for (double level : lstm.forecast(Pattern.of(calm)).path()) {
      path.append(String.format(Locale.ROOT, " %.3f", level));
    }
    System.out.println("Java says" + path);

    List<LabeledPattern> tides = madeUp(1000);
    ConformalWrapper model = SplitConformal.calibrate(lstm, tides.subList(0, 500));
    Report report = Evaluator.of(model, 0.9).report(tides.subList(500, 1000));
    report
        .models()
        .forEach(
            (name, measured) ->
                System.out.printf(
                    Locale.ROOT, "%-12s off by %.2f m after 6 hours%n", name, measured.mae()));
    report
        .model(lstm.name())
        .intervals()
        .forEach(
            (confidence, intervals) ->
                System.out.printf(
                    Locale.ROOT,
                    "intervals: %.1f %% of %.0f %%%n",
                    100 * intervals.coverage().value(),
                    100 * confidence));
    BundleInfo info = new BundleInfo("tides", "1", "m", "made up by data/tides.py", 1);
    ForecastBundle.of(info, model, "# Tides by hour\n", Map.of()).save(folder);
    IntervalForecast forecast =
        ForecastBundle.load(folder).conformal().forecast(Pattern.of(calm), 0.9);
    System.out.printf(
        Locale.ROOT,
        "loaded again: %.2f m, 90 %% from %.2f to %.2f%n",
        forecast.point(),
        forecast.interval().lower(),
        forecast.interval().upper());
  }

  private static Standardisation unscaled(int length) {
    double[] ones = new double[length];
    Arrays.fill(ones, 1);
    return new Standardisation(new double[length], ones);
  }

  /** Tides as the script makes them up, but others. */
  private static List<LabeledPattern> madeUp(int count) {
    Random random = new Random(2);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int day = 0; day < count; day++) {
      double height = 0.5 + random.nextDouble();
      double phase = 2 * Math.PI * random.nextDouble();
      double[] levels = new double[SHAPE.inputLength() + SHAPE.horizon()];
      Arrays.setAll(
          levels,
          hour ->
              height * Math.sin(2 * Math.PI * hour / PERIOD + phase) + 0.1 * random.nextGaussian());
      examples.add(
          LabeledPattern.of(
              "tide-" + day,
              LocalDate.of(2020, 1, 1).plusDays(day),
              Pattern.of(Arrays.copyOf(levels, SHAPE.inputLength())),
              Arrays.copyOfRange(levels, SHAPE.inputLength(), levels.length)));
    }
    return examples;
  }
}
