package org.forecast4j.series;

/**
 * Where exponential smoothing begins: the season of a classical decomposition, and the line through
 * the first values without it.
 *
 * @param season indices by place modulo their number; a single neutral one if there is no season
 * @param level the level before the first value
 * @param spread how far off the level may well be
 * @param slope the change a step
 * @param slopeSpread how far off the slope may well be
 */
record SmoothingStart(
    double[] season, double level, double spread, double slope, double slopeSpread) {
  private static final int FIRST_VALUES = 10;

  static SmoothingStart of(SmoothingForm form, double[] values, int period) {
    SeasonalAdjustment season =
        switch (form.season()) {
          case NONE -> SeasonalAdjustment.none();
          case ADDITIVE -> SeasonalAdjustment.additive(values, period);
          case MULTIPLICATIVE -> SeasonalAdjustment.multiplicative(values, period);
        };
    double[] adjusted = season.adjust(values);
    int count = Math.min(adjusted.length, Math.max(FIRST_VALUES, 2 * season.period()));
    double mean = Histories.mean(adjusted, 0, count);
    double slope = form.isTrended() ? Histories.slope(adjusted, count) : 0;
    double level = mean - slope * (count + 1) / 2;
    double change = 0;
    for (int i = 1; i < adjusted.length; i++) {
      change += Math.abs(adjusted[i] - adjusted[i - 1]);
    }
    double spread = change / Math.max(1, adjusted.length - 1);
    spread = spread > 0 ? spread : 1e-6;
    boolean isRelative = form.needsPositive();
    return new SmoothingStart(
        season.indices(),
        isRelative && !(level > 0) ? adjusted[0] : level,
        spread,
        slope,
        spread / 4);
  }
}
