package org.forecast4j.cli;

import java.util.List;
import java.util.Optional;
import org.forecast4j.lstm.LstmTraining;
import org.forecast4j.lstm.TrainingEpoch;

/** What members are trained with, and what comes of it beside them. */
final class Course {
  private final long seed;
  private final Optional<LstmTraining> lstm;
  private final Progress progress;
  private List<TrainingEpoch> curve = List.of();

  /** With a trainer of networks, where there is one. */
  Course(long seed, Optional<LstmTraining> lstm, Progress progress) {
    this.seed = seed;
    this.lstm = lstm;
    this.progress = progress;
  }

  long seed() {
    return seed;
  }

  Optional<LstmTraining> lstm() {
    return lstm;
  }

  Progress progress() {
    return progress;
  }

  /** How the chosen network was trained; empty without one. */
  List<TrainingEpoch> curve() {
    return curve;
  }

  void keep(List<TrainingEpoch> epochs) {
    curve = List.copyOf(epochs);
  }
}
