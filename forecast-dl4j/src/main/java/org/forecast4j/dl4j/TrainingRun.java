package org.forecast4j.dl4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.lstm.TrainedLstm;
import org.forecast4j.lstm.TrainingEpoch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;

/** One training run: epoch after epoch until nothing improves, all are done or it is cancelled. */
final class TrainingRun {
  private final LstmTrainer.Settings settings;
  private final Dl4jNetwork network;
  private final EncodedExamples examples;
  private final Validation validation;
  private final List<TrainingEpoch> epochs = new ArrayList<>();
  private @Nullable LstmWeights best;

  TrainingRun(
      LstmTrainer.Settings settings,
      Dl4jNetwork network,
      EncodedExamples examples,
      Validation validation) {
    this.settings = settings;
    this.network = network;
    this.examples = examples;
    this.validation = validation;
  }

  TrainedLstm finish(
      @Nullable Path checkpoint, Consumer<TrainingEpoch> listener, BooleanSupplier isCancelled) {
    String fingerprint = settings + " on " + examples.checksum() + " and " + validation.checksum();
    if (checkpoint != null && Files.exists(checkpoint)) {
      resume(Checkpoint.read(checkpoint, fingerprint));
    }
    while (best == null || !isOver()) {
      OptionalDouble loss = trainOnce(epochs.size() + 1, isCancelled);
      if (loss.isEmpty()) {
        return ended(TrainedLstm.Ending.CANCELLED);
      }
      TrainingEpoch epoch = endEpoch(loss.getAsDouble());
      if (checkpoint != null) {
        checkpoint(fingerprint).write(checkpoint);
      }
      listener.accept(epoch);
    }
    return ended(
        epochsSinceBest() >= settings.patience()
            ? TrainedLstm.Ending.NO_IMPROVEMENT
            : TrainedLstm.Ending.LAST_EPOCH);
  }

  private void resume(Checkpoint from) {
    epochs.addAll(from.epochs());
    best = from.best();
    network.restore(from.current(), from.updaterState(), from.iterations(), from.epochs().size());
  }

  private Checkpoint checkpoint(String fingerprint) {
    return new Checkpoint(
        fingerprint,
        network.parameters(),
        bestSoFar(),
        network.updaterState(),
        network.iterations(),
        epochs);
  }

  private TrainedLstm ended(TrainedLstm.Ending ending) {
    return new TrainedLstm(bestSoFar(), epochs, ending);
  }

  private LstmWeights bestSoFar() {
    if (best == null) {
      throw new CancellationException("cancelled before the end of the first epoch");
    }
    return best;
  }

  private boolean isOver() {
    return epochsSinceBest() >= settings.patience() || epochs.size() >= settings.maxEpochs();
  }

  private int epochsSinceBest() {
    int since = 0;
    for (TrainingEpoch epoch : epochs) {
      since = epoch.isBest() ? 0 : since + 1;
    }
    return since;
  }

  /** Goes through the examples once and returns the mean loss, or nothing if cancelled. */
  private OptionalDouble trainOnce(int epoch, BooleanSupplier isCancelled) {
    Random random = new Random(settings.seed() * 31 + epoch);
    Nd4j.getRandom().setSeed(random.nextLong());
    int[] order = shuffled(examples.count(), random);
    double sum = 0;
    for (int from = 0; from < order.length; from += settings.batch()) {
      if (isCancelled.getAsBoolean()) {
        return OptionalDouble.empty();
      }
      int to = Math.min(from + settings.batch(), order.length);
      double loss = network.fit(examples, order, from, to);
      if (!Double.isFinite(loss)) {
        String where = " in epoch " + epoch + ", batch " + (from / settings.batch() + 1);
        throw new IllegalStateException(
            "loss is " + loss + where + "; expected a finite number" + hint());
      }
      sum += loss * (to - from);
    }
    return OptionalDouble.of(sum / order.length);
  }

  private static int[] shuffled(int count, Random random) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    for (int i = count - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }

  private TrainingEpoch endEpoch(double trainingLoss) {
    network.endEpoch();
    int number = epochs.size() + 1;
    try {
      LstmWeights weights = network.weights();
      Validation.Errors errors = validation.of(weights);
      boolean isBest = epochs.stream().allMatch(epoch -> errors.loss() < epoch.validationLoss());
      best = isBest ? weights : best;
      TrainingEpoch epoch =
          new TrainingEpoch(number, trainingLoss, errors.loss(), errors.mae(), isBest);
      epochs.add(epoch);
      return epoch;
    } catch (IllegalArgumentException notFinite) {
      String where = "after epoch " + number + ", batch " + batches();
      throw new IllegalStateException(where + ": " + notFinite.getMessage() + hint(), notFinite);
    }
  }

  private int batches() {
    return (examples.count() + settings.batch() - 1) / settings.batch();
  }

  private String hint() {
    return " (learning rate " + settings.learningRate() + ")";
  }
}
