package org.forecast4j.lstm;

import java.util.List;

/**
 * The outcome of a training run.
 *
 * @param weights those after the epoch with the lowest validation loss
 * @param epochs every epoch, in order
 * @param ending why training ended
 */
public record TrainedLstm(LstmWeights weights, List<TrainingEpoch> epochs, Ending ending) {
  /** Copies the epochs. */
  public TrainedLstm {
    epochs = List.copyOf(epochs);
  }

  /** Why training ended. */
  public enum Ending {
    /** The validation loss did not fall for as many epochs as patience lasts. */
    NO_IMPROVEMENT,
    /** All epochs were done. */
    LAST_EPOCH,
    /** It was asked to stop. */
    CANCELLED
  }

  /**
   * The epoch that the weights are from.
   *
   * @return the one with the lowest validation loss
   */
  public TrainingEpoch best() {
    TrainingEpoch best = epochs.get(0);
    for (TrainingEpoch epoch : epochs) {
      best = epoch.isBest() ? epoch : best;
    }
    return best;
  }
}
