package org.forecast4j.series;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Exponential smoothing in its innovations form, the ETS family. Unless a {@link SmoothingForm} is
 * given, each that suits the history is fitted by maximum likelihood and the one of the least
 * corrected information criterion forecasts. Weights are bounded as usual: α from 0.0001 to 0.9999,
 * β at most α, γ at most 1 − α, the damping φ from 0.8 to 0.98.
 *
 * <p>A season needs at least two seasons of values and a period of at most 24; ratios need values
 * that are all positive. Fewer than five values, and a constant history, are continued with the
 * last value. O(n) for each of some hundred tries of each form. The first level and slope are
 * fitted with the weights; the first season is that of a classical decomposition.
 */
public final class ExponentialSmoothing implements SeriesModel {
  private static final int FEWEST_VALUES = 5;
  private static final int LONGEST_PERIOD = 24;

  private final String name;
  private final int period;
  private final @Nullable SmoothingForm form;

  private ExponentialSmoothing(String name, int period, @Nullable SmoothingForm form) {
    this.name = name;
    this.period = Checks.atLeast(1, period, "period");
    this.form = form;
  }

  /**
   * Chooses the form for each history.
   *
   * @param period how many values make a season, 1 if there is none
   * @return the model, called {@code ets}
   * @throws IllegalArgumentException if the period is below 1
   */
  public static ExponentialSmoothing chosen(int period) {
    return new ExponentialSmoothing("ets", period, null);
  }

  /**
   * Always uses one form; a history that does not suit it is refused.
   *
   * @param form the form
   * @param period how many values make a season, at least 2 if the form has one
   * @return the model, called {@code ets_} and the form's letters in lower case
   * @throws IllegalArgumentException if the period does not suit the form
   */
  public static ExponentialSmoothing given(SmoothingForm form, int period) {
    Checks.atLeast(form.isSeasonal() ? 2 : 1, period, "period of " + form);
    return new ExponentialSmoothing(
        "ets_" + form.toString().toLowerCase(Locale.ROOT), period, form);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * The form that it forecasts a history with.
   *
   * @param history the values so far
   * @return empty if the history is too short or constant, and its last value is repeated
   * @throws IllegalArgumentException as {@link #forecast} throws it
   */
  public Optional<SmoothingForm> form(double[] history) {
    Histories.require(history, 1);
    return isContinued(history)
        ? Optional.empty()
        : Optional.of(fit(history, unit(history)).form());
  }

  @Override
  public double[] forecast(double[] history, int horizon) {
    Histories.require(history, horizon);
    if (isContinued(history)) {
      return new SeasonalNaive(1).forecast(history, horizon);
    }
    double unit = unit(history);
    double[] path = fit(history, unit).path(horizon);
    for (int step = 0; step < horizon; step++) {
      path[step] *= unit;
    }
    return Histories.bounded(path);
  }

  private static boolean isContinued(double[] history) {
    return history.length < FEWEST_VALUES || Histories.isConstant(history);
  }

  /** The mean magnitude. */
  private static double unit(double[] history) {
    double sum = 0;
    for (double value : history) {
      sum += Math.abs(value);
    }
    return sum / history.length;
  }

  private SmoothingFit fit(double[] history, double unit) {
    double[] values = new double[history.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = history[i] / unit;
    }
    boolean positive = Histories.isPositive(history);
    if (form != null) {
      if (form.needsPositive() && !positive) {
        throw new IllegalArgumentException(
            "the history has a value that is not positive; " + form + " expects positive values");
      }
      return SmoothingFit.of(form, values, period);
    }
    boolean seasonal = period > 1 && period <= LONGEST_PERIOD && history.length >= 2 * period;
    List<SmoothingForm> candidates = SmoothingForm.candidates(seasonal, positive);
    SmoothingFit best = SmoothingFit.of(candidates.get(0), values, period);
    for (SmoothingForm candidate : candidates.subList(1, candidates.size())) {
      if (candidate.parameters(period) >= values.length - 1) {
        continue;
      }
      SmoothingFit fit = SmoothingFit.of(candidate, values, period);
      if (fit.aicc() < best.aicc()) {
        best = fit;
      }
    }
    return best;
  }

  @Override
  public String toString() {
    return name + " of period " + period;
  }
}
