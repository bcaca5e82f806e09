package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ServedActivationTest {
  private static final int ROWS = 5;
  private static final int COLUMNS = 12;

  @ParameterizedTest
  @ValueSource(chars = {'c', 'f'})
  void a_part_of_a_matrix_is_replaced_in_place_and_the_rest_is_left(char order) {
    replaces(order, ServedActivation.tanh(), Math::tanh);
    replaces(order, ServedActivation.sigmoid(), x -> 1 / (1 + Math.exp(-x)));
  }

  private static void replaces(char order, IActivation activation, DoubleUnaryOperator function) {
    INDArray matrix = matrix(order);
    INDArray part = matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(4, 8));
    assertThat(activation.getActivation(part, true)).isSameAs(part);
    INDArray before = matrix(order);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        double x = before.getDouble(row, column);
        boolean isInPart = column >= 4 && column < 8;
        double expected = isInPart ? function.applyAsDouble(x) : x;
        assertThat(matrix.getDouble(row, column)).isCloseTo(expected, within(5e-7));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'c', 'f'})
  void single_rows_and_columns_are_replaced(char order) {
    for (INDArray line :
        List.of(
            matrix(order).get(NDArrayIndex.interval(2, 3), NDArrayIndex.all()),
            matrix(order).get(NDArrayIndex.all(), NDArrayIndex.interval(3, 4)))) {
      INDArray before = line.dup();
      ServedActivation.tanh().getActivation(line, true);
      for (long i = 0; i < line.length(); i++) {
        assertThat(line.getDouble(i)).isCloseTo(Math.tanh(before.getDouble(i)), within(5e-7));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'c', 'f'})
  void the_gradient_is_multiplied_by_the_slope(char order) {
    INDArray gradient = matrix('c').muli(3);
    INDArray slopes = ServedActivation.tanh().backprop(matrix(order), gradient).getFirst();
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        double x = matrix('c').getDouble(row, column);
        double expected = 3 * x * (1 - Math.tanh(x) * Math.tanh(x));
        assertThat(slopes.getDouble(row, column)).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'c', 'f'})
  void numbers_that_lie_apart_both_ways_are_refused(char order) {
    INDArray everySecond =
        matrix(order).get(NDArrayIndex.interval(0, 2, ROWS), NDArrayIndex.interval(0, 2, COLUMNS));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServedActivation.tanh().getActivation(everySecond, true))
        .withMessageContaining("strides are")
        .withMessageContaining("expected one of them to be 1");
    INDArray everySecondOfAColumn =
        matrix('f').get(NDArrayIndex.interval(0, 2, ROWS), NDArrayIndex.interval(0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServedActivation.tanh().getActivation(everySecondOfAColumn, true));
  }

  @Test
  void numbers_of_single_precision_are_refused() {
    INDArray floats = matrix('c').castTo(DataType.FLOAT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServedActivation.sigmoid().getActivation(floats, true))
        .withMessage("numbers are FLOAT; expected DOUBLE");
  }

  private static INDArray matrix(char order) {
    Backend.start();
    INDArray matrix = Nd4j.create(DataType.DOUBLE, new long[] {ROWS, COLUMNS}, order);
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        matrix.putScalar(row, column, (row - 2.1) * (column - 5) / 10);
      }
    }
    return matrix;
  }
}
