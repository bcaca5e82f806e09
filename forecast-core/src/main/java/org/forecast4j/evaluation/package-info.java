/**
 * How good a forecaster is, measured honestly: {@link org.forecast4j.evaluation.Split} keeps time
 * in order and outcomes out of a part that are known after it, {@link
 * org.forecast4j.evaluation.Evaluator} and {@link org.forecast4j.evaluation.Backtest} make each
 * forecast once, and {@link org.forecast4j.evaluation.Report} sums the forecasts up, overall and by
 * group, always beside {@linkplain org.forecast4j.Persistence persistence}. {@link
 * org.forecast4j.evaluation.Metrics} and {@link org.forecast4j.evaluation.Bootstrap} serve
 * forecasts made elsewhere as well.
 *
 * <p>Everything here is stateless or an immutable value, safe for concurrent use, and
 * deterministic: what is random takes a seed.
 */
@NullMarked
package org.forecast4j.evaluation;

import org.jspecify.annotations.NullMarked;
