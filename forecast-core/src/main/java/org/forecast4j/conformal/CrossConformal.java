package org.forecast4j.conformal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.bundle.codec.ForecasterFile;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * CV+ for small data sets: every example serves fitting and calibration both. The forecaster is
 * fitted again without each fold; an example's error is that of the forecaster which has not seen
 * it, and sits around that forecaster's forecast. With as many folds as examples it is the
 * jackknife+. Worth it where refitting is cheap, as it is for {@link
 * org.forecast4j.linear.LinearForecaster}.
 *
 * <p>With n exchangeable examples and a fitting that treats them equally an interval at confidence
 * 1 − α covers with probability at least 1 − 2α − O(√(1/n)), of the jackknife+ 1 − 2α, and in
 * practice close to 1 − α. Where ⌈(n+1)(1 − α)⌉ exceeds n the interval is infinite.
 *
 * <p>Its errors stay those of the examples: {@link #observe} hands outcomes to the forecaster and
 * to that of every fold and changes nothing else, and is this wrapper where none of them learns. A
 * forecast's interval takes one forecast a fold and O(n log n) a step. Immutable and safe for
 * concurrent use.
 *
 * @see <a href="https://doi.org/10.1214/20-AOS1965">Barber, Candès, Ramdas, Tibshirani 2021,
 *     Predictive inference with the jackknife+</a>
 */
public final class CrossConformal implements ConformalWrapper {
  private static final String KIND = "cross-conformal";

  /** The version of a file that says nothing more than the first, but of whole numbers. */
  private static final int OF_WHOLE_NUMBERS = 2;

  private final Forecaster forecaster;
  private final Tails tails;
  private final StepScales stepScales;
  private final List<Fold> folds;

  /** Errors on examples not seen, one row a step, in the order of the folds. */
  private final double[][] errors;

  private final double[][] absolute;
  private final double[] largestScaled;
  private final boolean wholeNumbers;

  /** A forecaster that has not seen the next {@code size} examples. */
  private record Fold(Forecaster forecaster, int size) {}

  private CrossConformal(
      Forecaster forecaster,
      Tails tails,
      StepScales stepScales,
      List<Fold> folds,
      double[][] errors,
      boolean wholeNumbers) {
    this.forecaster = forecaster;
    this.tails = tails;
    this.stepScales = stepScales;
    this.folds = folds;
    this.errors = errors;
    this.wholeNumbers = wholeNumbers;
    absolute = new double[errors.length][errors[0].length];
    largestScaled = new double[errors[0].length];
    for (int step = 0; step < errors.length; step++) {
      for (int i = 0; i < largestScaled.length; i++) {
        absolute[step][i] = Math.abs(errors[step][i]);
        largestScaled[i] = Math.max(largestScaled[i], absolute[step][i] / stepScales.of(step));
      }
    }
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
    StepScales scales = StepScales.ofRandomWalk(whole.shape().horizon());
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
    StepScales scales = StepScales.of(forecaster.shape().horizon(), stepScales);
    return fit(forecaster, fitting, examples, folds, tails, scales);
  }

  private static CrossConformal fit(
      Forecaster forecaster,
      Function<List<LabeledPattern>, ? extends Forecaster> fitting,
      List<LabeledPattern> examples,
      int folds,
      Tails tails,
      StepScales stepScales) {
    Checks.atLeast(2, examples.size(), "number of examples");
    if (folds < 2 || folds > examples.size()) {
      throw new IllegalArgumentException(
          "number of folds is " + folds + "; expected 2 to " + examples.size());
    }
    forecaster.shape().requireAll(examples);
    List<Fold> fitted = new ArrayList<>(folds);
    double[][] errors = new double[stepScales.horizon()][examples.size()];
    int done = 0;
    for (int fold = 0; fold < folds; fold++) {
      List<LabeledPattern> inside = new ArrayList<>();
      List<LabeledPattern> outside = new ArrayList<>();
      for (int i = 0; i < examples.size(); i++) {
        (i % folds == fold ? inside : outside).add(examples.get(i));
      }
      Forecaster other = fitting.apply(outside);
      double[][] rows = ErrorRows.of(other, inside);
      for (int step = 0; step < rows.length; step++) {
        System.arraycopy(rows[step], 0, errors[step], done, inside.size());
      }
      fitted.add(new Fold(other, inside.size()));
      done += inside.size();
    }
    return new CrossConformal(forecaster, tails, stepScales, fitted, errors, false);
  }

  /**
   * The same wrapper of outcomes that are whole numbers: its {@linkplain #distribution
   * distributions} have all their mass on them. Intervals stay as they are; {@link
   * Interval#roundedInward} ends them at whole numbers.
   *
   * @return a wrapper of the same forecasters and errors
   */
  public CrossConformal onWholeNumbers() {
    return new CrossConformal(forecaster, tails, stepScales, folds, errors, true);
  }

  @Override
  public Forecaster forecaster() {
    return forecaster;
  }

  @Override
  public int calibrationSize() {
    return largestScaled.length;
  }

  @Override
  public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
    Checks.probability(confidence, "confidence");
    Checks.length(errors.length, forecast.horizon(), "forecast path");
    boolean symmetric = tails == Tails.SYMMETRIC;
    double probability = symmetric ? confidence : Ranks.upperTail(confidence);
    long stepRank = Ranks.ceil(probability, calibrationSize() + 1);
    long bandRank = Ranks.ceil(confidence, calibrationSize() + 1);
    double[][] centers = centers(pattern);
    List<Interval> steps = new ArrayList<>(errors.length);
    List<Interval> band = new ArrayList<>(errors.length);
    for (int step = 0; step < errors.length; step++) {
      double[] radii = symmetric ? absolute[step] : errors[step];
      steps.add(interval(centers[step], radii, symmetric ? -1 : 1, 1, stepRank));
      double scale = stepScales.of(step);
      band.add(interval(centers[step], largestScaled, -scale, scale, bandRank));
    }
    return new IntervalForecast(pattern, forecast, confidence, steps, band);
  }

  /** What the forecaster that has not seen an example says now, for each example, a row a step. */
  private double[][] centers(Pattern pattern) {
    double[][] centers = new double[errors.length][calibrationSize()];
    int from = 0;
    for (Fold fold : folds) {
      Forecast forecast = fold.forecaster().forecast(pattern);
      for (int step = 0; step < centers.length; step++) {
        Arrays.fill(centers[step], from, from + fold.size(), forecast.step(step));
      }
      from += fold.size();
    }
    return centers;
  }

  /** Between the values of rank n + 1 − rank and rank of the centers plus factors times radii. */
  private static Interval interval(
      double[] centers, double[] radii, double below, double above, long rank) {
    int n = centers.length;
    if (rank > n) {
      return Interval.WHOLE_LINE;
    }
    return Calibration.interval(
        sum(centers, radii, below)[n - (int) rank], sum(centers, radii, above)[(int) rank - 1]);
  }

  private static double[] sum(double[] centers, double[] radii, double factor) {
    double[] sorted = new double[centers.length];
    Arrays.setAll(sorted, i -> centers[i] + factor * radii[i]);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Around the forecast, from the values that the folds' forecasts and errors add up to. */
  @Override
  public Optional<PredictiveDistribution> distribution(
      Pattern pattern, Forecast forecast, int step) {
    double[] values = sum(centers(pattern)[step], errors[step], 1);
    double center = forecast.step(step);
    double[] around = Arrays.stream(values).map(value -> value - center).toArray();
    PredictiveDistribution distribution = PredictiveDistribution.of(center, around);
    return Optional.of(wholeNumbers ? distribution.onWholeNumbers() : distribution);
  }

  @Override
  public CrossConformal observe(IntervalForecast forecast, double... actual) {
    Pattern pattern = forecast.pattern();
    return with(each -> each.observe(pattern, actual));
  }

  @Override
  public CrossConformal frozen() {
    return with(Forecaster::frozen);
  }

  /** The same errors around other states of all forecasters. */
  private CrossConformal with(UnaryOperator<Forecaster> change) {
    Forecaster next = change.apply(forecaster);
    boolean changed = next != forecaster;
    List<Fold> nextFolds = new ArrayList<>(folds.size());
    for (Fold fold : folds) {
      Forecaster other = change.apply(fold.forecaster());
      changed |= other != fold.forecaster();
      nextFolds.add(new Fold(other, fold.size()));
    }
    return changed
        ? new CrossConformal(next, tails, stepScales, nextFolds, errors, wholeNumbers)
        : this;
  }

  /**
   * Its portable form, for a bundle, with the forecasters of the folds; the wrapped forecaster is
   * not part of it.
   *
   * @param codecs those of forecasters of the application's own
   * @return bytes for {@link #fromBytes}
   * @throws IllegalArgumentException if the forecaster of a fold is of a kind that bundles cannot
   *     hold
   */
  public byte[] toBytes(ForecasterCodec<?>... codecs) {
    BinaryWriter out = new BinaryWriter(KIND, wholeNumbers ? OF_WHOLE_NUMBERS : 1).putEnum(tails);
    stepScales.write(out);
    ErrorRows.write(out, errors);
    out.putInt(folds.size());
    for (Fold fold : folds) {
      out.putInt(fold.size()).putString(ForecasterFile.kind(fold.forecaster(), codecs));
      out.putBytes(ForecasterFile.toBytes(fold.forecaster(), codecs));
    }
    return out.toBytes();
  }

  /**
   * Restores a wrapper to the bit.
   *
   * @param forecaster the forecaster it was fitted for
   * @param bytes what {@link #toBytes} gave
   * @param codecs those that it was given
   * @return the wrapper
   * @throws IllegalArgumentException if the bytes are damaged, saying how, or do not fit the
   *     forecaster's shape
   */
  public static CrossConformal fromBytes(
      Forecaster forecaster, byte[] bytes, ForecasterCodec<?>... codecs) {
    BinaryReader in = new BinaryReader(KIND, OF_WHOLE_NUMBERS, bytes);
    Tails tails = in.getEnum(Tails.class);
    StepScales stepScales = StepScales.read(in, forecaster.shape().horizon());
    double[][] errors = ErrorRows.read(in, stepScales.horizon());
    int count = in.getInt(2, errors[0].length, "number of folds");
    List<Fold> folds = new ArrayList<>();
    int examples = 0;
    for (int i = 0; i < count; i++) {
      int size = in.getInt(1, errors[0].length, "size of a fold");
      Forecaster fold =
          ForecasterFile.fromBytes(in.getString(), forecaster.shape(), in.getBytes(), codecs);
      folds.add(new Fold(fold, size));
      examples += size;
    }
    in.end();
    Checks.length(errors[0].length, examples, "all folds");
    boolean wholeNumbers = in.version() == OF_WHOLE_NUMBERS;
    return new CrossConformal(forecaster, tails, stepScales, folds, errors, wholeNumbers);
  }
}
