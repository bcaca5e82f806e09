package org.forecast4j.dl4j;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.lstm.LstmWeights;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trained weights in ND4J's memory, never written after they are copied there.
 *
 * @param layers what the cells of each layer read
 * @param head from the last hidden states to the outputs
 * @param known from the covariates of the head to the outputs; without a row if there are none
 * @param bias of the outputs
 */
record Nd4jWeights(List<Layer> layers, INDArray head, INDArray known, INDArray bias)
    implements AutoCloseable {
  /** The matrices and biases of one layer. */
  record Layer(INDArray input, INDArray recurrent, INDArray bias) {}

  static Nd4jWeights of(LstmWeights weights) {
    int outputs = weights.encoding().outputs();
    int split = weights.hidden() * outputs;
    float[] head = weights.headWeights();
    return new Nd4jWeights(
        weights.layers().stream().map(Nd4jWeights::layer).toList(),
        matrix(Arrays.copyOf(head, split), outputs),
        matrix(Arrays.copyOfRange(head, split, head.length), outputs),
        Nd4j.createFromArray(weights.headBias()));
  }

  private static Layer layer(LstmWeights.Layer layer) {
    int width = 4 * layer.hidden();
    return new Layer(
        matrix(layer.inputWeights(), width),
        matrix(layer.recurrentWeights(), width),
        Nd4j.createFromArray(layer.bias()));
  }

  private static INDArray matrix(float[] values, int width) {
    long rows = values.length / width;
    return rows == 0 ? Nd4j.empty() : Nd4j.create(values, new long[] {rows, width}, 'c');
  }

  @Override
  public void close() {
    for (Layer layer : layers) {
      layer.input.close();
      layer.recurrent.close();
      layer.bias.close();
    }
    head.close();
    if (!known.isEmpty()) {
      known.close();
    }
    bias.close();
  }
}
