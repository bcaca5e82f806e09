package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Comparator;
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

  /** What weighs less than this relative to the best form is left out. */
  private static final double LEAST_SHARE = 1e-4;

  private final String name;
  private final int period;
  private final @Nullable SmoothingForm form;
  private final boolean averaged;

  private ExponentialSmoothing(
      String name, int period, @Nullable SmoothingForm form, boolean averaged) {
    this.name = name;
    this.period = Checks.atLeast(1, period, "period");
    this.form = form;
    this.averaged = averaged;
  }

  /**
   * Chooses the form for each history.
   *
   * @param period how many values make a season, 1 if there is none
   * @return the model, called {@code ets}
   * @throws IllegalArgumentException if the period is below 1
   */
  public static ExponentialSmoothing chosen(int period) {
    return new ExponentialSmoothing("ets", period, null, false);
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
        "ets_" + form.toString().toLowerCase(Locale.ROOT), period, form, false);
  }

  /**
   * Lets all forms that suit a history forecast together, each with its Akaike weight: where
   * several explain a short history about as well, no single one is relied on.
   *
   * @param period how many values make a season, 1 if there is none
   * @return the model, called {@code ets}
   * @throws IllegalArgumentException if the period is below 1
   * @see <a href="https://doi.org/10.1007/b97636">Burnham and Anderson 2002, Model Selection and
   *     Multimodel Inference</a>
   */
  public static ExponentialSmoothing averaged(int period) {
    return new ExponentialSmoothing("ets", period, null, true);
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * The form that explains a history best, or the one that was given.
   *
   * @param history the values so far
   * @return empty if the history is too short or constant, and its last value is repeated
   * @throws IllegalArgumentException as {@link #forecast} throws it
   */
  public Optional<SmoothingForm> form(double[] history) {
    Histories.require(history, 1);
    return isContinued(history)
        ? Optional.empty()
        : Optional.of(best(fits(history, unit(history))).form());
  }

  @Override
  public double[] forecast(double[] history, int horizon) {
    Histories.require(history, horizon);
    if (isContinued(history)) {
      return new SeasonalNaive(1).forecast(history, horizon);
    }
    double unit = unit(history);
    List<SmoothingFit> fits = fits(history, unit);
    double[] path = averaged ? mean(fits, horizon) : best(fits).path(horizon);
    for (int step = 0; step < horizon; step++) {
      path[step] *= unit;
    }
    return Histories.bounded(path);
  }

  private static SmoothingFit best(List<SmoothingFit> fits) {
    return fits.stream().min(Comparator.comparingDouble(SmoothingFit::aicc)).orElseThrow();
  }

  private static double[] mean(List<SmoothingFit> fits, int horizon) {
    SmoothingFit best = best(fits);
    double[] sum = new double[horizon];
    double weights = 0;
    for (SmoothingFit fit : fits) {
      double weight = fit == best ? 1 : Math.exp((best.aicc() - fit.aicc()) / 2);
      if (weight > LEAST_SHARE) {
        double[] path = fit.path(horizon);
        for (int step = 0; step < horizon; step++) {
          sum[step] += weight * path[step];
        }
        weights += weight;
      }
    }
    for (int step = 0; step < horizon; step++) {
      sum[step] /= weights;
    }
    return sum;
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

  private List<SmoothingFit> fits(double[] history, double unit) {
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
      return List.of(SmoothingFit.of(form, values, period));
    }
    boolean seasonal = period > 1 && period <= LONGEST_PERIOD && history.length >= 2L * period;
    List<SmoothingFit> fits = new ArrayList<>();
    for (SmoothingForm candidate : SmoothingForm.candidates(seasonal, positive)) {
      if (fits.isEmpty() || candidate.parameters(period) < values.length - 1) {
        fits.add(SmoothingFit.of(candidate, values, period));
      }
    }
    return fits;
  }

  @Override
  public String toString() {
    return name + " of period " + period;
  }
}
