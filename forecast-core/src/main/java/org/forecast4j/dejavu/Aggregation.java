package org.forecast4j.dejavu;

import org.forecast4j.internal.Checks;

/** How the outcomes of the neighbours become one forecast, for each step. */
public final class Aggregation {
  /** The weighted mean. */
  public static final Aggregation MEAN = new Aggregation(Kind.MEAN, 0);

  /**
   * The weighted lower median: the smallest outcome that, with those below it, has half the weight.
   */
  public static final Aggregation MEDIAN = new Aggregation(Kind.MEDIAN, 0);

  enum Kind {
    MEAN,
    MEDIAN,
    LOCAL_LINEAR
  }

  private final Kind kind;
  private final double ridge;

  private Aggregation(Kind kind, double ridge) {
    this.kind = kind;
    this.ridge = ridge;
  }

  /**
   * {@link #localLinear(double)} with a ridge of 0.1.
   *
   * @return the aggregation
   */
  public static Aggregation localLinear() {
    return localLinear(0.1);
  }

  /**
   * A weighted linear regression among the neighbours, evaluated at the pattern. Neighbours are
   * seldom spread evenly around a pattern: there are more of them on the side of the common. The
   * regression removes the pull this has on the mean. It regresses on the last value, the mean
   * value and the covariates, as they are before scaling and weighting.
   *
   * @param ridge the penalty on each slope, relative to its regressor's variance among the
   *     neighbours, at least 1e-9. 0.1 hardly shrinks a slope that stands alone, but settles how
   *     collinear ones share; large values give the mean
   * @return the aggregation
   * @throws IllegalArgumentException if the ridge is below 1e-9 or not finite
   * @see <a href="https://doi.org/10.1080/01621459.1979.10481038">Cleveland 1979, Robust Locally
   *     Weighted Regression and Smoothing Scatterplots</a>
   */
  public static Aggregation localLinear(double ridge) {
    if (!(Checks.finite(ridge, "ridge") >= 1e-9)) {
      throw new IllegalArgumentException("ridge is " + ridge + "; expected at least 1e-9");
    }
    return new Aggregation(Kind.LOCAL_LINEAR, ridge);
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @param text {@code mean}, {@code median} or {@code local-linear(ridge)}
   * @return the aggregation
   * @throws IllegalArgumentException if the text is none of these
   */
  public static Aggregation parse(String text) {
    Choice choice = Choice.parse(text);
    for (Aggregation plain : new Aggregation[] {MEAN, MEDIAN}) {
      if (choice.is(plain.toString())) {
        return plain;
      }
    }
    if (choice.takes("local-linear")) {
      return localLinear(choice.number());
    }
    throw Choice.unknown("aggregation", text, "mean, median or local-linear(ridge)");
  }

  Kind kind() {
    return kind;
  }

  double ridge() {
    return ridge;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Aggregation that && kind == that.kind && ridge == that.ridge;
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + Double.hashCode(ridge);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case MEAN -> "mean";
      case MEDIAN -> "median";
      case LOCAL_LINEAR -> "local-linear(" + ridge + ")";
    };
  }
}
