package org.forecast4j.internal;

/**
 * The arithmetic of LSTM layers. Every sum takes its products in the order of the inputs, each by
 * {@link Fma}, and the activations are those of {@link RationalTanh}, so that a row has the same
 * bits alone, among others and in any implementation.
 */
public interface LstmMath {
  /** The gates of a layer, in blocks of as many as it has units: input, forget, cell, output. */
  int GATES = 4;

  /**
   * The fastest that this JVM can use: one that another module brings, else loops in plain Java.
   */
  static LstmMath fastest() {
    return FastestLstmMath.FOUND;
  }

  /**
   * Products with a matrix.
   *
   * @param weights for each input a row of as many weights as there are sums; not copied
   */
  Products products(float[][] weights);

  /**
   * The gates of a layer.
   *
   * @param maxRows for how many rows at most
   * @param hidden the layer's units
   * @return not to be shared by threads
   */
  Gates gates(int maxRows, int hidden);

  /** One matrix of weights, for any number of rows of inputs; for use by any number of threads. */
  interface Products {
    /**
     * Adds to each row's sums its inputs times the weights.
     *
     * @param sums rows of as many sums as the matrix is wide
     * @param rows how many of them
     * @param x the inputs, those of a row from {@code offset + row·stride} on
     */
    void addTo(float[][] sums, int rows, float[] x, int offset, int stride);
  }

  /** What makes the next states of the gates' sums. */
  interface Gates {
    /**
     * Goes one step. The sigmoid of a gate is computed as {@code ½ + ½·tanh}, so the sums of the
     * input, forget and output gates are given halved.
     *
     * @param sums for each row the sums of its gates, which it may overwrite
     * @param rows how many of them
     * @param c cell states, row after row, replaced
     * @param h hidden states, row after row, replaced
     */
    void step(float[][] sums, int rows, float[] c, float[] h);
  }
}
