package org.forecast4j.linear;

import java.util.Arrays;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.LeastSquares;

/**
 * Ridge regression that learns example by example: every example multiplies what the earlier ones
 * count by the forgetting factor. Inputs are centered and scaled by fixed numbers. The penalty
 * comes as examples of its own that ask for a coefficient of 0, one input's turn at each example,
 * so that it is forgotten and renewed as the examples are, at the cost of a second row. Immutable.
 *
 * @see <a href="https://doi.org/10.1109/ICASSP.1996.543281">Gay 1996, Dynamically regularized fast
 *     recursive least squares with application to echo cancellation</a>
 */
final class OnlineRegression {
  private final double ridge;
  private final double forgetting;
  private final double[] center;
  private final double[] scale;

  /** Whose coefficient the next example pulls towards 0. */
  private final int turn;

  private final LeastSquares squares;

  private OnlineRegression(
      double ridge,
      double forgetting,
      double[] center,
      double[] scale,
      int turn,
      LeastSquares squares) {
    this.ridge = ridge;
    this.forgetting = forgetting;
    this.center = center;
    this.scale = scale;
    this.turn = turn;
    this.squares = squares;
  }

  /** Learns one example after the other, the first of them the oldest. */
  static OnlineRegression of(
      double[][] inputs, double[][] outputs, double ridge, double forgetting) {
    int count = inputs[0].length;
    double[] center = new double[count];
    double[] scale = new double[count];
    for (int i = 0; i < count; i++) {
      int input = i;
      center[i] = Arrays.stream(inputs).mapToDouble(row -> row[input] / inputs.length).sum();
      double variance = 0;
      for (double[] row : inputs) {
        variance += (row[i] - center[i]) * (row[i] - center[i]) / inputs.length;
      }
      scale[i] = variance > 1e-24 * (1 + center[i] * center[i]) ? Math.sqrt(variance) : 1;
    }
    LeastSquares squares = LeastSquares.empty(count + 1, outputs[0].length);
    OnlineRegression regression =
        new OnlineRegression(ridge, forgetting, center, scale, 0, squares).withPenalties();
    for (int i = 0; i < inputs.length; i++) {
      regression = regression.with(inputs[i], outputs[i]);
    }
    return regression;
  }

  /** With one penalty of each input, as before the first example. */
  private OnlineRegression withPenalties() {
    double[][] penalties = new double[scale.length][];
    Arrays.setAll(penalties, input -> penalty(input, 1));
    return new OnlineRegression(ridge, forgetting, center, scale, turn, squares.with(1, penalties));
  }

  /** An example that asks for a coefficient of 0, of the weight of so many penalties. */
  private double[] penalty(int input, int count) {
    double[] row = new double[squares.rowLength()];
    row[1 + input] = Math.sqrt(ridge * count);
    return row;
  }

  OnlineRegression with(double[] inputs, double[] outputs) {
    double[] row = new double[squares.rowLength()];
    row[0] = 1;
    for (int i = 0; i < inputs.length; i++) {
      row[1 + i] = (inputs[i] - center[i]) / scale[i];
    }
    System.arraycopy(outputs, 0, row, 1 + inputs.length, outputs.length);
    LeastSquares next = squares.with(forgetting, row, penalty(turn, scale.length));
    return new OnlineRegression(ridge, forgetting, center, scale, (turn + 1) % scale.length, next);
  }

  /** For each output the intercept followed by one coefficient an input. */
  double[][] coefficients() {
    double[][] solved = squares.solve();
    for (double[] row : solved) {
      for (int i = 0; i < scale.length; i++) {
        row[1 + i] /= scale[i];
        row[0] -= row[1 + i] * center[i];
      }
    }
    return solved;
  }

  void write(BinaryWriter out) {
    out.putDouble(forgetting).putInt(turn).putDoubles(center).putDoubles(scale);
    squares.write(out);
  }

  static OnlineRegression read(BinaryReader in, double ridge, int inputs, int outputs) {
    double forgetting = checkedForgetting(in.getDouble());
    int turn = in.getInt(0, inputs - 1, "turn of an input");
    double[] center = Checks.values(in.getDoubles(inputs, "centers"), "centers");
    double[] scale = in.getDoubles(inputs, "scales");
    for (double each : scale) {
      Checks.scale(each, "scale of an input");
    }
    LeastSquares squares = LeastSquares.read(in, inputs + 1, outputs);
    return new OnlineRegression(ridge, forgetting, center, scale, turn, squares);
  }

  static double checkedForgetting(double forgetting) {
    if (!(forgetting > 0 && forgetting <= 1)) {
      throw new IllegalArgumentException(
          "forgetting is " + forgetting + "; expected more than 0, at most 1");
    }
    return forgetting;
  }
}
