/**
 * Benchmarks. Run with {@code mvn -Pbenchmark verify -DskipTests -pl forecast-benchmarks -am
 * -Djmh.args="Lstm -t 2"}.
 */
@NullMarked
package org.forecast4j.benchmarks;

import org.jspecify.annotations.NullMarked;
