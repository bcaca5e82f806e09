/**
 * NBA games: play-by-play import, minute margins, team ratings and the tracking of live scores. The
 * only package that knows what a basketball is.
 */
@NullMarked
package org.forecast4j.basketball;

import org.jspecify.annotations.NullMarked;
