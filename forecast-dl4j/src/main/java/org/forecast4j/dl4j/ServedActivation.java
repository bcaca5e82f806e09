package org.forecast4j.dl4j;

import java.util.Arrays;
import java.util.function.Consumer;
import org.bytedeco.javacpp.DoublePointer;
import org.forecast4j.internal.RationalTanh;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
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

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return replace(in, RationalTanh::replace);
    }

    @Override
    public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
      assertShape(in, epsilon);
      return new Pair<>(replace(in, Tanh::slopes).muli(epsilon), null);
    }

    private static void slopes(double[] values) {
      RationalTanh.replace(values);
      for (int i = 0; i < values.length; i++) {
        values[i] = 1 - values[i] * values[i];
      }
    }
  }

  /** {@code ½ + ½·tanh(x/2)}. DL4J's recurrent layers find its slope from its value. */
  private static final class Sigmoid extends ActivationSigmoid {
    private static final long serialVersionUID = 1;

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      return replace(in, Sigmoid::sigmoids);
    }

    private static void sigmoids(double[] values) {
      for (int i = 0; i < values.length; i++) {
        values[i] *= 0.5;
      }
      RationalTanh.replace(values);
      for (int i = 0; i < values.length; i++) {
        values[i] = 0.5 + 0.5 * values[i];
      }
    }
  }

  /** Applies a function to a matrix whose rows or columns, or all of it, lie together in memory. */
  private static INDArray replace(INDArray matrix, Consumer<double[]> function) {
    int along = matrix.stride(1) == 1 ? 1 : 0;
    long apart = matrix.stride(1 - along);
    double[] values = new double[Math.toIntExact(matrix.length())];
    int run = matrix.elementWiseStride() == 1 ? values.length : (int) matrix.size(along);
    if (run < values.length && matrix.stride(along) != 1) {
      throw new IllegalArgumentException(
          "strides are " + Arrays.toString(matrix.stride()) + "; expected one of them to be 1");
    }
    DoublePointer memory = new DoublePointer(matrix.data().addressPointer());
    for (int i = 0; i < values.length / run; i++) {
      memory.position(i * apart).get(values, i * run, run);
    }
    function.accept(values);
    for (int i = 0; i < values.length / run; i++) {
      memory.position(i * apart).put(values, i * run, run);
    }
    return matrix;
  }
}
