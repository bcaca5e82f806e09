package org.forecast4j.lstm;

import org.forecast4j.internal.RationalTanh;
import org.forecast4j.lstm.LstmWeights.Layer;

/**
 * The arithmetic of one LSTM layer, for any number of rows at once.
 *
 * <p>Its loops are written so that the JIT compiler of JDK 17 turns them into vector instructions:
 * every array is indexed by the loop variable alone, and no body is longer than it unrolls. A sum
 * adds its products in the order of the inputs whatever the number of rows, so a row has the same
 * bits alone and in a batch.
 */
final class LstmKernel {
  /** The gates in blocks: input, forget, cell, output. */
  private static final int GATES = 4;

  private final int hidden;
  private final float[][] inputRows;
  private final float[][] recurrentRows;
  private final float[] bias;

  /**
   * Takes the weights, those of the sigmoid gates halved: {@code sigmoid(x) = ½ + ½·tanh(x/2)}, so
   * that one loop computes all gates. Halving is exact.
   */
  LstmKernel(Layer layer) {
    this.hidden = layer.hidden();
    this.inputRows = rows(layer.inputWeights());
    this.recurrentRows = rows(layer.recurrentWeights());
    this.bias = rows(layer.bias())[0];
  }

  private float[][] rows(float[] matrix) {
    int width = GATES * hidden;
    float[][] rows = new float[matrix.length / width][width];
    for (int i = 0; i < matrix.length; i++) {
      boolean isCellGate = i % width / hidden == 2;
      rows[i / width][i % width] = isCellGate ? matrix[i] : 0.5f * matrix[i];
    }
    return rows;
  }

  /** Arrays that one computation needs, for up to {@code rows} rows. */
  static final class Scratch {
    private final float[][] sums;
    private final float[] gates;
    private final float[] input;
    private final float[] forget;
    private final float[] cell;
    private final float[] output;

    Scratch(int rows, int hidden) {
      this.sums = new float[rows][GATES * hidden];
      this.gates = new float[rows * GATES * hidden];
      this.input = new float[rows * hidden];
      this.forget = new float[rows * hidden];
      this.cell = new float[rows * hidden];
      this.output = new float[rows * hidden];
    }
  }

  /**
   * Goes one step of the sequence.
   *
   * @param x the inputs, those of a row from {@code offset + row·stride} on
   * @param isFirst whether the states are still zero
   * @param h hidden states, row after row, replaced
   * @param c cell states, row after row, replaced
   */
  void step(
      Scratch scratch,
      int rows,
      float[] x,
      int offset,
      int stride,
      boolean isFirst,
      float[] h,
      float[] c) {
    float[][] sums = scratch.sums;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(bias, 0, sums[row], 0, bias.length);
    }
    addProducts(sums, rows, inputRows, x, offset, stride);
    if (!isFirst) {
      addProducts(sums, rows, recurrentRows, h, 0, hidden);
    }
    int size = rows * hidden;
    gatherGates(scratch, rows, size);
    RationalTanh.replace(scratch.gates, GATES * size);
    System.arraycopy(scratch.gates, 0, scratch.input, 0, size);
    System.arraycopy(scratch.gates, size, scratch.forget, 0, size);
    System.arraycopy(scratch.gates, 2 * size, scratch.cell, 0, size);
    System.arraycopy(scratch.gates, 3 * size, scratch.output, 0, size);
    nextCell(c, h, scratch.input, scratch.forget, scratch.cell, size);
    RationalTanh.replace(h, size);
    open(h, scratch.output, size);
  }

  private void gatherGates(Scratch scratch, int rows, int size) {
    for (int row = 0; row < rows; row++) {
      for (int gate = 0; gate < GATES; gate++) {
        System.arraycopy(
            scratch.sums[row], gate * hidden, scratch.gates, gate * size + row * hidden, hidden);
      }
    }
  }

  /**
   * Adds to each row's sums its inputs times the weights: three rows at a time, which share what is
   * read of the weights, then the rest one by one.
   */
  private static void addProducts(
      float[][] sums, int rows, float[][] weights, float[] x, int offset, int stride) {
    int inTriples = rows - rows % 3;
    int i = 0;
    for (; i + 1 < weights.length; i += 2) {
      for (int row = 0; row < inTriples; row += 3) {
        addTwo(sums, row, weights, i, x, offset + row * stride + i, stride);
      }
    }
    for (int row = 0; row < inTriples && i < weights.length; row++) {
      addOne(sums[row], weights[i], x[offset + row * stride + i]);
    }
    for (int row = inTriples; row < rows; row++) {
      addAll(sums[row], weights, x, offset + row * stride);
    }
  }

  /** Two inputs of three rows. */
  private static void addTwo(
      float[][] sums, int row, float[][] weights, int i, float[] x, int at, int stride) {
    float[] a = sums[row];
    float[] b = sums[row + 1];
    float[] c = sums[row + 2];
    float[] w0 = weights[i];
    float[] w1 = weights[i + 1];
    float a0 = x[at];
    float a1 = x[at + 1];
    float b0 = x[at + stride];
    float b1 = x[at + stride + 1];
    float c0 = x[at + 2 * stride];
    float c1 = x[at + 2 * stride + 1];
    for (int j = 0; j < a.length; j++) {
      float v0 = w0[j];
      float v1 = w1[j];
      a[j] = a[j] + a0 * v0 + a1 * v1;
      b[j] = b[j] + b0 * v0 + b1 * v1;
      c[j] = c[j] + c0 * v0 + c1 * v1;
    }
  }

  private static void addAll(float[] a, float[][] weights, float[] x, int offset) {
    int i = 0;
    for (; i + 3 < weights.length; i += 4) {
      addFour(a, weights, i, x, offset + i);
    }
    for (; i < weights.length; i++) {
      addOne(a, weights[i], x[offset + i]);
    }
  }

  /** Four inputs of one row. */
  private static void addFour(float[] a, float[][] weights, int i, float[] x, int at) {
    float[] w0 = weights[i];
    float[] w1 = weights[i + 1];
    float[] w2 = weights[i + 2];
    float[] w3 = weights[i + 3];
    float x0 = x[at];
    float x1 = x[at + 1];
    float x2 = x[at + 2];
    float x3 = x[at + 3];
    for (int j = 0; j < a.length; j++) {
      a[j] = a[j] + x0 * w0[j] + x1 * w1[j] + x2 * w2[j] + x3 * w3[j];
    }
  }

  private static void addOne(float[] a, float[] w, float x) {
    for (int j = 0; j < a.length; j++) {
      a[j] = a[j] + x * w[j];
    }
  }

  private static void nextCell(
      float[] c, float[] h, float[] input, float[] forget, float[] cell, int size) {
    for (int j = 0; j < size; j++) {
      c[j] = (0.5f + 0.5f * forget[j]) * c[j] + (0.5f + 0.5f * input[j]) * cell[j];
      h[j] = c[j];
    }
  }

  private static void open(float[] h, float[] output, int size) {
    for (int j = 0; j < size; j++) {
      h[j] = (0.5f + 0.5f * output[j]) * h[j];
    }
  }
}
