package org.forecast4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.forecast4j.internal.LstmMath;
import org.forecast4j.internal.RationalTanh;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorLstmMathTest {
  private final LstmMath math = new VectorLstmMath();

  @Test
  void the_core_finds_it() {
    assertThat(LstmMath.fastest()).isInstanceOf(VectorLstmMath.class);
  }

  /** Widths of whole panels and not, rows in sixes and not; often enough to be compiled. */
  @ParameterizedTest
  @CsvSource({
    "1, 4, 1",
    "1, 7, 4",
    "2, 8, 6",
    "3, 20, 7",
    "5, 36, 12",
    "64, 256, 1",
    "65, 300, 19"
  })
  void products_have_the_bits_of_sums_taken_one_by_one(int inputs, int width, int rows) {
    Random random = new Random(inputs * 31L + width);
    float[][] weights = matrix(random, inputs, width);
    float[] x = matrix(random, 1, 3 + rows * (inputs + 2))[0];
    float[][] expected = matrix(random, rows + 1, width);
    float[][] sums = Arrays.stream(expected).map(float[]::clone).toArray(float[][]::new);
    LstmMath.Products products = math.products(weights);

    for (int repeat = 0; repeat < 30; repeat++) {
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < width; j++) {
          for (int i = 0; i < inputs; i++) {
            float value = x[3 + row * (inputs + 2) + i];
            expected[row][j] = Math.fma(value, weights[i][j], expected[row][j]);
          }
        }
      }
      products.addTo(sums, rows, x, 3, inputs + 2);
      assertThat(sums).isDeepEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 3", "16, 2", "37, 5", "64, 12"})
  void gates_have_the_bits_of_each_unit_alone(int hidden, int rows) {
    Random random = new Random(hidden);
    float[] c = matrix(random, 1, rows * hidden)[0];
    float[] h = new float[c.length];
    float[] cells = c.clone();
    float[] states = new float[c.length];
    LstmMath.Gates gates = math.gates(rows, hidden);

    for (int repeat = 0; repeat < 30; repeat++) {
      float[][] sums = matrix(random, rows, 4 * hidden);
      for (int k = 0; k < c.length; k++) {
        float[] of = sums[k / hidden];
        int j = k % hidden;
        float input = 0.5f + 0.5f * RationalTanh.of(of[j]);
        float forget = 0.5f + 0.5f * RationalTanh.of(of[hidden + j]);
        cells[k] = forget * cells[k] + input * RationalTanh.of(of[2 * hidden + j]);
        float output = 0.5f + 0.5f * RationalTanh.of(of[3 * hidden + j]);
        states[k] = output * RationalTanh.of(cells[k]);
      }
      gates.step(sums, rows, c, h);
      assertThat(c).isEqualTo(cells);
      assertThat(h).isEqualTo(states);
    }
  }

  @Test
  void a_network_forecasts_the_bits_that_it_does_without() {
    assertThat(NetworkBits.ofRandomNetworks()).isEqualTo(NetworkBits.EXPECTED);
  }

  /** Some far beyond where the activations are flat. */
  private static float[][] matrix(Random random, int rows, int width) {
    float[][] matrix = new float[rows][width];
    for (float[] row : matrix) {
      for (int j = 0; j < width; j++) {
        row[j] = (float) (random.nextGaussian() * (j % 11 == 0 ? 10 : 1));
      }
    }
    return matrix;
  }
}
