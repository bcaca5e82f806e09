/**
 * Pictures of forecasts and of how good they are, drawn without a screen: {@link
 * org.forecast4j.plot.FanChart} a forecast, {@link org.forecast4j.plot.ReliabilityDiagram}, {@link
 * org.forecast4j.plot.CoverageChart} and {@link org.forecast4j.plot.PitHistogram} whether intervals
 * keep what they promise, {@link org.forecast4j.plot.MethodComparison} many methods side by side,
 * {@link org.forecast4j.plot.TrainingCurve} and {@link org.forecast4j.plot.WeightPath} how a model
 * came to be. Each is a {@link org.forecast4j.plot.Plot}: a PNG, an SVG or an image in memory.
 *
 * <p>Every picture can be read without colours. Pictures are immutable and safe for concurrent use;
 * the same numbers give the same bytes on the same Java with the same fonts. A machine needs a font
 * to draw with.
 */
@NullMarked
package org.forecast4j.plot;

import org.jspecify.annotations.NullMarked;
