package org.forecast4j.cli;

import org.forecast4j.internal.Text;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeasonalNaive;
import org.forecast4j.series.SeriesModel;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What forecasts are measured beside, as {@code --baseline} names it.
 *
 * @param name as it stands in results
 */
record Baseline(String name, SeasonalNaive model) implements SeriesModel {
  static final String EXPECTED =
      "persistence, seasonal_naive, or seasonal_naive:N for a season of N, 1 to "
          + PanelModel.MAX_STEPS;

  static final String PERSISTENCE = "persistence";

  private static final String SEASONAL = "seasonal_naive";

  /** Reads a name; a season without a length has the given one. */
  static Baseline of(CommandSpec spec, String name, int period) {
    if (name.equals(PERSISTENCE)) {
      return new Baseline(name, new SeasonalNaive(1));
    }
    if (name.equals(SEASONAL)) {
      return new Baseline(name, new SeasonalNaive(period));
    }
    String length = name.startsWith(SEASONAL + ":") ? name.substring(SEASONAL.length() + 1) : "";
    int season =
        (int)
            Text.wholeNumber(length, 1, PanelModel.MAX_STEPS)
                .orElseThrow(
                    () ->
                        new ParameterException(
                            spec.commandLine(),
                            "--baseline is '" + name + "'; expected " + EXPECTED));
    return new Baseline(SEASONAL + ":" + season, new SeasonalNaive(season));
  }

  /** Whether it forecasts the same, under whatever name. */
  boolean isSame(Baseline other) {
    return model.equals(other.model);
  }

  @Override
  public int fewestValues() {
    return model.fewestValues();
  }

  @Override
  public double[] forecast(double[] history, int horizon) {
    return model.forecast(history, horizon);
  }
}
