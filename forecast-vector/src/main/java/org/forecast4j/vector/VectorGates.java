package org.forecast4j.vector;

import static org.forecast4j.internal.RationalTanh.P1;
import static org.forecast4j.internal.RationalTanh.P11;
import static org.forecast4j.internal.RationalTanh.P13;
import static org.forecast4j.internal.RationalTanh.P3;
import static org.forecast4j.internal.RationalTanh.P5;
import static org.forecast4j.internal.RationalTanh.P7;
import static org.forecast4j.internal.RationalTanh.P9;
import static org.forecast4j.internal.RationalTanh.Q0;
import static org.forecast4j.internal.RationalTanh.Q2;
import static org.forecast4j.internal.RationalTanh.Q4;
import static org.forecast4j.internal.RationalTanh.Q6;
import static org.forecast4j.internal.RationalTanh.SATURATION;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.forecast4j.internal.LstmMath;
import org.forecast4j.internal.RationalTanh;

/** The gates of one row after the other, without an array between sums and states. */
record VectorGates(int hidden) implements LstmMath.Gates {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  @Override
  public void step(float[][] sums, int rows, float[] c, float[] h) {
    for (int row = 0; row < rows; row++) {
      step(sums[row], c, h, row * hidden);
    }
  }

  private void step(float[] sums, float[] c, float[] h, int at) {
    replaceByTanh(sums, LstmMath.GATES * hidden);
    int whole = SPECIES.loopBound(hidden);
    for (int j = 0; j < whole; j += SPECIES.length()) {
      FloatVector input = sigmoid(FloatVector.fromArray(SPECIES, sums, j));
      FloatVector forget = sigmoid(FloatVector.fromArray(SPECIES, sums, hidden + j));
      FloatVector cell = FloatVector.fromArray(SPECIES, sums, 2 * hidden + j);
      FloatVector output = sigmoid(FloatVector.fromArray(SPECIES, sums, 3 * hidden + j));
      FloatVector next = forget.mul(FloatVector.fromArray(SPECIES, c, at + j)).add(input.mul(cell));
      next.intoArray(c, at + j);
      output.mul(tanh(next)).intoArray(h, at + j);
    }
    for (int j = whole; j < hidden; j++) {
      float input = 0.5f + 0.5f * sums[j];
      float forget = 0.5f + 0.5f * sums[hidden + j];
      float output = 0.5f + 0.5f * sums[3 * hidden + j];
      c[at + j] = forget * c[at + j] + input * sums[2 * hidden + j];
      h[at + j] = output * RationalTanh.of(c[at + j]);
    }
  }

  private static void replaceByTanh(float[] values, int count) {
    int whole = SPECIES.loopBound(count);
    for (int j = 0; j < whole; j += SPECIES.length()) {
      tanh(FloatVector.fromArray(SPECIES, values, j)).intoArray(values, j);
    }
    for (int j = whole; j < count; j++) {
      values[j] = RationalTanh.of(values[j]);
    }
  }

  /** Of the tanh of half a number, the sigmoid of the number. */
  private static FloatVector sigmoid(FloatVector tanhOfHalf) {
    return tanhOfHalf.mul(0.5f).add(0.5f);
  }

  /** {@link RationalTanh}, operation by operation. */
  private static FloatVector tanh(FloatVector values) {
    FloatVector x = values.min(SATURATION).max(-SATURATION);
    FloatVector s = x.mul(x);
    FloatVector p = FloatVector.broadcast(SPECIES, P13);
    p = p.fma(s, FloatVector.broadcast(SPECIES, P11));
    p = p.fma(s, FloatVector.broadcast(SPECIES, P9));
    p = p.fma(s, FloatVector.broadcast(SPECIES, P7));
    p = p.fma(s, FloatVector.broadcast(SPECIES, P5));
    p = p.fma(s, FloatVector.broadcast(SPECIES, P3));
    p = p.fma(s, FloatVector.broadcast(SPECIES, P1));
    FloatVector q = FloatVector.broadcast(SPECIES, Q6);
    q = q.fma(s, FloatVector.broadcast(SPECIES, Q4));
    q = q.fma(s, FloatVector.broadcast(SPECIES, Q2));
    q = q.fma(s, FloatVector.broadcast(SPECIES, Q0));
    return x.mul(p).div(q);
  }
}
