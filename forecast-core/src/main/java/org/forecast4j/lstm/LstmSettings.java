package org.forecast4j.lstm;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.internal.Checks;

/**
 * A network to train and how: with Adam, on squared errors.
 *
 * @param layers LSTM layers, at least 1
 * @param hidden hidden states of each layer, at least 1
 * @param covariates where each covariate enters the network, by its name
 * @param learningRate the step size in the first epoch, more than 0
 * @param decay what the step size is multiplied by after each epoch, more than 0
 * @param batch examples in a batch, at least 1
 * @param maxEpochs epochs at most, at least 1
 * @param patience epochs without a lower validation loss after which training ends, at least 1
 * @param seed what everything random is drawn from
 */
public record LstmSettings(
    int layers,
    int hidden,
    SortedMap<String, LstmEncoding.Use> covariates,
    double learningRate,
    double decay,
    int batch,
    int maxEpochs,
    int patience,
    long seed) {
  /**
   * Checks and copies its arguments.
   *
   * @throws IllegalArgumentException if a number is out of its bounds
   */
  public LstmSettings {
    Checks.atLeast(1, layers, "layers");
    Checks.atLeast(1, hidden, "hidden");
    Checks.positive(learningRate, "learningRate");
    Checks.positive(decay, "decay");
    Checks.atLeast(1, batch, "batch");
    Checks.atLeast(1, maxEpochs, "maxEpochs");
    Checks.atLeast(1, patience, "patience");
    covariates = Collections.unmodifiableSortedMap(new TreeMap<>(covariates));
  }
}
