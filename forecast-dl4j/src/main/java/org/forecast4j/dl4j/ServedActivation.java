package org.forecast4j.dl4j;

import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import org.bytedeco.javacpp.DoublePointer;
import org.forecast4j.internal.RationalTanh;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The functions that the network is served with, for training it on a CPU in double precision.
 * ND4J's take a third of the time of an epoch there, and round as the machine's C library does.
 */
final class ServedActivation {
  private ServedActivation() {}

  /** The hyperbolic tangent; ND4J's own where the numbers are on a GPU. */
  static IActivation tanh() {
    return Backend.start().isCpu() ? new Tanh() : new ActivationTanH();
  }

  /** The sigmoid; ND4J's own where the numbers are on a GPU. */
  static IActivation sigmoid() {
    return Backend.start().isCpu() ? new Sigmoid() : new ActivationSigmoid();
  }

  private static final class Tanh extends ActivationTanH {
    private static final long serialVersionUID = 1;

    private final transient Numbers numbers = new Numbers();

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return numbers.replace(in, RationalTanh::replace);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      assertShape(in, epsilon);
      return new Pair<>(numbers.replace(in, Tanh::slopes).muli(epsilon), null);
    }

    private static void slopes(double[] values, int count) {
      RationalTanh.replace(values, count);
      for (int i = 0; i < count; i++) {
        values[i] = 1 - values[i] * values[i];
      }
    }
  }

  /** {@code ½ + ½·tanh(x/2)}. DL4J's recurrent layers find its slope from its value. */
  private static final class Sigmoid extends ActivationSigmoid {
    private static final long serialVersionUID = 1;

    private final transient Numbers numbers = new Numbers();

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return numbers.replace(in, Sigmoid::sigmoids);
    }

    private static void sigmoids(double[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] *= 0.5;
      }
      RationalTanh.replace(values, count);
      for (int i = 0; i < count; i++) {
        values[i] = 0.5 + 0.5 * values[i];
      }
    }
  }

  /** Numbers on their way from ND4J's memory and back; of one network, which one thread trains. */
  private static final class Numbers {
    private double[] values = {};

    /**
     * Replaces a matrix whose rows or columns, or all of it, lie together.
     *
     * @param function replaces the first numbers of an array, as many as it is told
     */
    INDArray replace(INDArray matrix, ObjIntConsumer<double[]> function) {
      int count = Math.toIntExact(matrix.length());
      int along = matrix.stride(1) == 1 ? 1 : 0;
      int run = matrix.elementWiseStride() == 1 ? count : (int) matrix.size(along);
      requireRuns(matrix, run, along);
      values = values.length < count ? new double[count] : values;
      long apart = matrix.stride(1 - along);
      DoublePointer memory = new DoublePointer(matrix.data().addressPointer());
      for (int i = 0; i < count / run; i++) {
        memory.position(i * apart).get(values, i * run, run);
      }
      function.accept(values, count);
      for (int i = 0; i < count / run; i++) {
        memory.position(i * apart).put(values, i * run, run);
      }
      return matrix;
    }

    private static void requireRuns(INDArray matrix, int run, int along) {
      if (matrix.dataType() != DataType.DOUBLE) {
        throw new IllegalArgumentException(
            "numbers are " + matrix.dataType() + "; expected DOUBLE");
      }
      if (matrix.elementWiseStride() != 1 && run > 1 && matrix.stride(along) != 1) {
        throw new IllegalArgumentException(
            "strides are " + Arrays.toString(matrix.stride()) + "; expected one of them to be 1");
      }
    }
  }
}
