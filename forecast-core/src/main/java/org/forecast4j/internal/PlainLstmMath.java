package org.forecast4j.internal;

/**
 * Loops that the JIT compiler of JDK 17 turns into vector instructions: every array is indexed by
 * the loop variable alone, and no body is longer than it unrolls.
 */
final class PlainLstmMath implements LstmMath {
  @Override
  public Products products(float[][] weights) {
    return new PlainProducts(weights);
  }

  @Override
  public Gates gates(int maxRows, int hidden) {
    return new PlainGates(maxRows, hidden);
  }

  private record PlainProducts(float[][] weights) implements Products {
    /** Four rows at a time, which share what is read of the weights, then the rest one by one. */
    @Override
    public void addTo(float[][] sums, int rows, float[] x, int offset, int stride) {
      int inFours = rows - rows % 4;
      int i = 0;
      for (; i + 1 < weights.length; i += 2) {
        for (int row = 0; row < inFours; row += 4) {
          addTwo(sums, row, i, x, offset + row * stride + i, stride);
        }
      }
      for (int row = 0; row < inFours && i < weights.length; row++) {
        addOne(sums[row], weights[i], x[offset + row * stride + i]);
      }
      for (int row = inFours; row < rows; row++) {
        addAll(sums[row], x, offset + row * stride);
      }
    }

    /** Two inputs of four rows. */
    private void addTwo(float[][] sums, int row, int i, float[] x, int at, int stride) {
      float[] a = sums[row];
      float[] b = sums[row + 1];
      float[] c = sums[row + 2];
      float[] d = sums[row + 3];
      float[] w0 = weights[i];
      float[] w1 = weights[i + 1];
      float a0 = x[at];
      float a1 = x[at + 1];
      float b0 = x[at + stride];
      float b1 = x[at + stride + 1];
      float c0 = x[at + 2 * stride];
      float c1 = x[at + 2 * stride + 1];
      float d0 = x[at + 3 * stride];
      float d1 = x[at + 3 * stride + 1];
      for (int j = 0; j < a.length; j++) {
        float v0 = w0[j];
        float v1 = w1[j];
        a[j] = Fma.of(a1, v1, Fma.of(a0, v0, a[j]));
        b[j] = Fma.of(b1, v1, Fma.of(b0, v0, b[j]));
        c[j] = Fma.of(c1, v1, Fma.of(c0, v0, c[j]));
        d[j] = Fma.of(d1, v1, Fma.of(d0, v0, d[j]));
      }
    }

    private void addAll(float[] a, float[] x, int at) {
      int i = 0;
      for (; i + 3 < weights.length; i += 4) {
        addFour(a, i, x, at + i);
      }
      for (; i < weights.length; i++) {
        addOne(a, weights[i], x[at + i]);
      }
    }

    /** Four inputs of one row. */
    private void addFour(float[] a, int i, float[] x, int at) {
      float[] w0 = weights[i];
      float[] w1 = weights[i + 1];
      float[] w2 = weights[i + 2];
      float[] w3 = weights[i + 3];
      float x0 = x[at];
      float x1 = x[at + 1];
      float x2 = x[at + 2];
      float x3 = x[at + 3];
      for (int j = 0; j < a.length; j++) {
        a[j] = Fma.of(x3, w3[j], Fma.of(x2, w2[j], Fma.of(x1, w1[j], Fma.of(x0, w0[j], a[j]))));
      }
    }

    private static void addOne(float[] a, float[] w, float x) {
      for (int j = 0; j < a.length; j++) {
        a[j] = Fma.of(x, w[j], a[j]);
      }
    }
  }

  /** Gathers each gate of all rows, so that its loops are long. */
  private static final class PlainGates implements Gates {
    private final int hidden;
    private final float[] all;
    private final float[] input;
    private final float[] forget;
    private final float[] cell;
    private final float[] output;

    PlainGates(int maxRows, int hidden) {
      this.hidden = hidden;
      this.all = new float[maxRows * GATES * hidden];
      this.input = new float[maxRows * hidden];
      this.forget = new float[maxRows * hidden];
      this.cell = new float[maxRows * hidden];
      this.output = new float[maxRows * hidden];
    }

    @Override
    public void step(float[][] sums, int rows, float[] c, float[] h) {
      int size = rows * hidden;
      gather(sums, rows, size);
      RationalTanh.replace(all, GATES * size);
      System.arraycopy(all, 0, input, 0, size);
      System.arraycopy(all, size, forget, 0, size);
      System.arraycopy(all, 2 * size, cell, 0, size);
      System.arraycopy(all, 3 * size, output, 0, size);
      nextCell(c, h, size);
      RationalTanh.replace(h, size);
      for (int j = 0; j < size; j++) {
        h[j] = (0.5f + 0.5f * output[j]) * h[j];
      }
    }

    private void gather(float[][] sums, int rows, int size) {
      for (int row = 0; row < rows; row++) {
        for (int gate = 0; gate < GATES; gate++) {
          System.arraycopy(sums[row], gate * hidden, all, gate * size + row * hidden, hidden);
        }
      }
    }

    private void nextCell(float[] c, float[] h, int size) {
      for (int j = 0; j < size; j++) {
        c[j] = (0.5f + 0.5f * forget[j]) * c[j] + (0.5f + 0.5f * input[j]) * cell[j];
        h[j] = c[j];
      }
    }
  }
}
