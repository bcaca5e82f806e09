package org.forecast4j.dejavu;

/**
 * Turns patterns into points whose distance is that of the patterns: first the coordinates that
 * come from the values, then one for each covariate, NaN if it is absent.
 *
 * <p>The distance of two points is {@link Distance#ofSum} of the sum, in the order of the
 * coordinates, of a term for each: the squared or absolute difference. For {@link
 * Distance#CORRELATION} values become unit vectors over √2, whose squared distance is 1 − ρ; an
 * extra coordinate keeps constants, as a direction of their own, apart from all others.
 */
final class Geometry {
  private final Distance distance;
  private final Scaling scaling;
  private final int inputLength;
  private final double[] covariateWeights;

  Geometry(Distance distance, Scaling scaling, int inputLength, double... covariateWeights) {
    this.distance = distance;
    this.scaling = scaling;
    this.inputLength = inputLength;
    this.covariateWeights = covariateWeights;
  }

  Distance distance() {
    return distance;
  }

  /** The number of coordinates that come from the values. */
  int valueCoordinates() {
    return distance.kind() == Distance.Kind.CORRELATION ? inputLength + 1 : inputLength;
  }

  int dimensions() {
    return valueCoordinates() + covariateWeights.length;
  }

  /**
   * The point of a pattern.
   *
   * @param values the pattern's values; changed
   * @param covariateValues in the order of the weights, NaN if absent
   */
  double[] point(double[] values, double[] covariateValues) {
    scaling.apply(values);
    double[] point = new double[dimensions()];
    if (distance.kind() == Distance.Kind.CORRELATION) {
      point[inputLength] = standardize(values);
    }
    System.arraycopy(values, 0, point, 0, inputLength);
    for (int i = 0; i < covariateValues.length; i++) {
      point[valueCoordinates() + i] = covariateWeights[i] * covariateValues[i];
    }
    return point;
  }

  /** Makes the values a vector of length √½; the extra coordinate is 0, or √½ for a constant. */
  private static double standardize(double[] values) {
    Scaling.center(values);
    double length = Math.sqrt(2 * Scaling.sumOfSquares(values));
    Scaling.divide(values, length);
    return length > 0 ? 0 : Math.sqrt(0.5);
  }
}
