/**
 * NBA games: play-by-play import, minute margins, team ratings, the tracking of live scores, and
 * simulated games. The only package that knows what a basketball is.
 */
@NullMarked
package org.forecast4j.basketball;

import org.jspecify.annotations.NullMarked;
