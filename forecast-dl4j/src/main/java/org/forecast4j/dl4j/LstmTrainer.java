package org.forecast4j.dl4j;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.forecast4j.Aim;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Checks;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.lstm.TrainedLstm;
import org.forecast4j.lstm.TrainingEpoch;
import org.jspecify.annotations.Nullable;

/**
 * Trains an LSTM on DL4J with Adam, keeping the weights of the epoch with the lowest loss on the
 * validation examples. The gradient of each layer is clipped at norm 1.
 *
 * <p>The same settings and examples give the same bits, with a checkpoint in between or without:
 * everything random is drawn from the seed, and ND4J is given one thread. The kernels that OpenBLAS
 * takes for one processor or another round differently; training is done in double precision and
 * the weights are then rounded to floats, so that the difference all but never reaches them.
 * Immutable; one training run uses one thread and several may go on at once.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba 2015, Adam</a>
 */
public final class LstmTrainer {
  private final Settings settings;
  private final Consumer<TrainingEpoch> listener;
  private final BooleanSupplier isCancelled;
  private final @Nullable Path checkpoint;

  private LstmTrainer(Builder builder) {
    this.settings = builder.settings();
    this.listener = builder.listener;
    this.isCancelled = builder.isCancelled;
    this.checkpoint = builder.checkpoint;
  }

  /** What decides the result. */
  record Settings(
      int layers,
      int hidden,
      double dropout,
      Loss loss,
      List<Double> quantiles,
      Aim aim,
      Map<String, Use> covariates,
      double learningRate,
      double decay,
      int batch,
      int maxEpochs,
      int patience,
      long seed) {}

  /**
   * Starts with 2 layers of 64, dropout 0.1, squared loss of the whole path, no covariate, learning
   * rate 0.001 without decay, batches of 128, at most 100 epochs, a patience of 10 and seed 1.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Settings of a training run. Not safe for concurrent use. */
  public static final class Builder {
    private int layers = 2;
    private int hidden = 64;
    private double dropout = 0.1;
    private Loss loss = Loss.SQUARED;
    private double[] quantiles = {};
    private Aim aim = Aim.WHOLE_PATH;
    private final SortedMap<String, Use> covariates = new TreeMap<>();
    private double learningRate = 1e-3;
    private double decay = 1;
    private int batch = 128;
    private int maxEpochs = 100;
    private int patience = 10;
    private long seed = 1;
    private Consumer<TrainingEpoch> listener = epoch -> {};
    private BooleanSupplier isCancelled = () -> false;
    private @Nullable Path checkpoint;

    private Builder() {}

    private Settings settings() {
      return new Settings(
          layers,
          hidden,
          dropout,
          loss,
          Arrays.stream(quantiles).boxed().toList(),
          aim,
          new TreeMap<>(covariates),
          learningRate,
          decay,
          batch,
          maxEpochs,
          patience,
          seed);
    }

    /**
     * Sets the number of LSTM layers.
     *
     * @param layers at least 1
     * @return this
     */
    public Builder layers(int layers) {
      this.layers = Checks.atLeast(1, layers, "layers");
      return this;
    }

    /**
     * Sets the number of hidden states of each layer.
     *
     * @param hidden at least 1
     * @return this
     */
    public Builder hidden(int hidden) {
      this.hidden = Checks.atLeast(1, hidden, "hidden");
      return this;
    }

    /**
     * Sets the part of the hidden states that is dropped between layers while training.
     *
     * @param dropout at least 0 and below 1
     * @return this
     */
    public Builder dropout(double dropout) {
      if (!(dropout >= 0 && dropout < 1)) {
        throw new IllegalArgumentException(
            "dropout is " + dropout + "; expected at least 0 and below 1");
      }
      this.dropout = dropout;
      return this;
    }

    /**
     * Sets what is minimised, forecasting one number a step.
     *
     * @param loss what an error costs; {@link Loss#PINBALL} without {@link #quantiles} is that of
     *     the median
     * @return this
     */
    public Builder loss(Loss loss) {
      this.loss = loss;
      this.quantiles = new double[0];
      return this;
    }

