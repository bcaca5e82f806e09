package org.forecast4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The forecasts of {@link LstmForecaster}, to about 1e-6 in standardised units, computed by ND4J:
 * for large batches on a GPU. On a CPU {@link LstmForecaster} is faster, alone and in batches.
 *
 * <p>Rows are computed in blocks of fixed size, the last one filled up, so a row has the same bits
 * alone and in any batch; a single forecast costs a whole block.
 *
 * <p>Safe for concurrent use: it relies on nothing of DL4J's layers, whose {@code output} is
 * synchronized and whose {@code rnnTimeStep} fails under threads. Callers share only the weights,
 * which nobody writes, and the native {@code lstmLayer} operation, which keeps no state; the arrays
 * of a block belong to the call, which frees them before it returns. Memory outside the heap is
 * bounded by the weights and one block for each concurrent caller.
 */
public final class Dl4jLstmForecaster implements Forecaster, AutoCloseable {
  /** Data as batch, steps, channels; forward; sigmoid gates; tanh for cell and output. */
  private static final long[] FORM = {1, 0, 2, 0, 0};

  private static final int CPU_BLOCK = 32;
  private static final int GPU_BLOCK = 1024;

  private final LstmForecaster portable;
  private final LstmEncoding encoding;
  private final int block;
  private final List<INDArray[]> layers = new ArrayList<>();
  private final INDArray headWeights;
  private final INDArray headBias;

  /** Held for reading while forecasting, so that closing cannot free what is in use. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean isClosed;

  @SuppressWarnings("try")
  private Dl4jLstmForecaster(LstmWeights weights, int block) {
    this.portable = LstmForecaster.of(weights);
    this.encoding = weights.encoding();
    this.block = block;
    long hidden = weights.hidden();
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      for (LstmWeights.Layer layer : weights.layers()) {
        layers.add(
            new INDArray[] {
              matrix(layer.inputWeights(), layer.inputs()),
              matrix(layer.recurrentWeights(), hidden),
              Nd4j.createFromArray(layer.bias())
            });
      }
      headWeights = matrix(weights.headWeights(), hidden + encoding.headInputs());
      headBias = Nd4j.createFromArray(weights.headBias());
    }
  }

  private static INDArray matrix(float[] values, long rows) {
    return Nd4j.create(values, new long[] {rows, values.length / rows}, 'c');
  }

  /**
   * Copies trained weights to ND4J's memory.
   *
   * @param weights what was learned
   * @return a forecaster, to be closed
   * @throws IllegalArgumentException if the layers have one hidden state, which ND4J's operation
   *     fails on
   */
  public static Dl4jLstmForecaster of(LstmWeights weights) {
    Checks.atLeast(2, weights.hidden(), "hidden");
    boolean isCpu = Backend.start().name().equals("CPU");
    return new Dl4jLstmForecaster(weights, isCpu ? CPU_BLOCK : GPU_BLOCK);
  }

  /**
   * What was learned.
   *
   * @return the weights
   */
  public LstmWeights weights() {
    return portable.weights();
  }

  @Override
  public String name() {
    return portable.name();
  }

  @Override
  public Shape shape() {
    return portable.shape();
  }

  @Override
  public Map<String, String> covariates() {
    return portable.covariates();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if closed
   */
  @Override
  public Forecast forecast(Pattern pattern) {
    return forecastAll(List.of(pattern)).get(0);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if closed
   */
  @Override
  @SuppressWarnings("try")
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    lock.readLock().lock();
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      if (isClosed) {
        throw new IllegalStateException("the forecaster is closed");
      }
      for (int from = 0; from < patterns.size(); from += block) {
        List<Pattern> rows = patterns.subList(from, Math.min(from + block, patterns.size()));
        float[] outputs = compute(rows);
        for (int row = 0; row < rows.size(); row++) {
          double[] path = encoding.decode(rows.get(row), outputs, row * encoding.outputs());
          forecasts.add(Forecast.of(path));
        }
      }
    } finally {
      lock.readLock().unlock();
    }
    return List.copyOf(forecasts);
  }

  private float[] compute(List<Pattern> rows) {
    int steps = encoding.shape().inputLength();
    int channels = encoding.channels();
    int known = encoding.headInputs();
    float[] sequences = new float[block * steps * channels];
    float[] headInputs = new float[block * known];
    for (int row = 0; row < rows.size(); row++) {
      encoding.encode(rows.get(row), sequences, row * steps * channels, headInputs, row * known);
    }
    List<INDArray> owned = new ArrayList<>();
    try {
      INDArray states = own(owned, Nd4j.create(sequences, new long[] {block, steps, channels}));
      for (int i = 0; i < layers.size(); i++) {
        states = own(owned, lstm(states, layers.get(i), i == layers.size() - 1));
      }
      if (known > 0) {
        INDArray given = own(owned, Nd4j.create(headInputs, new long[] {block, known}));
        states = own(owned, Nd4j.concat(1, states, given));
      }
      INDArray products = own(owned, states.mmul(headWeights));
      INDArray outputs = own(owned, products.addRowVector(headBias));
      return own(owned, outputs.dup('c')).data().asFloat();
    } finally {
      owned.forEach(INDArray::close);
    }
  }

  private static INDArray own(List<INDArray> owned, INDArray array) {
    owned.add(array);
    return array;
  }

  /** The hidden states of every step, or of the last alone. */
  private static INDArray lstm(INDArray inputs, INDArray[] weights, boolean isLast) {
    boolean hasBias = true;
    boolean hasLengths = false;
    boolean hasInitialH = false;
    boolean hasInitialC = false;
    boolean hasPeepholes = false;
    boolean returnsC = false;
    DynamicCustomOp op =
        DynamicCustomOp.builder("lstmLayer")
            .addInputs(inputs, weights[0], weights[1], weights[2])
            .addFloatingPointArguments(0.0)
            .addBooleanArguments(
                hasBias,
                hasLengths,
                hasInitialH,
                hasInitialC,
                hasPeepholes,
                !isLast,
                isLast,
                returnsC)
            .build();
    op.addIArgument(FORM);
    return Nd4j.exec(op)[0];
  }

  /** Frees the weights, after the forecasts that are under way. Closing again does nothing. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!isClosed) {
        isClosed = true;
        for (INDArray[] layer : layers) {
          for (INDArray array : layer) {
            array.close();
          }
        }
        headWeights.close();
        headBias.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
