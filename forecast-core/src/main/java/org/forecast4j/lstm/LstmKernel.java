package org.forecast4j.lstm;

import java.util.Arrays;
import org.forecast4j.internal.LstmMath;
import org.forecast4j.lstm.LstmWeights.Layer;

/** One LSTM layer, for any number of rows at once. */
final class LstmKernel {
  private static final LstmMath MATH = LstmMath.fastest();

  private final int hidden;
  private final int channels;
  private final LstmMath.Products inputs;
  private final LstmMath.Products states;
  private final float[] bias;

  /**
   * Takes the weights, those of the sigmoid gates halved: {@code sigmoid(x) = ½ + ½·tanh(x/2)}, so
   * that one loop computes all gates. Halving is exact.
   */
  LstmKernel(Layer layer) {
    this.hidden = layer.hidden();
    float[][] inputRows = rows(layer.inputWeights());
    this.channels = inputRows.length;
    this.inputs = MATH.products(inputRows);
    this.states = MATH.products(rows(layer.recurrentWeights()));
    this.bias = rows(layer.bias())[0];
  }

  private float[][] rows(float[] matrix) {
    int width = LstmMath.GATES * hidden;
    float[][] rows = new float[matrix.length / width][width];
    for (int i = 0; i < matrix.length; i++) {
      boolean isCellGate = i % width / hidden == 2;
      rows[i / width][i % width] = isCellGate ? matrix[i] : 0.5f * matrix[i];
    }
    return rows;
  }

  /** Arrays that one computation needs, for up to {@code maxRows} rows. */
  static final class Scratch {
    /** The sums of each row and step, a row's steps together. */
    private final float[][] sums;

    /** The same, for each step those of all rows. */
    private final float[][][] sumsOfStep;

    private final LstmMath.Gates gates;
    private final float[] c;
    private final float[] h;

    Scratch(int maxRows, int steps, int hidden) {
      this.sums = new float[maxRows * steps][LstmMath.GATES * hidden];
      this.sumsOfStep = new float[steps][maxRows][];
      for (int i = 0; i < sums.length; i++) {
        sumsOfStep[i % steps][i / steps] = sums[i];
      }
      this.gates = MATH.gates(maxRows, hidden);
      this.c = new float[maxRows * hidden];
      this.h = new float[maxRows * hidden];
    }
  }

  /**
   * Goes through the sequences. The products of the inputs are made for all steps at once, which
   * reads the weights less often.
   *
   * @param x the inputs, row after row, of a row step after step
   * @param outputs gets the hidden states, in the same order; may be {@code x}
   */
  void run(Scratch scratch, int rows, float[] x, float[] outputs) {
    int steps = scratch.sumsOfStep.length;
    for (int i = 0; i < rows * steps; i++) {
      System.arraycopy(bias, 0, scratch.sums[i], 0, bias.length);
    }
    inputs.addTo(scratch.sums, rows * steps, x, 0, channels);
    Arrays.fill(scratch.c, 0, rows * hidden, 0);
    for (int step = 0; step < steps; step++) {
      float[][] sums = scratch.sumsOfStep[step];
      if (step > 0) {
        states.addTo(sums, rows, scratch.h, 0, hidden);
      }
      scratch.gates.step(sums, rows, scratch.c, scratch.h);
      for (int row = 0; row < rows; row++) {
        System.arraycopy(scratch.h, row * hidden, outputs, (row * steps + step) * hidden, hidden);
      }
    }
  }
}
