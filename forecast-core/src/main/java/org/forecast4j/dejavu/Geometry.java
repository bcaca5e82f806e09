package org.forecast4j.dejavu;

import java.util.List;

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
  /** Beyond this squares overflow and distances lose their order. */
  private static final double LARGEST = 1e150;

  private final Distance distance;
  private final Scaling scaling;
  private final int inputLength;
  private final List<String> covariates;
  private final double[] covariateWeights;

  Geometry(
      Distance distance,
      Scaling scaling,
      int inputLength,
      List<String> covariates,
      double[] covariateWeights) {
    this.distance = distance;
    this.scaling = scaling;
    this.inputLength = inputLength;
    this.covariates = covariates;
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
    return valueCoordinates() + covariates.size();
  }

  /**
   * The point of a pattern.
   *
   * @param values the pattern's values; changed
   * @param covariateValues in the order of the names, NaN if absent
   * @throws IllegalArgumentException if a coordinate is beyond {@value #LARGEST}
   */
  double[] point(double[] values, double[] covariateValues) {
    scaling.apply(values);
    double[] point = new double[dimensions()];
    if (distance.kind() == Distance.Kind.CORRELATION) {
      point[inputLength] = standardize(values);
    }
    for (int i = 0; i < inputLength; i++) {
      point[i] = bounded(values[i], "values[" + i + "]");
    }
    for (int i = 0; i < covariateValues.length; i++) {
      double coordinate = covariateWeights[i] * covariateValues[i];
      point[valueCoordinates() + i] =
          Double.isNaN(covariateValues[i]) ? Double.NaN : bounded(coordinate, covariates.get(i));
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

  private static double bounded(double coordinate, String what) {
    if (!(Math.abs(coordinate) <= LARGEST)) {
      throw new IllegalArgumentException(
          what + " is " + coordinate + " after scaling; expected at most " + LARGEST);
    }
    return coordinate;
  }
}
