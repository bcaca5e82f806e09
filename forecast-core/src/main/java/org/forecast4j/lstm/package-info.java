/**
 * Trained LSTM networks served in plain Java: {@link org.forecast4j.lstm.LstmEncoding} says how
 * patterns become a network's inputs and its outputs a path, {@link
 * org.forecast4j.lstm.LstmWeights} holds what was learned, and {@link
 * org.forecast4j.lstm.LstmForecaster} computes. Training is in {@code forecast-dl4j}.
 */
@NullMarked
package org.forecast4j.lstm;

import org.jspecify.annotations.NullMarked;
