/** A job of Apache Flink that forecasts games from a stream of scores. */
@NullMarked
package org.forecast4j.examples.flink;

import org.jspecify.annotations.NullMarked;
