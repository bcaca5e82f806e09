package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainLstmMathTest {
  private final LstmMath math = new PlainLstmMath();

  @ParameterizedTest
  @CsvSource({"1, 4, 1", "1, 7, 4", "2, 8, 5", "3, 20, 7", "5, 4, 8", "64, 256, 1", "65, 68, 13"})
  void products_have_the_bits_of_sums_taken_one_by_one(int inputs, int width, int rows) {
    Random random = new Random(inputs * 31L + width);
    float[][] weights = matrix(random, inputs, width);
    float[][] sums = matrix(random, rows + 1, width);
    float[] x = matrix(random, 1, 3 + rows * (inputs + 2))[0];

    float[][] expected = new float[rows + 1][];
    for (int row = 0; row <= rows; row++) {
      expected[row] = sums[row].clone();
      for (int j = 0; j < width && row < rows; j++) {
        for (int i = 0; i < inputs; i++) {
          expected[row][j] =
              Math.fma(x[3 + row * (inputs + 2) + i], weights[i][j], expected[row][j]);
        }
      }
    }
    math.products(weights).addTo(sums, rows, x, 3, inputs + 2);

    assertThat(sums).isDeepEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 1", "5, 3", "64, 12"})
  void gates_make_the_next_states_of_each_row(int hidden, int rows) {
    Random random = new Random(hidden);
    float[][] sums = matrix(random, rows, 4 * hidden);
    float[] c = matrix(random, 1, rows * hidden)[0];
    float[] h = new float[rows * hidden];
    double[] cells = new double[c.length];
    double[] states = new double[c.length];
    for (int k = 0; k < c.length; k++) {
      float[] of = sums[k / hidden];
      int j = k % hidden;
      double input = 0.5 + 0.5 * Math.tanh(of[j]);
      double forget = 0.5 + 0.5 * Math.tanh(of[hidden + j]);
      cells[k] = forget * c[k] + input * Math.tanh(of[2 * hidden + j]);
      states[k] = (0.5 + 0.5 * Math.tanh(of[3 * hidden + j])) * Math.tanh(cells[k]);
    }

    math.gates(rows, hidden).step(sums, rows, c, h);

    for (int k = 0; k < c.length; k++) {
      assertThat((double) c[k]).isCloseTo(cells[k], within(2e-6));
      assertThat((double) h[k]).isCloseTo(states[k], within(2e-6));
    }
  }

  private static float[][] matrix(Random random, int rows, int width) {
    float[][] matrix = new float[rows][width];
    for (float[] row : matrix) {
      for (int j = 0; j < width; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    return matrix;
  }
}
