package org.forecast4j.series;

/** What is done where a value of a series is not known. */
public enum Gaps {
  /** A gap is an error. */
  REFUSE,
  /** The value before stays. */
  LAST_VALUE,
  /** A line from the value before to the one after; after the last value, that one stays. */
  INTERPOLATE;

  /**
   * Closes the gaps of a series from its {@linkplain TimeSeries#begun first value} on.
   *
   * @param series the series
   * @return its values since then, none NaN
   * @throws IllegalArgumentException if there is a gap and gaps are refused, naming its time, or
   *     there is nothing but gaps
   */
  public double[] close(TimeSeries series) {
    TimeSeries begun = series.begun();
    double[] values = begun.values();
    if (Double.isNaN(values[0])) {
      throw new IllegalArgumentException(
          "series " + series.id() + " has " + count(values.length) + "; expected a value");
    }
    int known = 0;
    for (int i = 1; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        fill(begun, values, known, i);
        known = i;
      }
    }
    fill(begun, values, known, values.length);
    return values;
  }

  /** Gaps in words. */
  static String count(int gaps) {
    return gaps + (gaps == 1 ? " gap" : " gaps");
  }

  /** Fills what lies between a known value and the next, or the end. */
  private void fill(TimeSeries series, double[] values, int before, int after) {
    if (this == REFUSE && after > before + 1) {
      throw new IllegalArgumentException(
          "series "
              + series.id()
              + " has no value at "
              + series.timeline().text(before + 1L)
              + "; expected no gap");
    }
    double next = this == LAST_VALUE || after == values.length ? values[before] : values[after];
    for (int i = before + 1; i < after; i++) {
      double share = (double) (i - before) / (after - before);
      values[i] = values[before] + (next - values[before]) * share;
    }
  }
}
