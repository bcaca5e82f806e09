package org.forecast4j.conformal;

import org.forecast4j.Forecast;
import org.forecast4j.Pattern;

/**
 * What kind of case a forecast is. Each category is calibrated on its own examples alone, so
 * coverage holds within each; one without enough of them gets the whole line.
 *
 * @see <a href="https://doi.org/10.1007/978-3-031-06649-8">Vovk, Gammerman, Shafer 2022,
 *     Algorithmic Learning in a Random World, on Mondrian predictors</a>
 */
@FunctionalInterface
public interface Category {
  /**
   * The category of a case.
   *
   * @param pattern the observations
   * @param forecast what was forecast from them
   * @return its name; the same for the same pattern and forecast. {@link Pattern#covariate} refuses
   *     a pattern that lacks what the category needs
   */
  String of(Pattern pattern, Forecast forecast);
}
