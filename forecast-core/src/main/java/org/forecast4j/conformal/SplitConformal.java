package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * Split conformal prediction: intervals from the exact ranks of the forecaster's errors on examples
 * it was not fitted on. If those and the next example are exchangeable, an interval at confidence c
 * covers with probability ⌈(n+1)c⌉/(n+1), n being the number of calibration examples; where that
 * rank exceeds n the interval is infinite.
 *
 * <p>The band for the whole path bounds the largest error over the steps, each divided by the scale
 * of its step. The scales must not come from the calibration examples; by default step h has the
 * scale √h, that of a random walk.
 *
 * <p>Its errors stay those of the calibration examples: {@link #observe} hands outcomes to the
 * forecaster and changes nothing else, and is this wrapper where that does not learn. Calibrating
 * takes one batch of forecasts and O(n log n) a step; an interval then takes O(1) a step, the first
 * distribution of a step O(n). Immutable and safe for concurrent use.
 *
 * @see <a href="https://doi.org/10.1007/3-540-36755-1_29">Papadopoulos, Proedrou, Vovk, Gammerman
 *     2002, Inductive Confidence Machines for Regression</a>
 * @see <a href="https://doi.org/10.1080/01621459.2017.1307116">Lei, G'Sell, Rinaldo, Tibshirani,
 *     Wasserman 2018, Distribution-Free Predictive Inference for Regression</a>
 */
public final class SplitConformal implements ConformalWrapper {
  private static final String KIND = "split-conformal";

  /** The version of a file that says nothing more than the first, but of whole numbers. */
  private static final int OF_WHOLE_NUMBERS = 2;

  private final Forecaster forecaster;
  private final Tails tails;
  private final StepScales stepScales;

  /** Actual minus forecast, one row a step, in the order of the calibration examples. */
  private final double[][] errors;

  private final Calibration calibration;
  private final double[] difficulties;
  private final boolean wholeNumbers;

  private SplitConformal(
      Forecaster forecaster,
      Tails tails,
      StepScales stepScales,
      double[][] errors,
      boolean wholeNumbers) {
    this(
        forecaster,
        tails,
        stepScales,
        errors,
        calibration(tails, stepScales, errors),
        wholeNumbers);
  }

  private SplitConformal(
      Forecaster forecaster,
      Tails tails,
      StepScales stepScales,
      double[][] errors,
      Calibration calibration,
      boolean wholeNumbers) {
    this.forecaster = forecaster;
    this.tails = tails;
    this.stepScales = stepScales;
    this.errors = errors;
    this.calibration = calibration;
    this.wholeNumbers = wholeNumbers;
    difficulties = ones(stepScales.horizon());
  }

  private static Calibration calibration(Tails tails, StepScales stepScales, double[][] errors) {
    return Calibration.of(Settings.plain(tails, stepScales), errors, ones(errors[0].length));
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /**
   * Calibrates with symmetric intervals and random-walk scales.
   *
   * @param forecaster the forecaster to wrap
   * @param calibration examples it was not fitted on, at least one
   * @return the wrapper
   * @throws IllegalArgumentException if there is no example or one has another shape
   */
  public static SplitConformal calibrate(Forecaster forecaster, List<LabeledPattern> calibration) {
    StepScales scales = StepScales.ofRandomWalk(forecaster.shape().horizon());
    return calibrate(forecaster, calibration, Tails.SYMMETRIC, scales);
  }

  /**
   * Calibrates.
   *
   * @param forecaster the forecaster to wrap
   * @param calibration examples it was not fitted on, at least one
   * @param tails how intervals of a step divide the probability they leave out; the band is always
   *     symmetric
   * @param stepScales how large the errors of each step are relative to one another, all positive,
   *     known without the calibration examples
   * @return the wrapper
   * @throws IllegalArgumentException if there is no example, one has another shape, or the scales
   *     are not so
   */
  public static SplitConformal calibrate(
      Forecaster forecaster, List<LabeledPattern> calibration, Tails tails, double... stepScales) {
    return calibrate(
        forecaster, calibration, tails, StepScales.of(forecaster.shape().horizon(), stepScales));
  }

  private static SplitConformal calibrate(
      Forecaster forecaster, List<LabeledPattern> calibration, Tails tails, StepScales scales) {
    Checks.atLeast(1, calibration.size(), "number of calibration examples");
    return new SplitConformal(
        forecaster, tails, scales, ErrorRows.of(forecaster, calibration), false);
  }

  /**
   * Calibrates with errors of forecasts that were made elsewhere: gives the wrapper that {@link
   * #calibrate(Forecaster, List, Tails, double...)} gives of the same examples.
   *
   * @param forecaster the forecaster to wrap, which made the forecasts
   * @param residuals one a calibration example, in their order, at least one, of no category
   * @param tails how intervals of a step divide the probability they leave out
   * @param stepScales how large the errors of each step are relative to one another, all positive;
   *     √ of the step's number if none is given
   * @return the wrapper
   * @throws IllegalArgumentException if there is no residual, one has not an error a step or has a
   *     category or weight, or the scales are not so
   */
  public static SplitConformal ofResiduals(
      Forecaster forecaster, List<Residual> residuals, Tails tails, double... stepScales) {
    int horizon = forecaster.shape().horizon();
    Checks.atLeast(1, residuals.size(), "number of residuals");
    for (Residual residual : residuals) {
      if (!residual.category().isEmpty() || residual.weight() != 1) {
        throw new IllegalArgumentException(
            "a residual has the category '"
                + residual.category()
                + "' and the weight "
                + residual.weight()
                + "; expected none and 1");
      }
    }
    StepScales scales =
        stepScales.length == 0
            ? StepScales.ofRandomWalk(horizon)
            : StepScales.of(horizon, stepScales);
    return new SplitConformal(
        forecaster, tails, scales, ErrorRows.ofResiduals(horizon, residuals), false);
  }

  /**
   * The same wrapper of outcomes that are whole numbers: its {@linkplain #distribution
   * distributions} have all their mass on them. Intervals stay as they are; {@link
   * org.forecast4j.Interval#roundedInward} ends them at whole numbers.
   *
   * @return a wrapper of the same forecaster and errors
   */
  public SplitConformal onWholeNumbers() {
    return new SplitConformal(forecaster, tails, stepScales, errors, calibration, true);
  }

  @Override
  public Forecaster forecaster() {
    return forecaster;
  }

  /**
   * How intervals of a step divide the probability they leave out.
   *
   * @return the tails it was calibrated with
   */
  public Tails tails() {
    return tails;
  }

  @Override
  public int calibrationSize() {
    return calibration.size();
  }

  @Override
  public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
    return calibration.intervals(pattern, forecast, confidence, difficulties, 1);
  }

  @Override
  public Optional<PredictiveDistribution> distribution(
      Pattern pattern, Forecast forecast, int step) {
    PredictiveDistribution distribution =
        calibration.distribution(step).around(forecast.step(step));
    return Optional.of(wholeNumbers ? distribution.onWholeNumbers() : distribution);
  }

  @Override
  public SplitConformal observe(IntervalForecast forecast, double... actual) {
    return around(forecaster.observe(forecast.pattern(), actual));
  }

  @Override
  public SplitConformal frozen() {
    return around(forecaster.frozen());
  }

  /** The same errors around another state of the forecaster. */
  private SplitConformal around(Forecaster next) {
    return next == forecaster
        ? this
        : new SplitConformal(next, tails, stepScales, errors, calibration, wholeNumbers);
  }

  /**
   * Its portable form, for a bundle; the forecaster is not part of it.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, wholeNumbers ? OF_WHOLE_NUMBERS : 1).putEnum(tails);
    stepScales.write(out);
    ErrorRows.write(out, errors);
    return out.toBytes();
  }

  /**
   * Restores a wrapper to the bit.
   *
   * @param forecaster the forecaster it was calibrated for
   * @param bytes what {@link #toBytes} gave
   * @return the wrapper
   * @throws IllegalArgumentException if the bytes are damaged, saying how, or do not fit the
   *     forecaster's shape
   */
  public static SplitConformal fromBytes(Forecaster forecaster, byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, OF_WHOLE_NUMBERS, bytes);
    Tails tails = in.getEnum(Tails.class);
    StepScales stepScales = StepScales.read(in, forecaster.shape().horizon());
    double[][] errors = ErrorRows.read(in, stepScales.horizon());
    in.end();
    boolean wholeNumbers = in.version() == OF_WHOLE_NUMBERS;
    return new SplitConformal(forecaster, tails, stepScales, errors, wholeNumbers);
  }
}
