package org.forecast4j.lstm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.lstm.LstmEncoding.Use;

/**
 * A trained network: LSTM layers of one width over the input sequence, and a dense layer from the
 * last hidden state of the last one, and covariates, to the outputs. Immutable.
 *
 * <p>Every matrix is stored row by row, one row an input. The four gates of a layer are in
 * PyTorch's order: input, forget, cell, output, each {@link #hidden()} wide.
 *
 * @param encoding how patterns become its inputs, and its outputs a path
 * @param layers at least one, the first reading {@link LstmEncoding#channels()} inputs, the others
 *     the hidden states of the one before
 * @param headWeights {@code hidden + encoding.headInputs()} rows of {@code encoding.outputs()}
 * @param headBias one number an output
 * @see <a href="https://doi.org/10.1162/neco.1997.9.8.1735">Hochreiter and Schmidhuber 1997, Long
 *     Short-Term Memory</a>
 */
public record LstmWeights(
    LstmEncoding encoding, List<Layer> layers, float[] headWeights, float[] headBias) {
  private static final String KIND = "lstm";

  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if there is no layer, a length does not fit or a number is not
   *     finite
   */
  public LstmWeights {
    layers = List.copyOf(layers);
    headWeights = Checks.finite(headWeights.clone(), "head weights");
    headBias = Checks.finite(headBias.clone(), "head bias");
    Checks.atLeast(1, layers.size(), "number of layers");
    int hidden = layers.get(0).hidden();
    int inputs = encoding.channels();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Checks.length(layers.get(0).bias.length, layer.bias.length, "bias of layer " + i);
      Checks.length(inputs, layer.inputs(), "rows of input weights of layer " + i);
      inputs = hidden;
    }
    int outputs = encoding.outputs();
    Checks.length(outputs, headBias.length, "head bias");
    Checks.length(
        (long) (hidden + encoding.headInputs()) * outputs, headWeights.length, "head weights");
  }

  /**
   * One LSTM layer.
   *
   * @param inputWeights one row of {@code 4 · hidden} for each input
   * @param recurrentWeights one row of {@code 4 · hidden} for each hidden state
   * @param bias {@code 4 · hidden} numbers
   */
  public record Layer(float[] inputWeights, float[] recurrentWeights, float[] bias) {
    /**
     * Copies and checks its arguments.
     *
     * @throws IllegalArgumentException if the lengths do not fit each other or a number is not
     *     finite
     */
    public Layer {
      inputWeights = Checks.finite(inputWeights.clone(), "input weights");
      recurrentWeights = Checks.finite(recurrentWeights.clone(), "recurrent weights");
      bias = Checks.finite(bias.clone(), "bias");
      if (bias.length == 0 || bias.length % 4 != 0) {
        throw new IllegalArgumentException(
            "bias has length " + bias.length + "; expected a positive multiple of 4");
      }
      Checks.length(
          (long) bias.length * (bias.length / 4), recurrentWeights.length, "recurrent weights");
      if (inputWeights.length == 0 || inputWeights.length % bias.length != 0) {
        throw new IllegalArgumentException(
            "input weights have length "
                + inputWeights.length
                + "; expected a positive multiple of "
                + bias.length);
      }
    }

    /**
     * The number of inputs.
     *
     * @return at least 1
     */
    public int inputs() {
      return inputWeights.length / bias.length;
    }

    /**
     * The number of hidden states.
     *
     * @return at least 1
     */
    public int hidden() {
      return bias.length / 4;
    }

    /**
     * The weights of the inputs.
     *
     * @return a copy
     */
    @Override
    public float[] inputWeights() {
      return inputWeights.clone();
    }

    /**
     * The weights of the hidden states of the step before.
     *
     * @return a copy
     */
    @Override
    public float[] recurrentWeights() {
      return recurrentWeights.clone();
    }

    /**
     * The biases.
     *
     * @return a copy
     */
    @Override
    public float[] bias() {
      return bias.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Layer that
          && Arrays.equals(inputWeights, that.inputWeights)
          && Arrays.equals(recurrentWeights, that.recurrentWeights)
          && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(recurrentWeights) + Arrays.hashCode(bias);
    }

    @Override
    public String toString() {
      return "Layer[" + inputs() + "→" + hidden() + "]";
    }
  }

  /**
   * The width of every layer.
   *
   * @return at least 1
   */
  public int hidden() {
    return layers.get(0).hidden();
  }

  /**
   * The weights of the dense layer.
   *
   * @return a copy
   */
  @Override
  public float[] headWeights() {
    return headWeights.clone();
  }

  /**
   * The biases of the dense layer.
   *
   * @return a copy
   */
  @Override
  public float[] headBias() {
    return headBias.clone();
  }

  /**
   * Its portable form, for a bundle.
   *
   * @return bytes for {@link #fromBytes}
   */
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    Shape shape = encoding.shape();
    out.putInt(shape.inputLength()).putInt(shape.horizon());
    out.putDoubles(encoding.inputs().mean()).putDoubles(encoding.inputs().scale());
    out.putDoubles(encoding.changes().mean()).putDoubles(encoding.changes().scale());
    out.putInt(encoding.covariates().size());
    for (LstmCovariate covariate : encoding.covariates()) {
      out.putString(covariate.name()).putEnum(covariate.use());
      out.putDouble(covariate.mean()).putDouble(covariate.scale());
      out.putDoubles(covariate.imputation());
    }
    out.putDoubles(encoding.quantiles());
    out.putInt(layers.size());
    for (Layer layer : layers) {
      out.putFloats(layer.inputWeights).putFloats(layer.recurrentWeights).putFloats(layer.bias);
    }
    return out.putFloats(headWeights).putFloats(headBias).toBytes();
  }

  /**
   * Restores weights to the bit.
   *
   * @param bytes what {@link #toBytes} gave
   * @return the weights
   * @throws IllegalArgumentException if the bytes are damaged, saying how
   */
  public static LstmWeights fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    LstmEncoding encoding = readEncoding(in, bytes.length);
    List<Layer> layers = new ArrayList<>();
    int count = in.getInt(1, bytes.length, "number of layers");
    for (int i = 0; i < count; i++) {
      layers.add(new Layer(in.getFloats(), in.getFloats(), in.getFloats()));
    }
    LstmWeights weights = new LstmWeights(encoding, layers, in.getFloats(), in.getFloats());
    in.end();
    return weights;
  }

  private static LstmEncoding readEncoding(BinaryReader in, int most) {
    Shape shape = new Shape(in.getInt(1, most, "input length"), in.getInt(1, most, "horizon"));
    Standardisation inputs = new Standardisation(in.getDoubles(), in.getDoubles());
    Standardisation changes = new Standardisation(in.getDoubles(), in.getDoubles());
    List<LstmCovariate> covariates = new ArrayList<>();
    int count = in.getInt(0, most, "number of covariates");
    for (int i = 0; i < count; i++) {
      String name = in.getString();
      Use use = in.getEnum(Use.class);
      covariates.add(new LstmCovariate(name, use, in.getDouble(), in.getDouble(), in.getDoubles()));
    }
    return new LstmEncoding(shape, inputs, changes, covariates, in.getDoubles());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LstmWeights that
        && encoding.equals(that.encoding)
        && layers.equals(that.layers)
        && Arrays.equals(headWeights, that.headWeights)
        && Arrays.equals(headBias, that.headBias);
  }

  @Override
  public int hashCode() {
    return 31 * layers.hashCode() + Arrays.hashCode(headWeights);
  }

  @Override
  public String toString() {
    return "LstmWeights[" + encoding.shape() + ", layers=" + layers + "]";
  }
}
