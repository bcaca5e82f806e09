package org.forecast4j.dl4j;

import java.util.List;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;

/** Judges weights by what the portable forecaster makes of examples held out of training. */
final class Validation {
  private final Loss loss;
  private final int first;
  private final LstmEncoding encoding;
  private final List<LabeledPattern> examples;
  private final List<Pattern> patterns;

  Validation(LstmTrainer.Settings settings, LstmEncoding encoding, List<LabeledPattern> examples) {
    this.loss = settings.loss();
    this.first = settings.aim().firstStep(encoding.shape().horizon());
    this.encoding = encoding;
    this.examples = List.copyOf(examples);
    this.patterns = examples.stream().map(LabeledPattern::pattern).toList();
  }

  /**
   * What forecasts err by.
   *
   * @param loss the mean loss of the steps that count, in standardised units
   * @param mae the mean absolute error at the end of the horizon, in the units of the values
   */
  record Errors(double loss, double mae) {}

  /** Different for different examples, but for chance. */
  int checksum() {
    return new EncodedExamples(encoding, examples).checksum();
  }

  Errors of(LstmWeights weights) {
    LstmForecaster forecaster = LstmForecaster.of(weights);
    List<Forecast> forecasts = forecaster.forecastAll(patterns);
    boolean hasQuantiles = encoding.quantiles().length > 0;
    double losses = 0;
    double absolute = 0;
    for (int i = 0; i < forecasts.size(); i++) {
      LabeledPattern example = examples.get(i);
      losses +=
          hasQuantiles
              ? lossOf(forecaster.quantiles(example.pattern()), example)
              : lossOf(forecasts.get(i), example);
      absolute += Math.abs(forecasts.get(i).point() - example.target());
    }
    return new Errors(losses / forecasts.size(), absolute / forecasts.size());
  }

  private double lossOf(Forecast forecast, LabeledPattern example) {
    double[] scale = encoding.changes().scale();
    double sum = 0;
    for (int step = first; step < scale.length; step++) {
      sum += loss.of((forecast.step(step) - example.outcome(step)) / scale[step], 0.5);
    }
    return sum / (scale.length - first);
  }

  private double lossOf(double[][] quantiles, LabeledPattern example) {
    double[] scale = encoding.changes().scale();
    double[] levels = encoding.quantiles();
    double sum = 0;
    for (int step = first; step < scale.length; step++) {
      for (int level = 0; level < levels.length; level++) {
        double error = (quantiles[step][level] - example.outcome(step)) / scale[step];
        sum += loss.of(error, levels[level]);
      }
    }
    return sum / (scale.length - first) / levels.length;
  }
}
