package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.Aim;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.lstm.TrainedLstm;
import org.forecast4j.lstm.TrainingEpoch;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LstmTrainerTest {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final List<LabeledPattern> TRAINING = Examples.randomWalks(300, SHAPE, 1);
  private static final List<LabeledPattern> VALIDATION = Examples.randomWalks(100, SHAPE, 2);

  private static LstmTrainer.Builder small() {
    return LstmTrainer.builder()
        .layers(2)
        .hidden(6)
        .covariate(Examples.DRIFT, Use.HEAD)
        .learningRate(0.01, 0.9)
        .batch(32)
        .epochs(4, 4);
  }

  private static LstmTrainer.Settings settings(Aim aim) {
    return new LstmTrainer.Settings(
        2, 5, 0.1, Loss.SQUARED, List.of(), aim, Map.of(), 0.01, 1, 300, 1, 1, 7);
  }

  @Test
  void only_the_steps_that_are_aimed_at_count_in_the_loss_and_in_the_choice_of_the_epoch() {
    Backend.start();
    LstmEncoding encoding = LstmEncoding.fit(TRAINING, Map.of());
    INDArray targets = Nd4j.create(new double[] {0, 0, 0, 1, 1, 1}, new long[] {2, 3}, 'c');
    INDArray outputs = Nd4j.create(new double[] {1, 2, 3, 4, 5, 7}, new long[] {2, 3}, 'c');
    IActivation none = new ActivationIdentity();
    OutputLoss path = new OutputLoss(settings(Aim.WHOLE_PATH), encoding);
    OutputLoss last = new OutputLoss(settings(Aim.LAST_STEP), encoding);
    assertThat(path.computeScore(targets, outputs, none, null, true))
        .isCloseTo((1 + 4 + 9 + 9 + 16 + 36) / 6.0, within(1e-12));
    assertThat(last.computeScore(targets, outputs, none, null, true))
        .isCloseTo((9 + 36) / 2.0, within(1e-12));
    assertThat(last.computeGradient(targets, outputs, none, null).data().asDouble())
        .containsExactly(0, 0, 6, 0, 0, 12);

    LstmWeights weights =
        small().aim(Aim.LAST_STEP).epochs(1, 1).build().train(TRAINING, VALIDATION).weights();
    LstmForecaster forecaster = LstmForecaster.of(weights);
    double scale = weights.encoding().changes().scale()[2];
    double expected =
        VALIDATION.stream()
            .mapToDouble(
                each -> (forecaster.forecast(each.pattern()).point() - each.target()) / scale)
            .map(error -> error * error)
            .average()
            .orElseThrow();
    Validation validation = new Validation(settings(Aim.LAST_STEP), weights.encoding(), VALIDATION);
    assertThat(validation.of(weights).loss()).isCloseTo(expected, within(1e-9));
  }

  @Test
  void what_dl4j_computes_is_what_is_served_before_and_after_training() {
    for (Use use : Use.values()) {
      LstmEncoding encoding = LstmEncoding.fit(TRAINING, Map.of(Examples.DRIFT, use));
      LstmTrainer.Settings settings = settings(Aim.WHOLE_PATH);
      Backend.start();
      try (Dl4jNetwork network = new Dl4jNetwork(settings, encoding)) {
        agrees(network, network.weights());
        LstmWeights untrained = network.weights();
        EncodedExamples examples = new EncodedExamples(encoding, TRAINING);
        int[] order = IntStream.range(0, TRAINING.size()).toArray();
        for (int i = 0; i < 5; i++) {
          network.fit(examples, order, 0, order.length);
        }
        assertThat(network.weights()).isNotEqualTo(untrained);
        agrees(network, network.weights());
      }
    }
  }

  private static void agrees(Dl4jNetwork network, LstmWeights weights) {
    LstmEncoding encoding = weights.encoding();
    int[] order = {0, 5, 3, 99, 1};
    float[] outputs = network.outputs(new EncodedExamples(encoding, VALIDATION), order);
    LstmForecaster portable = LstmForecaster.of(weights);
    double[] scale = encoding.changes().scale();
    for (int row = 0; row < order.length; row++) {
      LabeledPattern example = VALIDATION.get(order[row]);
      double[] dl4j = encoding.decode(example.pattern(), outputs, row * encoding.outputs());
      double[] served = portable.forecast(example.pattern()).path();
      for (int step = 0; step < scale.length; step++) {
        assertThat((dl4j[step] - served[step]) / scale[step]).isCloseTo(0, within(1e-5));
      }
    }
  }

  @Test
  void it_learns_what_the_covariate_says() {
    TrainedLstm trained =
        small().learningRate(0.03, 0.9).epochs(15, 15).build().train(TRAINING, VALIDATION);
    assertThat(trained.best().number()).isGreaterThan(1);
    assertThat(trained.best().validationMae()).isLessThan(persistenceMae());
    LstmForecaster lstm = LstmForecaster.of(trained.weights());
    LabeledPattern example = VALIDATION.get(0);
    double up = lstm.forecast(example.pattern().with(Examples.DRIFT, 6)).point();
    double down = lstm.forecast(example.pattern().with(Examples.DRIFT, -6)).point();
    assertThat(up).isGreaterThan(down + 1);
  }

  private static double persistenceMae() {
    return VALIDATION.stream()
        .mapToDouble(example -> Math.abs(example.target() - example.pattern().last()))
        .average()
        .orElseThrow();
  }

  @Test
  void the_same_seed_gives_the_same_bits_and_another_seed_other_ones() {
    TrainedLstm once = small().build().train(TRAINING, VALIDATION);
    TrainedLstm again = small().build().train(TRAINING, VALIDATION);
    assertThat(again.weights().toBytes()).isEqualTo(once.weights().toBytes());
    assertThat(again.epochs()).isEqualTo(once.epochs());
    assertThat(small().seed(2).build().train(TRAINING, VALIDATION).weights())
        .isNotEqualTo(once.weights());
  }

  @Test
  void runs_that_go_on_at_once_do_not_disturb_each_other() throws Exception {
    List<TrainedLstm> alone = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<TrainedLstm>> together = new ArrayList<>();
      for (int seed = 1; seed <= 3; seed++) {
        LstmTrainer trainer = small().seed(seed).build();
        alone.add(trainer.train(TRAINING, VALIDATION));
      }
      for (int seed = 1; seed <= 3; seed++) {
        LstmTrainer trainer = small().seed(seed).build();
        together.add(threads.submit(() -> trainer.train(TRAINING, VALIDATION)));
      }
      for (int i = 0; i < alone.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void every_loss_is_learned() {
    List<LstmTrainer.Builder> builders =
        List.of(
            small().loss(Loss.ABSOLUTE),
            small().loss(Loss.HUBER),
            small().loss(Loss.PINBALL),
            small().quantiles(0.1, 0.5, 0.9));
    for (LstmTrainer.Builder builder : builders) {
      TrainedLstm trained = builder.build().train(TRAINING, VALIDATION);
      List<TrainingEpoch> epochs = trained.epochs();
      assertThat(epochs.get(3).trainingLoss()).isLessThan(0.99 * epochs.get(0).trainingLoss());
    }
  }

  @Test
  void quantiles_cover_about_as_often_as_they_say() {
    TrainedLstm trained =
        small().quantiles(0.1, 0.5, 0.9).epochs(15, 15).build().train(TRAINING, VALIDATION);
    LstmForecaster lstm = LstmForecaster.of(trained.weights());
    int inside = 0;
    for (LabeledPattern example : VALIDATION) {
      double[] last = lstm.quantiles(example.pattern())[SHAPE.horizon() - 1];
      inside += last[0] <= example.target() && example.target() <= last[2] ? 1 : 0;
    }
    assertThat(inside).isBetween(60, 95);
  }

  @Test
  void the_slope_of_every_loss_is_its_derivative() {
    for (Loss loss : Loss.values()) {
      for (double error : new double[] {-2.5, -0.7, -0.1, 0.2, 0.8, 3}) {
        double numeric = (loss.of(error + 1e-6, 0.3) - loss.of(error - 1e-6, 0.3)) / 2e-6;
        assertThat(loss.slope(error, 0.3)).isCloseTo(numeric, within(1e-6));
      }
    }
  }

  @Test
  void it_stops_when_nothing_improves_and_keeps_the_best_epoch() {
    TrainedLstm trained =
        small().learningRate(0.1, 1).epochs(60, 3).build().train(TRAINING, VALIDATION);
    assertThat(trained.ending()).isEqualTo(TrainedLstm.Ending.NO_IMPROVEMENT);
    int best = trained.best().number();
    assertThat(trained.epochs()).hasSize(best + 3);
    TrainedLstm untilBest =
        small().learningRate(0.1, 1).epochs(best, 60).build().train(TRAINING, VALIDATION);
    assertThat(untilBest.ending()).isEqualTo(TrainedLstm.Ending.LAST_EPOCH);
    assertThat(untilBest.weights()).isEqualTo(trained.weights());
  }

  @Test
  void training_resumed_from_a_checkpoint_ends_in_the_same_bits(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("training.bin");
    TrainedLstm whole = small().build().train(TRAINING, VALIDATION);
    int[] batches = {0};
    TrainedLstm half =
        small()
            .checkpoint(file)
            .cancelWhen(() -> batches[0]++ == 25)
            .build()
            .train(TRAINING, VALIDATION);
    assertThat(half.ending()).isEqualTo(TrainedLstm.Ending.CANCELLED);
    assertThat(half.epochs()).hasSize(2).isEqualTo(whole.epochs().subList(0, 2));
    List<Integer> seen = new ArrayList<>();
    TrainedLstm resumed =
        small()
            .checkpoint(file)
            .listener(epoch -> seen.add(epoch.number()))
            .build()
            .train(TRAINING, VALIDATION);
    assertThat(seen).containsExactly(3, 4);
    assertThat(resumed.epochs()).isEqualTo(whole.epochs());
    assertThat(resumed.weights().toBytes()).isEqualTo(whole.weights().toBytes());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_checkpoint_that_is_damaged_or_of_other_settings_or_examples_is_refused(
      @TempDir Path folder) throws IOException {
    Path file = folder.resolve("training.bin");
    small().epochs(1, 1).checkpoint(file).build().train(TRAINING, VALIDATION);
    assertThatThrownBy(() -> small().seed(5).checkpoint(file).build().train(TRAINING, VALIDATION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed=1")
        .hasMessageContaining("seed=5");
    LstmTrainer same = small().epochs(1, 1).checkpoint(file).build();
    assertThatThrownBy(() -> same.train(TRAINING.subList(1, 300), VALIDATION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is of training with");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> same.train(TRAINING, VALIDATION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("lstm-training file is damaged");
  }

  @Test
  void a_checkpoint_of_settings_without_end_is_refused_in_few_words(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("long");
    Files.write(file, new BinaryWriter("lstm-training", 1).putString("\n".repeat(9_000)).toBytes());
    LstmTrainer trainer = small().epochs(1, 1).checkpoint(file).build();
    assertThatThrownBy(() -> trainer.train(TRAINING, VALIDATION))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is of training with \\u000a\\u000a")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2_000));
  }

  @Test
  void cancelled_before_the_first_epoch_there_is_nothing_to_return() {
    LstmTrainer cancelled = small().cancelWhen(() -> true).build();
    assertThatThrownBy(() -> cancelled.train(TRAINING, VALIDATION))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void a_loss_that_is_no_number_stops_naming_epoch_and_batch() {
    LstmTrainer wild = small().learningRate(1e200, 1).build();
    assertThatThrownBy(() -> wild.train(TRAINING, VALIDATION))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("loss is (NaN|Infinity) in epoch 1, batch \\d+; expected .*1.0E200.*");
  }

  @Test
  void weights_that_are_no_numbers_after_the_last_batch_stop_naming_it_too() {
    LstmTrainer wild = small().learningRate(1e38, 1).batch(300).build();
    assertThatThrownBy(() -> wild.train(TRAINING, VALIDATION))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "after epoch 1, batch 1: .*expected (a finite number|-1.0E30 to 1.0E30).*1.0E38.*");
  }

  @Test
  void bad_settings_are_named() {
    assertThatThrownBy(() -> LstmTrainer.builder().hidden(0))
        .hasMessage("hidden is 0; expected at least 1");
    assertThatThrownBy(() -> LstmTrainer.builder().dropout(1))
        .hasMessage("dropout is 1.0; expected at least 0 and below 1");
    assertThatThrownBy(() -> LstmTrainer.builder().learningRate(0, 1))
        .hasMessageContaining("learningRate is 0.0");
    assertThatThrownBy(() -> small().build().train(TRAINING, List.of()))
        .hasMessage("number of validation examples is 0; expected at least 1");
  }
}
