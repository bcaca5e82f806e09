/**
 * From long series to forecasts: {@link org.forecast4j.series.SeriesModel}s read the whole history
 * of one series, where a {@link org.forecast4j.Forecaster} reads a short pattern.
 */
@NullMarked
package org.forecast4j.series;

import org.jspecify.annotations.NullMarked;
