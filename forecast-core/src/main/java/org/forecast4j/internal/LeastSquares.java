package org.forecast4j.internal;

/**
 * Least squares of several outputs on the same inputs, which grows row by row: the triangle and the
 * right-hand sides that a QR factorisation of all rows so far leaves. A row is rotated in with
 * O(width · (width + outputs)) operations. Nothing is ever subtracted, so rounding does not build
 * up over any number of rows. Immutable.
 *
 * @see <a href="https://doi.org/10.1093/imamat/12.3.329">Gentleman 1973, Least squares computations
 *     by Givens transformations without square roots</a>
 */
public final class LeastSquares {
  private final int width;
  private final int outputs;

  /** Row-major: {@code width} rows of the triangle, each followed by its right-hand sides. */
  private final double[] rows;

  private LeastSquares(int width, int outputs, double[] rows) {
    this.width = width;
    this.outputs = outputs;
    this.rows = rows;
  }

  /** Before the first row. */
  public static LeastSquares empty(int width, int outputs) {
    return new LeastSquares(width, outputs, new double[width * (width + outputs)]);
  }

  /** How many values a row has: the inputs, then the outputs. */
  public int rowLength() {
    return width + outputs;
  }

  /**
   * What these become with further rows.
   *
   * @param keep what the squared errors of all earlier rows are multiplied by, 1 to forget nothing
   * @param added rows of inputs followed by outputs; not changed
   */
  public LeastSquares with(double keep, double[]... added) {
    double[] next = rows.clone();
    if (keep != 1) {
      double factor = Math.sqrt(keep);
      for (int i = 0; i < next.length; i++) {
        next[i] *= factor;
      }
    }
    for (double[] row : added) {
      rotateIn(next, row.clone());
    }
    return new LeastSquares(width, outputs, next);
  }

  /** Turns a row until its inputs are 0, one after the other. */
  private void rotateIn(double[] triangle, double[] row) {
    int stride = rowLength();
    for (int i = 0; i < width; i++) {
      int at = i * stride;
      double length = Math.sqrt(triangle[at + i] * triangle[at + i] + row[i] * row[i]);
      if (!(length > 0)) {
        continue;
      }
      double cosine = triangle[at + i] / length;
      double sine = row[i] / length;
      triangle[at + i] = length;
      for (int j = i + 1; j < stride; j++) {
        double held = triangle[at + j];
        triangle[at + j] = cosine * held + sine * row[j];
        row[j] = cosine * row[j] - sine * held;
      }
    }
  }

  /**
   * The coefficients that err least.
   *
   * @return for each output one coefficient an input
   * @throws IllegalArgumentException if the inputs of all rows are collinear
   */
  public double[][] solve() {
    int stride = rowLength();
    double[][] solved = new double[outputs][width];
    for (int i = width - 1; i >= 0; i--) {
      double pivot = rows[i * stride + i];
      if (!(pivot * pivot > 1e-12 * squaredColumn(i))) {
        throw new IllegalArgumentException(
            "input "
                + i
                + " is collinear with the others; expected inputs that vary by themselves");
      }
      for (int output = 0; output < outputs; output++) {
        double sum = rows[i * stride + width + output];
        for (int k = i + 1; k < width; k++) {
          sum -= rows[i * stride + k] * solved[output][k];
        }
        solved[output][i] = sum / pivot;
      }
    }
    return solved;
  }

  private double squaredColumn(int column) {
    double sum = 0;
    for (int i = 0; i <= column; i++) {
      double each = rows[i * rowLength() + column];
      sum += each * each;
    }
    return sum;
  }

  /** Appends the numbers that {@link #read} restores. */
  public void write(BinaryWriter out) {
    out.putDoubles(rows);
  }

  /** Restores what {@link #write} wrote of so many inputs and outputs. */
  public static LeastSquares read(BinaryReader in, int width, int outputs) {
    double[] rows = in.getDoubles(width * (width + outputs), "least squares");
    return new LeastSquares(width, outputs, Checks.finite(rows, "least squares"));
  }
}
