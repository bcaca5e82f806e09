/**
 * The vocabulary of forecast4j: a {@link org.forecast4j.Pattern} of observations goes into a {@link
 * org.forecast4j.Forecaster}, a {@link org.forecast4j.Forecast} of the following values comes out,
 * and a {@link org.forecast4j.ConformalWrapper} puts intervals around it at the confidence asked
 * for.
 *
 * <p>Everything here is an immutable value or an interface whose implementations are immutable and
 * safe for any number of threads.
 */
@NullMarked
package org.forecast4j;

import org.jspecify.annotations.NullMarked;
