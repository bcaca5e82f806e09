package org.forecast4j.dejavu;

import org.forecast4j.internal.Checks;

/**
 * How far two patterns lie apart. Covariates, each multiplied by its weight, count as further
 * coordinates.
 */
public final class Distance {
  /**
   * The root of the sum of squared differences. Covariates add their squared differences under the
   * root.
   */
  public static final Distance EUCLIDEAN = new Distance(Kind.EUCLIDEAN, 0);

  /** The sum of absolute differences; those of the covariates are added. */
  public static final Distance MANHATTAN = new Distance(Kind.MANHATTAN, 0);

  /**
   * 1 − ρ, from 0 to 2, where ρ is Pearson's correlation of the values: shape alone counts. A
   * constant pattern has no correlation: it is at distance 0 from constants and 1 from all others.
   * The absolute differences of the covariates are added.
   */
  public static final Distance CORRELATION = new Distance(Kind.CORRELATION, 0);

  enum Kind {
    EUCLIDEAN,
    MANHATTAN,
    CORRELATION,
    DTW
  }

  private final Kind kind;
  private final int radius;

  private Distance(Kind kind, int radius) {
    this.kind = kind;
    this.radius = radius;
  }

  /**
   * Dynamic time warping: the Euclidean distance after one pattern has been stretched and squeezed
   * in time to fit the other as well as it can, by no more than {@code radius} steps (the
   * Sakoe–Chiba band). The local cost is the squared difference; the distance is the root of the
   * cheapest path's cost plus the covariates' squared differences. Radius 0 is {@link #EUCLIDEAN}.
   *
   * @param radius the most steps that values put together may be apart, at least 0
   * @return the distance
   * @throws IllegalArgumentException if the radius is negative
   * @see <a href="https://doi.org/10.1109/TASSP.1978.1163055">Sakoe and Chiba 1978, Dynamic
   *     programming algorithm optimization for spoken word recognition</a>
   */
  public static Distance dtw(int radius) {
    return new Distance(Kind.DTW, Checks.atLeast(0, radius, "DTW radius"));
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @param text {@code euclidean}, {@code manhattan}, {@code correlation} or {@code dtw(radius)}
   * @return the distance
   * @throws IllegalArgumentException if the text is none of these
   */
  public static Distance parse(String text) {
    Choice choice = Choice.parse(text);
    for (Distance plain : new Distance[] {EUCLIDEAN, MANHATTAN, CORRELATION}) {
      if (choice.is(plain.toString())) {
        return plain;
      }
    }
    if (choice.takes("dtw")) {
      return dtw(choice.wholeNumber());
    }
    throw Choice.unknown("distance", text, "euclidean, manhattan, correlation or dtw(radius)");
  }

  Kind kind() {
    return kind;
  }

  /** The width of the Sakoe–Chiba band; 0 for what does not warp. */
  int radius() {
    return radius;
  }

  /** Whether the terms of the values are squares, not magnitudes. */
  boolean squaresValues() {
    return kind != Kind.MANHATTAN;
  }

  /** Whether the terms of the covariates are squares, not magnitudes. */
  boolean squaresCovariates() {
    return kind == Kind.EUCLIDEAN || kind == Kind.DTW;
  }

  /** The distance whose terms add up to {@code sum}. */
  double ofSum(double sum) {
    return squaresCovariates() ? Math.sqrt(sum) : sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Distance that && kind == that.kind && radius == that.radius;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + radius;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case EUCLIDEAN -> "euclidean";
      case MANHATTAN -> "manhattan";
      case CORRELATION -> "correlation";
      case DTW -> "dtw(" + radius + ")";
    };
  }
}
