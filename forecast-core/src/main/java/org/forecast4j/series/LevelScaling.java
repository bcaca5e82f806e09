package org.forecast4j.series;

/** How values of series of different levels become alike. */
public enum LevelScaling {
  /** They stay as they are. */
  NONE(false, false),
  /** Ratios to the last value of the pattern, which must be positive. */
  RATIO_TO_LAST(true, false),
  /** Ratios to the mean of the pattern, which must be positive. */
  RATIO_TO_MEAN(true, true),
  /** Differences from the last value of the pattern. */
  DIFFERENCE_FROM_LAST(false, false),
  /** Differences from the mean of the pattern. */
  DIFFERENCE_FROM_MEAN(false, true);

  private final boolean ratio;
  private final boolean mean;

  LevelScaling(boolean ratio, boolean mean) {
    this.ratio = ratio;
    this.mean = mean;
  }

  /**
   * What the values of a pattern and its outcome are scaled by.
   *
   * @param pattern the values of the pattern, at least one
   * @return the level; 0 if nothing is scaled
   */
  public double level(double[] pattern) {
    return this == NONE ? 0 : mean ? Histories.mean(pattern) : pattern[pattern.length - 1];
  }

  /**
   * Whether values can be scaled by a level.
   *
   * @param level the level
   * @return false if ratios to it make no sense, because it is not positive
   */
  public boolean suits(double level) {
    return !ratio || level > 0;
  }

  /**
   * Scales.
   *
   * @param values values of the series
   * @param level what {@link #level} gave
   * @return as many scaled values
   */
  public double[] scale(double[] values, double level) {
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = ratio ? values[i] / level : values[i] - level;
    }
    return scaled;
  }

  /**
   * Undoes {@link #scale}.
   *
   * @param scaled scaled values, such as a forecast
   * @param level what {@link #level} gave
   * @return as many values of the series
   */
  public double[] restore(double[] scaled, double level) {
    double[] values = new double[scaled.length];
    for (int i = 0; i < scaled.length; i++) {
      values[i] = ratio ? scaled[i] * level : scaled[i] + level;
    }
    return values;
  }
}
