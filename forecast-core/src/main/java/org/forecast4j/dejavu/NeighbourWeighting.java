package org.forecast4j.dejavu;

import org.forecast4j.internal.Checks;

/** How the share of a neighbour in the forecast depends on its distance. */
public final class NeighbourWeighting {
  /** Every neighbour has the same share. */
  public static final NeighbourWeighting UNIFORM = new NeighbourWeighting(Kind.UNIFORM, 0);

  /** Shares proportional to 1/distance; exact matches, if any, have all of it in equal parts. */
  public static final NeighbourWeighting INVERSE_DISTANCE =
      new NeighbourWeighting(Kind.INVERSE_DISTANCE, 0);

  private enum Kind {
    UNIFORM,
    GAUSSIAN,
    INVERSE_DISTANCE
  }

  private final Kind kind;
  private final double bandwidth;

  private NeighbourWeighting(Kind kind, double bandwidth) {
    this.kind = kind;
    this.bandwidth = bandwidth;
  }

  /**
   * Shares proportional to exp(−d²/(2h²)), where d is the distance in units of the distance of the
   * farthest of the K neighbours: the bandwidth fits itself to how densely the past is populated.
   *
   * @param bandwidth h, more than 0; 1 gives the farthest neighbour 61 % of the share of an exact
   *     match, ½ gives it 14 %. However small, the nearest neighbours keep their share
   * @return the weighting
   * @throws IllegalArgumentException if the bandwidth is not a positive number
   */
  public static NeighbourWeighting gaussian(double bandwidth) {
    return new NeighbourWeighting(Kind.GAUSSIAN, Checks.positive(bandwidth, "bandwidth"));
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @param text {@code uniform}, {@code inverse-distance} or {@code gaussian(bandwidth)}
   * @return the weighting
   * @throws IllegalArgumentException if the text is none of these
   */
  public static NeighbourWeighting parse(String text) {
    Choice choice = Choice.parse(text);
    for (NeighbourWeighting plain : new NeighbourWeighting[] {UNIFORM, INVERSE_DISTANCE}) {
      if (choice.is(plain.toString())) {
        return plain;
      }
    }
    if (choice.takes("gaussian")) {
      return gaussian(choice.number());
    }
    throw Choice.unknown("weighting", text, "uniform, inverse-distance or gaussian(bandwidth)");
  }

  /** A weight, up to a common factor. The nearest has 1, so that they never vanish together. */
  double weight(double distance, double nearest, double farthest) {
    if (distance == nearest) {
      return 1;
    }
    return switch (kind) {
      case UNIFORM -> 1;
      case GAUSSIAN -> {
        double excess =
            (distance - nearest) / farthest * ((distance + nearest) / farthest) / bandwidth;
        // Strict: the bits are the same on every platform.
        yield StrictMath.exp(-0.5 * excess / bandwidth);
      }
      case INVERSE_DISTANCE -> nearest / distance;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NeighbourWeighting that
        && kind == that.kind
        && bandwidth == that.bandwidth;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + Double.hashCode(bandwidth);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case UNIFORM -> "uniform";
      case GAUSSIAN -> "gaussian(" + bandwidth + ")";
      case INVERSE_DISTANCE -> "inverse-distance";
    };
  }
}
