package org.forecast4j.series;

import java.util.Arrays;

/** What is done where a value of a series is not known. */
public enum Gaps {
  /** A gap is an error. */
  REFUSE,
  /** The value before stays; before the first value, the first. */
  LAST_VALUE,
  /** A line from the value before to the one after; at the ends, the nearest value stays. */
  INTERPOLATE;

  /**
   * Closes the gaps of a series.
   *
   * @param series the series
   * @return its values, none NaN
   * @throws IllegalArgumentException if there is a gap and gaps are refused, naming its time, or
   *     there is nothing but gaps
   */
  public double[] close(TimeSeries series) {
    double[] values = series.values();
    int known = -1;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        continue;
      }
      if (i > known + 1) {
        refuse(series, known + 1);
        fill(values, known, i);
      }
      known = i;
    }
    if (known < values.length - 1) {
      refuse(series, known + 1);
      if (known < 0) {
        throw new IllegalArgumentException(
            "series " + series.id() + " has " + count(values.length) + "; expected a value");
      }
      Arrays.fill(values, known + 1, values.length, values[known]);
    }
    return values;
  }

  /** Gaps in words. */
  static String count(int gaps) {
    return gaps + (gaps == 1 ? " gap" : " gaps");
  }

  private void refuse(TimeSeries series, int index) {
    if (this == REFUSE) {
      throw new IllegalArgumentException(
          "series "
              + series.id()
              + " has no value at "
              + series.timeline().text(index)
              + "; expected no gap");
    }
  }

  /** Fills what lies between two known values, the first of which may be missing. */
  private void fill(double[] values, int before, int after) {
    for (int i = before + 1; i < after; i++) {
      double share = (double) (i - before) / (after - before);
      values[i] =
          before < 0
              ? values[after]
              : this == LAST_VALUE
                  ? values[before]
                  : values[before] + (values[after] - values[before]) * share;
    }
  }
}
