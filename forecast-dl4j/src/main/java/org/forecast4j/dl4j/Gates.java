package org.forecast4j.dl4j;

/**
 * The order of the four gates. PyTorch, the {@code lstmLayerCell} operation and forecast4j have
 * input, forget, cell, output; DL4J's layers have cell, forget, output, input.
 */
final class Gates {
  /** For each block of DL4J, the block that it is here. */
  private static final int[] DL4J = {2, 1, 3, 0};

  private Gates() {}

  /** From DL4J's order, row by row. */
  static float[] fromDl4j(float[] rows, int hidden) {
    float[] reordered = new float[rows.length];
    for (int i = 0; i < rows.length; i += hidden) {
      int block = i / hidden;
      int to = block / 4 * 4 + DL4J[block % 4];
      System.arraycopy(rows, i, reordered, to * hidden, hidden);
    }
    return reordered;
  }
}
