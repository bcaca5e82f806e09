package org.forecast4j;

import java.util.List;
import org.forecast4j.internal.Checks;

/**
 * How many observations a forecaster reads and how many following values it forecasts.
 *
 * @param inputLength number of observed values, 1 to {@value #MAX_LENGTH}
 * @param horizon number of forecast values, 1 to {@value #MAX_LENGTH}
 */
public record Shape(int inputLength, int horizon) {
  /** The longest pattern and the longest path. */
  public static final int MAX_LENGTH = 100_000;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Shape {
    Checks.between(1, inputLength, MAX_LENGTH, "inputLength");
    Checks.between(1, horizon, MAX_LENGTH, "horizon");
  }

  /**
   * Refuses a pattern of another length.
   *
   * @param pattern the pattern to look at
   * @return {@code pattern}
   * @throws IllegalArgumentException if its length is not {@link #inputLength()}
   */
  public Pattern require(Pattern pattern) {
    Checks.length(inputLength, pattern.length(), "pattern");
    return pattern;
  }

  /**
   * Refuses an outcome of another length.
   *
   * @param outcome the values that followed a pattern
   * @return {@code outcome} itself
   * @throws IllegalArgumentException if its length is not {@link #horizon()} or a value is NaN,
   *     infinite or beyond {@link ValueBounds#MAX_MAGNITUDE}, naming it
   */
  public double[] requireOutcome(double... outcome) {
    Checks.length(horizon, outcome.length, "outcome");
    return Checks.values(outcome, "outcome");
  }

  /**
   * Refuses examples of another shape.
   *
   * @param examples the examples to look at
   * @throws IllegalArgumentException if one has another shape, naming its place and id
   */
  public void requireAll(List<LabeledPattern> examples) {
    for (int i = 0; i < examples.size(); i++) {
      LabeledPattern example = examples.get(i);
      if (!example.shape().equals(this)) {
        throw new IllegalArgumentException(
            "examples["
                + i
                + "] '"
                + example.id()
                + "' has shape "
                + example.shape()
                + "; expected "
                + this);
      }
    }
  }

  @Override
  public String toString() {
    return inputLength + "→" + horizon;
  }
}
