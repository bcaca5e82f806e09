package org.forecast4j.lstm;

import java.util.List;
import java.util.function.Consumer;
import org.forecast4j.LabeledPattern;

/**
 * Trains networks. The core serves them and has no training of its own: {@code forecast-dl4j}
 * brings one, which {@link java.util.ServiceLoader} finds, so that a program that trains runs
 * without it too.
 *
 * <p>An implementation has a public constructor without parameters, is safe for concurrent use, and
 * gives the same weights for the same arguments.
 */
public interface LstmTraining {
  /**
   * Trains a network, keeping the weights of the epoch with the lowest loss on the validation
   * examples. The time is proportional to epochs, examples, steps and the square of the hidden
   * states.
   *
   * @param settings its size and how it is trained
   * @param training examples of one shape that carry the covariates of the settings
   * @param validation later examples of the same shape, at least one
   * @param listener told of every epoch, in the calling thread
   * @return the weights and the course of training
   * @throws IllegalArgumentException if shapes or covariates differ
   * @throws IllegalStateException if a loss or a weight is not finite
   */
  TrainedLstm train(
      LstmSettings settings,
      List<LabeledPattern> training,
      List<LabeledPattern> validation,
      Consumer<TrainingEpoch> listener);
}
