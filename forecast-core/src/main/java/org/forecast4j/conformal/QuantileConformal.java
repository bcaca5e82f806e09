package org.forecast4j.conformal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.Atoms;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * Conformalized quantile regression: the interval between two expected quantiles, widened, or
 * narrowed, on either side by as much as covers with the confidence asked for. It is as wide as the
 * quantiles say where forecasting is hard, and covers whatever they are: with n exchangeable
 * examples with probability ⌈(n+1)c⌉/(n+1). Where that rank exceeds n the interval is infinite.
 *
 * <p>The band widens the quantiles of each step by the same multiple of the step's scale. Intervals
 * at different confidences rest on different quantiles and may cross a little. What is calibrated
 * stays that of the calibration examples: {@link #observe} hands outcomes to the forecaster and
 * changes nothing else, and is this wrapper where that does not learn.
 *
 * <p>The first interval at a confidence asks for two quantiles of every calibration example; then
 * an interval asks for two and takes O(1) a step. What {@value #MAX_CONFIDENCES} confidences need
 * is kept. Immutable and safe for concurrent use.
 *
 * @see <a href="https://arxiv.org/abs/1905.03222">Romano, Patterson, Candès 2019, Conformalized
 *     quantile regression</a>
 */
public final class QuantileConformal implements ConformalWrapper {
  private static final String KIND = "quantile-conformal";

  /** The version of a file that says nothing more than the second, but of whole numbers. */
  private static final int OF_WHOLE_NUMBERS = 3;

  private static final int MAX_CONFIDENCES = 64;

  private final Forecaster forecaster;
  private final ConditionalQuantiles quantiles;
  private final StepScales stepScales;
  private final List<LabeledPattern> calibration;
  private final List<Forecast> forecasts;
  private final PredictiveDistribution.Errors[] signed;
  private final boolean wholeNumbers;

  /** By confidence how far outcomes lie outside, one row a step, then the band's. */
  private final Map<Double, Atoms[]> excesses = new ConcurrentHashMap<>();

  private QuantileConformal(
      Forecaster forecaster,
      ConditionalQuantiles quantiles,
      List<LabeledPattern> calibration,
      StepScales stepScales,
      List<Forecast> forecasts,
      PredictiveDistribution.Errors[] signed,
      boolean wholeNumbers) {
    this.forecaster = forecaster;
    this.quantiles = quantiles;
    this.stepScales = stepScales;
    this.calibration = calibration;
    this.forecasts = forecasts;
    this.signed = signed;
    this.wholeNumbers = wholeNumbers;
  }

  /**
   * Calibrates with random-walk scales.
   *
   * @param forecaster the forecaster to wrap
   * @param quantiles what is expected, not learned from the calibration examples
   * @param calibration examples that neither was fitted on, at least one
   * @return the wrapper
   * @throws IllegalArgumentException if there is no example or one has another shape
   */
  public static QuantileConformal calibrate(
      Forecaster forecaster, ConditionalQuantiles quantiles, List<LabeledPattern> calibration) {
    StepScales scales = StepScales.ofRandomWalk(forecaster.shape().horizon());
    return calibrate(forecaster, quantiles, calibration, scales);
  }

  /**
   * Calibrates.
   *
   * @param forecaster the forecaster to wrap
   * @param quantiles what is expected, not learned from the calibration examples
   * @param calibration examples that neither was fitted on, at least one
   * @param stepScales by how much each step of the band is widened relative to the others, all
   *     positive
   * @return the wrapper
   * @throws IllegalArgumentException if there is no example, one has another shape, or the scales
   *     are not so
   */
  public static QuantileConformal calibrate(
      Forecaster forecaster,
      ConditionalQuantiles quantiles,
      List<LabeledPattern> calibration,
      double... stepScales) {
    return calibrate(
        forecaster,
        quantiles,
        calibration,
        StepScales.of(forecaster.shape().horizon(), stepScales));
  }

  private static QuantileConformal calibrate(
      Forecaster forecaster,
      ConditionalQuantiles quantiles,
      List<LabeledPattern> calibration,
      StepScales scales) {
    Checks.atLeast(1, calibration.size(), "number of calibration examples");
    forecaster.shape().requireAll(calibration);
    List<Forecast> forecasts =
        forecaster.forecastAll(calibration.stream().map(LabeledPattern::pattern).toList());
    return of(forecaster, quantiles, calibration, scales, forecasts);
  }

  private static QuantileConformal of(
      Forecaster forecaster,
      ConditionalQuantiles quantiles,
      List<LabeledPattern> calibration,
      StepScales scales,
      List<Forecast> forecasts) {
    PredictiveDistribution.Errors[] signed =
        Arrays.stream(ErrorRows.of(forecaster.shape(), forecasts, calibration))
            .map(PredictiveDistribution.Errors::of)
            .toArray(PredictiveDistribution.Errors[]::new);
    return new QuantileConformal(
        forecaster, quantiles, List.copyOf(calibration), scales, forecasts, signed, false);
  }

  /**
   * The same wrapper of outcomes that are whole numbers: its {@linkplain #distribution
   * distributions} have all their mass on them. Intervals stay as they are, whatever quantiles are
   * expected; {@link Interval#roundedInward} ends them at whole numbers.
   *
   * @return a wrapper of the same forecaster, quantiles and calibration
   */
  public QuantileConformal onWholeNumbers() {
    return with(forecaster, true);
  }

  private QuantileConformal with(Forecaster next, boolean whole) {
    return new QuantileConformal(
        next, quantiles, calibration, stepScales, forecasts, signed, whole);
  }

  @Override
  public Forecaster forecaster() {
    return forecaster;
  }

  @Override
  public int calibrationSize() {
    return calibration.size();
  }

  @Override
  public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
    Checks.probability(confidence, "confidence");
    int horizon = stepScales.horizon();
    Checks.length(horizon, forecast.horizon(), "forecast path");
    double level = Ranks.complement(confidence);
    Atoms[] held = excesses(level);
    List<Interval> steps = new ArrayList<>(horizon);
    List<Interval> band = new ArrayList<>(horizon);
    double bandExcess = held[horizon].upper(level, 1);
    double[] lower = expected(pattern, forecast, level / 2);
    double[] upper = expected(pattern, forecast, 1 - level / 2);
    for (int step = 0; step < horizon; step++) {
      double excess = held[step].upper(level, 1);
      steps.add(widened(lower[step], upper[step], excess));
      band.add(widened(lower[step], upper[step], bandExcess * stepScales.of(step)));
    }
    return new IntervalForecast(pattern, forecast, confidence, steps, band);
  }

  private static Interval widened(double lower, double upper, double excess) {
    return Calibration.interval(lower - excess, upper + excess);
  }

  private double[] expected(Pattern pattern, Forecast forecast, double probability) {
    double[] expected = quantiles.of(pattern, forecast, probability);
    Checks.length(stepScales.horizon(), expected.length, "expected quantiles");
    return Checks.values(expected, "expected quantiles");
  }

  private Atoms[] excesses(double level) {
    Atoms[] held = excesses.get(level);
    if (held == null) {
      held = computed(level);
      if (excesses.size() < MAX_CONFIDENCES) {
        excesses.put(level, held);
      }
    }
    return held;
  }

  private Atoms[] computed(double level) {
    int horizon = stepScales.horizon();
    double[][] rows = new double[horizon + 1][calibration.size()];
    Arrays.fill(rows[horizon], Double.NEGATIVE_INFINITY);
    for (int i = 0; i < rows[0].length; i++) {
      Pattern pattern = calibration.get(i).pattern();
      double[] lower = expected(pattern, forecasts.get(i), level / 2);
      double[] upper = expected(pattern, forecasts.get(i), 1 - level / 2);
      for (int step = 0; step < horizon; step++) {
        double actual = calibration.get(i).outcome(step);
        rows[step][i] = Math.max(lower[step] - actual, actual - upper[step]);
        rows[horizon][i] = Math.max(rows[horizon][i], rows[step][i] / stepScales.of(step));
      }
    }
    Atoms[] sorted = new Atoms[rows.length];
    for (int row = 0; row < rows.length; row++) {
      Arrays.sort(rows[row]);
      sorted[row] = Atoms.of(rows[row]);
    }
    return sorted;
  }

  /** From the forecaster's errors, whatever quantiles were expected. */
  @Override
  public Optional<PredictiveDistribution> distribution(
      Pattern pattern, Forecast forecast, int step) {
    PredictiveDistribution distribution = signed[step].around(forecast.step(step));
    return Optional.of(wholeNumbers ? distribution.onWholeNumbers() : distribution);
  }

  @Override
  public QuantileConformal observe(IntervalForecast forecast, double... actual) {
    return around(forecaster.observe(forecast.pattern(), actual));
  }

  @Override
  public QuantileConformal frozen() {
    return around(forecaster.frozen());
  }

  /** The same calibration around another state of the forecaster. */
  private QuantileConformal around(Forecaster next) {
    return next == forecaster ? this : with(next, wholeNumbers);
  }

  /**
   * Its portable form, for a bundle: the calibration examples without their names, with what was
   * forecast of them. The forecaster and the quantiles are not part of it.
   *
   * @return bytes for {@link #restore}
   */
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, wholeNumbers ? OF_WHOLE_NUMBERS : 2);
    stepScales.write(out);
    out.putInt(calibration.size());
    for (LabeledPattern example : calibration) {
      out.putDoubles(example.pattern().values()).putInt(example.pattern().covariates().size());
      example.pattern().covariates().forEach((name, value) -> out.putString(name).putDouble(value));
      out.putDoubles(example.outcome());
    }
    forecasts.forEach(made -> out.putDoubles(made.path()));
    return out.toBytes();
  }

  /**
   * Restores a wrapper to the bit.
   *
   * @param forecaster the forecaster it was calibrated for
   * @param quantiles the quantiles it was calibrated with
   * @param bytes what {@link #toBytes} gave
   * @return the wrapper
   * @throws IllegalArgumentException if the bytes are damaged, saying how, or do not fit the
   *     forecaster's shape
   */
  public static QuantileConformal restore(
      Forecaster forecaster, ConditionalQuantiles quantiles, byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, OF_WHOLE_NUMBERS, bytes);
    StepScales stepScales = StepScales.read(in, forecaster.shape().horizon());
    int count = in.getInt(1, bytes.length, "number of calibration examples");
    List<LabeledPattern> calibration = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Pattern pattern = Pattern.of(in.getDoubles(forecaster.shape().inputLength(), "pattern"));
      int covariates = in.getInt(0, bytes.length, "number of covariates");
      for (int c = 0; c < covariates; c++) {
        pattern = pattern.with(in.getString(), in.getDouble());
      }
      double[] outcome = in.getDoubles(forecaster.shape().horizon(), "outcome");
      calibration.add(LabeledPattern.of("", LocalDate.EPOCH, pattern, outcome));
    }
    // The first version was written by forecasters that did not learn: they forecast the same
    // again.
    if (in.version() == 1) {
      in.end();
      return calibrate(forecaster, quantiles, calibration, stepScales);
    }
    List<Forecast> forecasts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      forecasts.add(Forecast.of(in.getDoubles(forecaster.shape().horizon(), "forecast")));
    }
    in.end();
    QuantileConformal plain = of(forecaster, quantiles, calibration, stepScales, forecasts);
    return in.version() == OF_WHOLE_NUMBERS ? plain.onWholeNumbers() : plain;
  }
}
