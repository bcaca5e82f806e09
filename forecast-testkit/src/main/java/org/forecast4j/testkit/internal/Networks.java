package org.forecast4j.testkit.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.forecast4j.Pattern;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmWeights;

/** Seeded random networks, and what they compute by the textbook. */
public final class Networks {
  private Networks() {}

  /** A network whose weights are uniform between ±0.5. */
  public static LstmWeights random(LstmEncoding encoding, int layers, int hidden, long seed) {
    Random random = new Random(seed);
    List<LstmWeights.Layer> drawn = new ArrayList<>();
    int inputs = encoding.channels();
    for (int i = 0; i < layers; i++) {
      drawn.add(
          new LstmWeights.Layer(
              uniform(random, inputs * 4 * hidden),
              uniform(random, hidden * 4 * hidden),
              uniform(random, 4 * hidden)));
      inputs = hidden;
    }
    int outputs = encoding.outputs();
    return new LstmWeights(
        encoding,
        drawn,
        uniform(random, (hidden + encoding.headInputs()) * outputs),
        uniform(random, outputs));
  }

  private static float[] uniform(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** The outputs in double precision, with the library's tanh and exp: the oracle. */
  public static double[] outputs(LstmWeights weights, Pattern pattern) {
    LstmEncoding encoding = weights.encoding();
    int channels = encoding.channels();
    int length = encoding.shape().inputLength();
    float[] sequence = new float[length * channels];
    float[] known = new float[encoding.headInputs()];
    encoding.encode(pattern, sequence, 0, known, 0);
    double[][] steps = new double[length][channels];
    for (int i = 0; i < sequence.length; i++) {
      steps[i / channels][i % channels] = sequence[i];
    }
    for (LstmWeights.Layer layer : weights.layers()) {
      steps = hiddenStates(layer, steps);
    }
    double[] head = java.util.Arrays.copyOf(steps[length - 1], weights.hidden() + known.length);
    for (int i = 0; i < known.length; i++) {
      head[weights.hidden() + i] = known[i];
    }
    return affine(weights.headBias(), weights.headWeights(), head);
  }

  private static double[][] hiddenStates(LstmWeights.Layer layer, double[][] inputs) {
    int hidden = layer.hidden();
    double[] h = new double[hidden];
    double[] c = new double[hidden];
    double[][] states = new double[inputs.length][];
    for (int t = 0; t < inputs.length; t++) {
      double[] z = affine(layer.bias(), layer.inputWeights(), inputs[t]);
      double[] recurrent = affine(new float[4 * hidden], layer.recurrentWeights(), h);
      h = new double[hidden];
      for (int j = 0; j < hidden; j++) {
        double input = sigmoid(z[j] + recurrent[j]);
        double forget = sigmoid(z[hidden + j] + recurrent[hidden + j]);
        double cell = Math.tanh(z[2 * hidden + j] + recurrent[2 * hidden + j]);
        double output = sigmoid(z[3 * hidden + j] + recurrent[3 * hidden + j]);
        c[j] = forget * c[j] + input * cell;
        h[j] = output * Math.tanh(c[j]);
      }
      states[t] = h;
    }
    return states;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double[] affine(float[] bias, float[] weights, double[] inputs) {
    double[] outputs = new double[bias.length];
    for (int j = 0; j < bias.length; j++) {
      outputs[j] = bias[j];
      for (int i = 0; i < inputs.length; i++) {
        outputs[j] += inputs[i] * weights[i * bias.length + j];
      }
    }
    return outputs;
  }
}
