/**
 * What needs ND4J, and exchange with PyTorch: {@link org.forecast4j.dl4j.LstmTrainer} trains,
 * {@link org.forecast4j.dl4j.Dl4jLstmForecaster} forecasts batches, {@link
 * org.forecast4j.dl4j.PyTorchWeights} reads and writes what PyTorch trained.
 *
 * <p>On JDK 24 and later the JVM wants {@code --enable-native-access=ALL-UNNAMED
 * --sun-misc-unsafe-memory-access=allow}, or it warns on the standard error.
 */
@NullMarked
package org.forecast4j.dl4j;

import org.jspecify.annotations.NullMarked;
