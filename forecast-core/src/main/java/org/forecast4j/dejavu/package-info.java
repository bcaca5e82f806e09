/**
 * Analog forecasting: what followed the past patterns most like this one. A {@link
 * org.forecast4j.dejavu.PatternDatabase} holds the past, a {@link
 * org.forecast4j.dejavu.DejavuForecaster} finds the nearest patterns, exactly, and puts together
 * what came after them.
 */
@NullMarked
package org.forecast4j.dejavu;

import org.jspecify.annotations.NullMarked;
