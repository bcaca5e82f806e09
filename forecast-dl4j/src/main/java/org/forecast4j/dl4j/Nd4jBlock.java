package org.forecast4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.Forecast;
import org.forecast4j.Pattern;
import org.forecast4j.lstm.LstmEncoding;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * ND4J's memory for the computation of a fixed number of rows, used over and over by one thread at
 * a time.
 *
 * <p>The steps are taken here, each by the native operation {@code lstmLayerCell}. The operation
 * {@code lstmLayer}, which takes them all and computes the same bits, loses 96 bytes outside the
 * heap for each step of each call.
 */
final class Nd4jBlock implements AutoCloseable {
  /** Sigmoid gates; tanh for cell and output. */
  private static final long[] ACTIVATIONS = {2, 0, 0};

  /** How BLAS writes products. */
  private static final char BY_COLUMN = 'f';

  private final LstmEncoding encoding;
  private final Nd4jWeights weights;
  private final int rows;
  private final DynamicCustomOp cell = DynamicCustomOp.builder("lstmLayerCell").build();
  private final List<INDArray> owned = new ArrayList<>();
  private final List<INDArray> states = new ArrayList<>();

  /** What to compute, step after step, layer after layer. */
  private final List<OpContext> cells = new ArrayList<>();

  private final INDArray sequences;
  private final INDArray last;
  private final INDArray outputs;
  private final INDArray outputsOfKnown;

  Nd4jBlock(LstmEncoding encoding, Nd4jWeights weights, int rows) {
    this.encoding = encoding;
    this.weights = weights;
    this.rows = rows;
    int steps = encoding.shape().inputLength();
    sequences = zeros(steps, rows, encoding.channels());
    for (Nd4jWeights.Layer layer : weights.layers()) {
      long hidden = layer.recurrent().size(0);
      states.add(zeros(rows, hidden));
      states.add(zeros(rows, hidden));
    }
    last = states.get(states.size() - 2);
    outputs = own(Nd4j.zeros(new long[] {rows, encoding.outputs()}, BY_COLUMN));
    outputsOfKnown = own(Nd4j.zeros(new long[] {rows, encoding.outputs()}, BY_COLUMN));
    for (int step = 0; step < steps; step++) {
      INDArray inputs = sequences.get(NDArrayIndex.point(step)).reshape(rows, encoding.channels());
      for (int i = 0; i < weights.layers().size(); i++) {
        INDArray h = states.get(2 * i);
        cells.add(cell(inputs, weights.layers().get(i), h, states.get(2 * i + 1)));
        inputs = h;
      }
    }
  }

  private INDArray zeros(long... shape) {
    return own(Nd4j.zeros(shape));
  }

  private INDArray own(INDArray array) {
    owned.add(array);
    return array;
  }

  /** One step of one layer, which replaces its hidden and cell states. */
  private static OpContext cell(INDArray inputs, Nd4jWeights.Layer layer, INDArray h, INDArray c) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    boolean hasBias = true;
    boolean hasPeepholes = false;
    context.setBArguments(hasBias, hasPeepholes);
    context.setIArguments(ACTIVATIONS);
    double noClipping = 0;
    context.setTArguments(noClipping);
    INDArray[] arrays = {inputs, layer.input(), layer.recurrent(), layer.bias(), h, c};
    for (int i = 0; i < arrays.length; i++) {
      context.setInputArray(i, arrays[i]);
    }
    context.setOutputArray(0, h);
    context.setOutputArray(1, c);
    return context;
  }

  /** The forecasts of at most as many patterns as there are rows. */
  List<Forecast> forecast(List<Pattern> patterns) {
    int width = encoding.outputs();
    float[] computed = compute(patterns);
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    for (int row = 0; row < patterns.size(); row++) {
      forecasts.add(Forecast.of(encoding.decode(patterns.get(row), computed, row * width)));
    }
    return forecasts;
  }

  private float[] compute(List<Pattern> patterns) {
    int steps = encoding.shape().inputLength();
    int channels = encoding.channels();
    int headInputs = encoding.headInputs();
    float[] one = new float[steps * channels];
    float[] given = new float[steps * rows * channels];
    float[] known = new float[rows * headInputs];
    for (int row = 0; row < patterns.size(); row++) {
      encoding.encode(patterns.get(row), one, 0, known, row * headInputs);
      for (int step = 0; step < steps; step++) {
        System.arraycopy(one, step * channels, given, (step * rows + row) * channels, channels);
      }
    }
    try (INDArray input = Nd4j.create(given, sequences.shape(), 'c')) {
      sequences.assign(input);
    }
    states.forEach(state -> state.assign(0));
    cells.forEach(context -> Nd4j.exec(cell, context));
    last.mmuli(weights.head(), outputs);
    if (headInputs > 0) {
      try (INDArray input = Nd4j.create(known, new long[] {rows, headInputs}, 'c')) {
        input.mmuli(weights.known(), outputsOfKnown);
      }
      outputs.addi(outputsOfKnown);
    }
    outputs.addiRowVector(weights.bias());
    try (INDArray byRow = outputs.dup('c')) {
      return byRow.data().asFloat();
    }
  }

  /** Frees the arrays; the contexts hold none of their own. */
  @Override
  public void close() {
    owned.forEach(INDArray::close);
  }
}
