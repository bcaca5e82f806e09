package org.forecast4j.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/**
 * Minimises a function inside a box without derivatives. Deterministic.
 *
 * @see <a href="https://doi.org/10.1093/comjnl/7.4.308">Nelder and Mead 1965, A simplex method for
 *     function minimization</a>
 */
final class NelderMead {
  private static final double FLAT = 1e-8;

  private final ToDoubleFunction<double[]> function;
  private final double[] low;
  private final double[] high;
  private final Corner[] simplex;
  private int calls;

  private record Corner(double[] at, double value) {}

  private NelderMead(
      ToDoubleFunction<double[]> function, double[] low, double[] high, int corners) {
    this.function = function;
    this.low = low;
    this.high = high;
    simplex = new Corner[corners];
  }

  /**
   * The best point found.
   *
   * @param start where to begin, inside the box
   * @param steps how far the first simplex reaches along each axis, not 0
   * @param low the box's least coordinates
   * @param high the box's greatest coordinates
   * @param most how often the function may be called, about
   */
  static double[] minimize(
      ToDoubleFunction<double[]> function,
      double[] start,
      double[] steps,
      double[] low,
      double[] high,
      int most) {
    NelderMead search = new NelderMead(function, low, high, start.length + 1);
    search.begin(start, steps);
    while (search.calls < most && !search.isFlat()) {
      search.step();
    }
    return search.simplex[0].at;
  }

  private void begin(double[] start, double[] steps) {
    simplex[0] = corner(start.clone());
    for (int i = 0; i < start.length; i++) {
      double[] at = start.clone();
      at[i] += at[i] + steps[i] > high[i] ? -steps[i] : steps[i];
      simplex[i + 1] = corner(at);
    }
    sort();
  }

  private Corner corner(double[] at) {
    for (int i = 0; i < at.length; i++) {
      at[i] = Math.max(low[i], Math.min(high[i], at[i]));
    }
    calls++;
    return new Corner(at, function.applyAsDouble(at));
  }

  private void sort() {
    Arrays.sort(simplex, Comparator.comparingDouble(Corner::value));
  }

  private boolean isFlat() {
    double best = simplex[0].value;
    double worst = simplex[simplex.length - 1].value;
    return worst - best <= FLAT * (Math.abs(best) + FLAT);
  }

  private void step() {
    int last = simplex.length - 1;
    Corner worst = simplex[last];
    Corner reflected = along(1);
    if (reflected.value < simplex[0].value) {
      Corner expanded = along(2);
      simplex[last] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[last - 1].value) {
      simplex[last] = reflected;
    } else {
      Corner contracted = along(reflected.value < worst.value ? 0.5 : -0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) {
        simplex[last] = contracted;
      } else {
        shrink();
      }
    }
    sort();
  }

  /** The point on the line from the worst corner through the middle of the others. */
  private Corner along(double beyond) {
    int last = simplex.length - 1;
    double[] worst = simplex[last].at;
    double[] at = new double[last];
    for (int i = 0; i < last; i++) {
      double middle = 0;
      for (int k = 0; k < last; k++) {
        middle += simplex[k].at[i];
      }
      middle /= last;
      at[i] = middle + beyond * (middle - worst[i]);
    }
    return corner(at);
  }

  private void shrink() {
    double[] best = simplex[0].at;
    for (int k = 1; k < simplex.length; k++) {
      double[] at = simplex[k].at.clone();
      for (int i = 0; i < at.length; i++) {
        at[i] = (at[i] + best[i]) / 2;
      }
      simplex[k] = corner(at);
    }
  }
}
