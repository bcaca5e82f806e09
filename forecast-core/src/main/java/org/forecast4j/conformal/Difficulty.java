package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.internal.Checks;

/**
 * How large the error of a forecast is expected to be, relative to other forecasts. Errors are
 * divided by it before they are ranked, so intervals are wide where forecasting is hard. It must
 * come from other examples than the calibration's, and give the same number for the same pattern;
 * one that learns, such as {@link FollowingDifficulty}, from those that were observed before.
 *
 * @see <a href="https://doi.org/10.1613/jair.3198">Papadopoulos, Vovk, Gammerman 2011, Regression
 *     conformal prediction with nearest neighbours</a>
 */
@FunctionalInterface
public interface Difficulty {
  /**
   * The difficulty of each step.
   *
   * @param pattern the observations
   * @param forecast what was forecast from them
   * @return one positive finite number a step; only ratios matter
   */
  double[] of(Pattern pattern, Forecast forecast);

  /**
   * Learns what really followed a forecast, after its error was divided by this difficulty.
   *
   * @param pattern the observations
   * @param forecast what was forecast from them
   * @param actual the values that followed, one a step
   * @return the next difficulty; this one, which is unchanged, if it does not learn
   */
  default Difficulty observe(Pattern pattern, Forecast forecast, double... actual) {
    return this;
  }

  /**
   * This difficulty as it is now, learning no further. Whoever overrides {@link #observe} overrides
   * this, too.
   *
   * @return a difficulty of the same numbers whose {@link #observe} returns itself
   */
  default Difficulty frozen() {
    return this;
  }

  /**
   * One difficulty for all steps.
   *
   * @param difficulty a positive finite number for each pattern
   * @return the difficulty
   */
  static Difficulty of(ToDoubleFunction<Pattern> difficulty) {
    return (pattern, forecast) -> {
      double[] difficulties = new double[forecast.horizon()];
      Arrays.fill(difficulties, difficulty.applyAsDouble(pattern));
      return difficulties;
    };
  }

  /**
   * The spread of the nearest past patterns' outcomes: where they disagree, forecasting is hard.
   *
   * @param dejavu what finds the neighbours; it must not hold the calibration examples
   * @param least the least difficulty, in the units of the values, for neighbours that agree
   *     wholly; positive
   * @return the difficulty
   * @throws IllegalArgumentException if the least difficulty is not a positive number
   */
  static Difficulty ofNeighbourSpread(DejavuForecaster dejavu, double least) {
    Checks.positive(least, "least difficulty");
    return (pattern, forecast) -> {
      double[] spread = dejavu.neighbourhood(pattern).spread();
      Arrays.setAll(spread, step -> Math.max(least, spread[step]));
      return spread;
    };
  }

  /**
   * The mean error that the forecaster made on the k most similar of other examples: similar by the
   * Euclidean distance of the changes up to the last observation. Half of it is the mean over all
   * examples, so that no difficulty comes near zero. A query takes O(n · inputLength).
   *
   * @param forecaster the forecaster
   * @param examples examples that are not used for calibration, best not for fitting either
   * @param k how many of them count, at least 1
   * @return the difficulty
   * @throws IllegalArgumentException if there are fewer than k examples or one has another shape
   */
  static Difficulty ofNeighbourErrors(Forecaster forecaster, List<LabeledPattern> examples, int k) {
    return NeighbourErrors.of(forecaster, examples, k);
  }
}
