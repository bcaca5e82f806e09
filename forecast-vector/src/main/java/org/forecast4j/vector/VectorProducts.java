package org.forecast4j.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.forecast4j.internal.Fma;
import org.forecast4j.internal.LstmMath;

/**
 * Products whose sums stay in the processor's registers until they are whole: two vectors each of
 * six rows, or eight of one. The weights are packed in panels two vectors wide, each of which fits
 * the first-level cache.
 */
final class VectorProducts implements LstmMath.Products {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int PANEL = 2 * LANES;

  private final int inputs;
  private final int width;

  /** How many sums are computed by panels; the weights of the rest are as they came. */
  private final int inPanels;

  private final float[] panels;
  private final float[][] rows;

  VectorProducts(float[][] rows) {
    this.rows = rows;
    this.inputs = rows.length;
    this.width = rows[0].length;
    this.inPanels = width - width % PANEL;
    this.panels = new float[inputs * inPanels];
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < inPanels; j += PANEL) {
        System.arraycopy(rows[i], j, panels, j * inputs + i * PANEL, PANEL);
      }
    }
  }

  @Override
  public void addTo(float[][] sums, int rows, float[] x, int offset, int stride) {
    int inSixes = rows - rows % 6;
    for (int j = 0; j < inPanels && inSixes > 0; j += PANEL) {
      for (int row = 0; row < inSixes; row += 6) {
        addToSix(sums, row, j, x, offset + row * stride, stride);
      }
    }
    for (int row = inSixes; row < rows; row++) {
      addToOne(sums[row], x, offset + row * stride);
    }
    for (int row = 0; row < rows && inPanels < width; row++) {
      addRest(sums[row], x, offset + row * stride);
    }
  }

  /** One panel's sums of six rows, from sum {@code j} on. */
  private void addToSix(float[][] sums, int row, int j, float[] x, int at, int stride) {
    int k = j + LANES;
    float[] a = sums[row];
    float[] b = sums[row + 1];
    float[] c = sums[row + 2];
    float[] d = sums[row + 3];
    float[] e = sums[row + 4];
    float[] f = sums[row + 5];
    FloatVector a0 = at(a, j);
    FloatVector a1 = at(a, k);
    FloatVector b0 = at(b, j);
    FloatVector b1 = at(b, k);
    FloatVector c0 = at(c, j);
    FloatVector c1 = at(c, k);
    FloatVector d0 = at(d, j);
    FloatVector d1 = at(d, k);
    FloatVector e0 = at(e, j);
    FloatVector e1 = at(e, k);
    FloatVector f0 = at(f, j);
    FloatVector f1 = at(f, k);
    for (int i = 0, w = j * inputs; i < inputs; i++, w += PANEL) {
      FloatVector w0 = at(panels, w);
      FloatVector w1 = at(panels, w + LANES);
      FloatVector ofA = FloatVector.broadcast(SPECIES, x[at + i]);
      a0 = w0.fma(ofA, a0);
      a1 = w1.fma(ofA, a1);
      FloatVector ofB = FloatVector.broadcast(SPECIES, x[at + stride + i]);
      b0 = w0.fma(ofB, b0);
      b1 = w1.fma(ofB, b1);
      FloatVector ofC = FloatVector.broadcast(SPECIES, x[at + 2 * stride + i]);
      c0 = w0.fma(ofC, c0);
      c1 = w1.fma(ofC, c1);
      FloatVector ofD = FloatVector.broadcast(SPECIES, x[at + 3 * stride + i]);
      d0 = w0.fma(ofD, d0);
      d1 = w1.fma(ofD, d1);
      FloatVector ofE = FloatVector.broadcast(SPECIES, x[at + 4 * stride + i]);
      e0 = w0.fma(ofE, e0);
      e1 = w1.fma(ofE, e1);
      FloatVector ofF = FloatVector.broadcast(SPECIES, x[at + 5 * stride + i]);
      f0 = w0.fma(ofF, f0);
      f1 = w1.fma(ofF, f1);
    }
    a0.intoArray(a, j);
    a1.intoArray(a, k);
    b0.intoArray(b, j);
    b1.intoArray(b, k);
    c0.intoArray(c, j);
    c1.intoArray(c, k);
    d0.intoArray(d, j);
    d1.intoArray(d, k);
    e0.intoArray(e, j);
    e1.intoArray(e, k);
    f0.intoArray(f, j);
    f1.intoArray(f, k);
  }

  private void addToOne(float[] sums, float[] x, int at) {
    int j = 0;
    for (; j + 4 * PANEL <= inPanels; j += 4 * PANEL) {
      addFourPanels(sums, j, x, at);
    }
    for (; j < inPanels; j += PANEL) {
      addOnePanel(sums, j, x, at);
    }
  }

  /** Four panels' sums of one row, from sum {@code j} on. */
  private void addFourPanels(float[] sums, int j, float[] x, int at) {
    int size = inputs * PANEL;
    FloatVector a = at(sums, j);
    FloatVector b = at(sums, j + LANES);
    FloatVector c = at(sums, j + 2 * LANES);
    FloatVector d = at(sums, j + 3 * LANES);
    FloatVector e = at(sums, j + 4 * LANES);
    FloatVector f = at(sums, j + 5 * LANES);
    FloatVector g = at(sums, j + 6 * LANES);
    FloatVector h = at(sums, j + 7 * LANES);
    for (int i = 0, w = j * inputs; i < inputs; i++, w += PANEL) {
      FloatVector value = FloatVector.broadcast(SPECIES, x[at + i]);
      a = at(panels, w).fma(value, a);
      b = at(panels, w + LANES).fma(value, b);
      c = at(panels, w + size).fma(value, c);
      d = at(panels, w + size + LANES).fma(value, d);
      e = at(panels, w + 2 * size).fma(value, e);
      f = at(panels, w + 2 * size + LANES).fma(value, f);
      g = at(panels, w + 3 * size).fma(value, g);
      h = at(panels, w + 3 * size + LANES).fma(value, h);
    }
    a.intoArray(sums, j);
    b.intoArray(sums, j + LANES);
    c.intoArray(sums, j + 2 * LANES);
    d.intoArray(sums, j + 3 * LANES);
    e.intoArray(sums, j + 4 * LANES);
    f.intoArray(sums, j + 5 * LANES);
    g.intoArray(sums, j + 6 * LANES);
    h.intoArray(sums, j + 7 * LANES);
  }

  private void addOnePanel(float[] sums, int j, float[] x, int at) {
    FloatVector a = at(sums, j);
    FloatVector b = at(sums, j + LANES);
    for (int i = 0, w = j * inputs; i < inputs; i++, w += PANEL) {
      FloatVector value = FloatVector.broadcast(SPECIES, x[at + i]);
      a = at(panels, w).fma(value, a);
      b = at(panels, w + LANES).fma(value, b);
    }
    a.intoArray(sums, j);
    b.intoArray(sums, j + LANES);
  }

  private void addRest(float[] sums, float[] x, int at) {
    for (int i = 0; i < inputs; i++) {
      for (int j = inPanels; j < width; j++) {
        sums[j] = Fma.of(x[at + i], rows[i][j], sums[j]);
      }
    }
  }

  private static FloatVector at(float[] values, int index) {
    return FloatVector.fromArray(SPECIES, values, index);
  }
}
