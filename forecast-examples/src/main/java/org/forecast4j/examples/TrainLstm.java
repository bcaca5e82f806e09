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
import org.forecast4j.Aim;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dl4j.LstmTrainer;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.Report;
import org.forecast4j.evaluation.Split;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.TrainedLstm;

/**
 * Trains an LSTM on DL4J, weighs it in an ensemble with the most similar past days, calibrates and
 * saves. Only the training needs DL4J and ND4J: the weights are served in plain Java, so any JVM
 * loads the bundle with {@code forecast-core} alone.
 */
public final class TrainLstm {
  private static final int HOURS = 12;
  private static final int AHEAD = 4;

  private TrainLstm() {}

  /** Argument: the folder that the model is saved in. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "reservoir-model");
    Split split = Split.chronological(madeUp(1500));
    TrainedLstm trained =
        LstmTrainer.builder()
            .layers(1)
            .hidden(16)
            .learningRate(0.01, 0.9)
            .batch(32)
            .epochs(15, 3)
            .listener(epoch -> System.err.printf("epoch %d%n", epoch.number()))
            .build()
            .train(split.train(), split.validation());
    Forecaster lstm = LstmForecaster.of(trained.weights());
    Forecaster dejavu = DejavuForecaster.builder(split.train()).k(10).build();
    // 0: combined wherever that gained at all, not only where it gained beyond doubt.
    EnsembleFit fit =
        WeightedEnsemble.fit(List.of(lstm, dejavu), split.validation(), 0, Aim.WHOLE_PATH);
    double[] weights = fit.ensemble().weights();
    System.out.printf(Locale.ROOT, "lstm weighs %.1f, dejavu %.1f%n", weights[0], weights[1]);
    ConformalWrapper model = SplitConformal.calibrate(fit.ensemble(), split.calibration());
    BundleInfo info = new BundleInfo("reservoir", "1", "m", "made up", 1).withStep("hour");
    ForecastBundle.of(info, model, "# A reservoir by hour\n", Map.of()).save(folder);

    ConformalWrapper loaded = ForecastBundle.load(folder).conformal();
    Report report = Evaluator.of(loaded, 0.9).report(split.test());
    report
        .models()
        .forEach(
            (name, measured) ->
                System.out.printf(
                    Locale.ROOT, "%-12s off by %.2f m after 4 hours%n", name, measured.mae()));
    report
        .model("ensemble")
        .intervals()
        .forEach(
            (confidence, intervals) ->
                System.out.printf(
                    Locale.ROOT,
                    "intervals: %.0f %% of %.0f %%%n",
                    100 * intervals.coverage().value(),
                    100 * confidence));
  }

  /** A level that rises to a bound and is let down to another: no straight line follows that. */
  private static List<LabeledPattern> madeUp(int count) {
    Random random = new Random(1);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int day = 0; day < count; day++) {
      double level = 10 * random.nextDouble();
      double change = random.nextBoolean() ? 1 : -2;
      double[] levels = new double[HOURS + AHEAD];
      for (int hour = 0; hour < levels.length; hour++) {
        change = level > 10 ? -2 : level < 0 ? 1 : change;
        level += change + 0.2 * random.nextGaussian();
        levels[hour] = level;
      }
      examples.add(
          LabeledPattern.of(
              "day-" + day,
              LocalDate.of(2020, 1, 1).plusDays(day),
              Pattern.of(Arrays.copyOf(levels, HOURS)),
              Arrays.copyOfRange(levels, HOURS, levels.length)));
    }
    return examples;
  }
}