    /**
     * Forecasts quantiles of every step, minimising their {@link Loss#PINBALL} losses.
     *
     * @param levels ascending, strictly between 0 and 1, 0.5 among them
     * @return this
     */
    public Builder quantiles(double... levels) {
      Checks.atLeast(1, levels.length, "number of quantiles");
      this.quantiles = levels.clone();
      this.loss = Loss.PINBALL;
      return this;
    }

    /**
     * Sets which steps count in the loss that is minimised and, on the validation examples, in the
     * choice of the best epoch: the whole path unless set, each step in units of its own spread.
     * With {@link Aim#LAST_STEP} nothing is learned of the steps before the last: the forecasts of
     * these say nothing.
     *
     * @param chosen what counts
     * @return this
     */
    public Builder aim(Aim chosen) {
      this.aim = chosen;
      return this;
    }

    /**
     * Uses a covariate.
     *
     * @param name its name, carried by every example
     * @param use where it enters the network
     * @return this
     */
    public Builder covariate(String name, Use use) {
      covariates.put(name, use);
      return this;
    }

    /**
     * Sets the step size of Adam.
     *
     * @param learningRate more than 0, in the first epoch
     * @param decay what it is multiplied by after each epoch, more than 0
     * @return this
     */
    public Builder learningRate(double learningRate, double decay) {
      this.learningRate = Checks.positive(learningRate, "learningRate");
      this.decay = Checks.positive(decay, "decay");
      return this;
    }

    /**
     * Sets the number of examples in a batch.
     *
     * @param batch at least 1
     * @return this
     */
    public Builder batch(int batch) {
      this.batch = Checks.atLeast(1, batch, "batch");
      return this;
    }

    /**
     * Sets when training ends.
     *
     * @param maxEpochs at least 1
     * @param patience epochs without a lower validation loss, at least 1
     * @return this
     */
    public Builder epochs(int maxEpochs, int patience) {
      this.maxEpochs = Checks.atLeast(1, maxEpochs, "maxEpochs");
      this.patience = Checks.atLeast(1, patience, "patience");
      return this;
    }

    /**
     * Sets what everything random is drawn from.
     *
     * @param seed any number
     * @return this
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets who is told of every epoch, in the training thread.
     *
     * @param listener called after each epoch
     * @return this
     */
    public Builder listener(Consumer<TrainingEpoch> listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Sets what is asked before every batch whether to stop.
     *
     * @param isCancelled true to stop
     * @return this
     */
    public Builder cancelWhen(BooleanSupplier isCancelled) {
      this.isCancelled = isCancelled;
      return this;
    }

    /**
     * Writes a checkpoint after every epoch, replacing the one before in one step. If the file is
     * there when training starts, training goes on from it.
     *
     * @param file in a folder that exists
     * @return this
     */
    public Builder checkpoint(Path file) {
      this.checkpoint = file;
      return this;
    }

    /**
     * The trainer.
     *
     * @return an immutable trainer
     */
    public LstmTrainer build() {
      return new LstmTrainer(this);
    }
  }

  /**
   * Trains.
   *
   * @param training examples of one shape that carry the covariates; the standardisation is fitted
   *     on them alone
   * @param validation later examples of the same shape, at least one
   * @return the weights of the best epoch and the course of training
   * @throws IllegalArgumentException if shapes or covariates differ, or the checkpoint is damaged
   *     or of other settings or examples
   * @throws IllegalStateException if a loss or a weight is not finite, naming epoch and batch
   * @throws CancellationException if cancelled before the end of the first epoch
   */
  public TrainedLstm train(List<LabeledPattern> training, List<LabeledPattern> validation) {
    Checks.atLeast(1, validation.size(), "number of validation examples");
    double[] levels = settings.quantiles().stream().mapToDouble(Double::doubleValue).toArray();
    LstmEncoding encoding = LstmEncoding.fit(training, settings.covariates(), levels);
    Backend.start();
    try (Dl4jNetwork network = new Dl4jNetwork(settings, encoding)) {
      EncodedExamples examples = new EncodedExamples(encoding, training);
      TrainingRun run =
          new TrainingRun(
              settings, network, examples, new Validation(settings, encoding, validation));
      return run.finish(checkpoint, listener, isCancelled);
    }
  }
}
