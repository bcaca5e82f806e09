package org.forecast4j.conformal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * CV+ for small data sets: every example serves fitting and calibration both. The forecaster is
 * fitted again without each fold; an example's error is that of the forecaster which has not seen
 * it, and sits around that forecaster's forecast. With as many folds as examples it is the
 * jackknife+. Worth it where refitting is cheap, as it is for {@link
 * org.forecast4j.LinearForecaster}.
 *
 * <p>With n exchangeable examples and a fitting that treats them alike an interval at confidence 1
 * − α covers with probability at least 1 − 2α − O(√(1/n)), of the jackknife+ 1 − 2α, and in
 * practice close to 1 − α. Where ⌈(n+1)(1 − α)⌉ exceeds n the interval is infinite.
 *
 * <p>It does not adapt: {@link #observe} returns this wrapper. A forecast's interval takes one
 * forecast a fold and O(n log n) a step. Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1214/20-AOS1965">Barber, Candès, Ramdas, Tibshirani 2021,
 *     Predictive inference with the jackknife+</a>
 */
public final class CrossConformal implements ConformalWrapper {
  private final Forecaster forecaster;
  private final Tails tails;
  private final double[] stepScales;
  private final List<Fold> folds;
  private final int size;

  /** A forecaster, and its errors on examples that it has not seen, one row a step. */
  private record Fold(Forecaster forecaster, double[][] errors) {}

  private CrossConformal(
      Forecaster forecaster, Tails tails, double[] stepScales, List<Fold> folds, int size) {
    this.forecaster = forecaster;
    this.tails = tails;
    this.stepScales = stepScales;
    this.folds = folds;
    this.size = size;
  }

  /**
   * Fits on all examples and again without each fold, with symmetric intervals and random-walk
   * scales.
   *
   * @param fitting makes a forecaster of examples, the same whatever their order
   * @param examples the examples, at least two
   * @param folds how many, from 2 to the number of examples; example i belongs to fold i mod folds
   * @return the wrapper of the forecaster fitted on all examples
   * @throws IllegalArgumentException if there are too few examples or the number of folds is not so
   */
  public static CrossConformal fit(
      Function<List<LabeledPattern>, ? extends Forecaster> fitting,
      List<LabeledPattern> examples,
      int folds) {
    Checks.atLeast(2, examples.size(), "number of examples");
    Forecaster whole = fitting.apply(examples);
    double[] scales = SplitConformal.randomWalkScales(whole.shape().horizon());
    return fit(whole, fitting, examples, folds, Tails.SYMMETRIC, scales);
  }

  /**
   * Puts intervals around a forecaster that has been fitted already.
   *
   * @param forecaster the forecaster to wrap, fitted on all examples
   * @param fitting makes a forecaster of examples, the same whatever their order
   * @param examples the examples, at least two
   * @param folds how many, from 2 to the number of examples
   * @param tails how intervals of a step divide the probability they leave out
   * @param stepScales how large the errors of each step are relative to one another, all positive
   * @return the wrapper
   * @throws IllegalArgumentException if there are too few examples, the number of folds is not so,
   *     an example has another shape, or the scales are not so
   */
  public static CrossConformal fit(
      Forecaster forecaster,
      Function<List<LabeledPattern>, ? extends Forecaster> fitting,
      List<LabeledPattern> examples,
      int folds,
      Tails tails,
      double... stepScales) {
    Checks.atLeast(2, examples.size(), "number of examples");
    if (folds < 2 || folds > examples.size()) {
      throw new IllegalArgumentException(
          "number of folds is " + folds + "; expected 2 to " + examples.size());
    }
    Checks.length(forecaster.shape().horizon(), stepScales.length, "stepScales");
    for (double scale : stepScales) {
      Checks.positive(scale, "step scale");
    }
    List<Fold> fitted = new ArrayList<>(folds);
    for (int fold = 0; fold < folds; fold++) {
      List<LabeledPattern> inside = new ArrayList<>();
      List<LabeledPattern> outside = new ArrayList<>();
      for (int i = 0; i < examples.size(); i++) {
        (i % folds == fold ? inside : outside).add(examples.get(i));
      }
      Forecaster other = fitting.apply(outside);
      fitted.add(new Fold(other, SplitConformal.errors(other, inside)));
    }
    return new CrossConformal(forecaster, tails, stepScales.clone(), fitted, examples.size());
  }

  @Override
  public Forecaster forecaster() {
    return forecaster;
  }

  @Override
  public int calibrationSize() {
    return size;
  }

  @Override
  public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
    Checks.probability(confidence, "confidence");
    int horizon = stepScales.length;
    Checks.length(horizon, forecast.horizon(), "forecast path");
    List<Forecast> centers =
        folds.stream().map(fold -> fold.forecaster().forecast(pattern)).toList();
    long rank = Ranks.ceil(confidence, size + 1);
    long tailRank = Ranks.ceil(Ranks.upperTail(confidence), size + 1);
    double[] bandRadii = largestErrors();
    List<Interval> steps = new ArrayList<>(horizon);
    List<Interval> band = new ArrayList<>(horizon);
    for (int step = 0; step < horizon; step++) {
      double[] errors = errors(step);
      double[] sizes = Arrays.stream(errors).map(Math::abs).toArray();
      double scale = stepScales[step];
      double[] radii = Arrays.stream(bandRadii).map(r -> r * scale).toArray();
      steps.add(
          tails == Tails.SYMMETRIC
              ? interval(centers, step, sizes, sizes, rank)
              : interval(centers, step, negated(errors), errors, tailRank));
      band.add(interval(centers, step, radii, radii, rank));
    }
    return new IntervalForecast(pattern, forecast, confidence, steps, band);
  }

  /** From the ranks of the folds' forecasts less and plus the radii of their examples. */
  private Interval interval(
      List<Forecast> centers, int step, double[] below, double[] above, long rank) {
    if (rank > size) {
      return Interval.WHOLE_LINE;
    }
    double[] lower = new double[size];
    double[] upper = new double[size];
    int i = 0;
    for (int fold = 0; fold < folds.size(); fold++) {
      double center = centers.get(fold).step(step);
      for (int j = 0; j < folds.get(fold).errors()[0].length; j++, i++) {
        lower[i] = center - below[i];
        upper[i] = center + above[i];
      }
    }
    Arrays.sort(lower);
    Arrays.sort(upper);
    return new Interval(lower[size - (int) rank], upper[(int) rank - 1]);
  }

  private double[] errors(int step) {
    return folds.stream().flatMapToDouble(fold -> Arrays.stream(fold.errors()[step])).toArray();
  }

  private double[] largestErrors() {
    double[] largest = new double[size];
    for (int step = 0; step < stepScales.length; step++) {
      double[] errors = errors(step);
      for (int i = 0; i < size; i++) {
        largest[i] = Math.max(largest[i], Math.abs(errors[i]) / stepScales[step]);
      }
    }
    return largest;
  }

  private static double[] negated(double[] values) {
    return Arrays.stream(values).map(value -> -value).toArray();
  }

  /** Around the forecast, from the values that the folds' forecasts and errors add up to. */
  @Override
  public PredictiveDistribution distribution(Pattern pattern, Forecast forecast, int step) {
    double[] errors = errors(step);
    int i = 0;
    for (Fold fold : folds) {
      double shift = fold.forecaster().forecast(pattern).step(step) - forecast.step(step);
      for (int j = 0; j < fold.errors()[step].length; j++, i++) {
        errors[i] += shift;
      }
    }
    return PredictiveDistribution.of(errors).around(forecast.step(step));
  }

  @Override
  public CrossConformal observe(IntervalForecast forecast, double... actual) {
    forecaster.shape().requireOutcome(actual);
    return this;
  }
}
