package org.forecast4j.vector;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import org.forecast4j.internal.LstmMath;

/** Found by {@link java.util.ServiceLoader}. */
public final class VectorLstmMath implements LstmMath {
  /**
   * Looks whether the Vector API can be used.
   *
   * @throws NoClassDefFoundError if the JVM was started without its module
   */
  public VectorLstmMath() {
    Objects.requireNonNull(FloatVector.SPECIES_PREFERRED);
  }

  @Override
  public Products products(float[][] weights) {
    return new VectorProducts(weights);
  }

  @Override
  public Gates gates(int maxRows, int hidden) {
    return new VectorGates(hidden);
  }
}
