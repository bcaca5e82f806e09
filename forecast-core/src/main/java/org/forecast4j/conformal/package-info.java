/**
 * Conformal prediction: intervals whose coverage holds in finite samples, whatever the forecaster.
 *
 * <p>Which one when:
 *
 * <ul>
 *   <li>Nothing drifts: {@link org.forecast4j.conformal.SplitConformal}. Exact coverage, nothing to
 *       tune, and an honest infinity where there are too few examples.
 *   <li>There are too few examples to hold some back, and refitting is cheap: {@link
 *       org.forecast4j.conformal.CrossConformal}.
 *   <li>Something drifts and outcomes become known: {@link
 *       org.forecast4j.conformal.AdaptiveConformal}. A decay a little below 1 forgets old errors
 *       and keeps probabilities true as well as intervals; ACI with a small step, AgACI or PID keep
 *       the share of misses right in the long run whatever comes. The larger the steps, the shorter
 *       the runs of misses and the wider, on average, the intervals.
 *   <li>Some patterns are harder than others: a {@link org.forecast4j.conformal.Difficulty}, or
 *       {@link org.forecast4j.conformal.QuantileConformal} where quantiles are at hand.
 *   <li>Coverage must hold within each kind of case: a {@link org.forecast4j.conformal.Category}.
 * </ul>
 */
@NullMarked
package org.forecast4j.conformal;

import org.jspecify.annotations.NullMarked;
