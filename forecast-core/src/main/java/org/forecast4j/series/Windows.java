package org.forecast4j.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;

/**
 * Cuts series into patterns with their outcomes, for forecasters of patterns. A series begins at
 * its first value. The moment of an example is that of its pattern's last value, and its outcome is
 * known at the moment of the last value of that. It carries the label {@value #SERIES}, the id of
 * its series, and its pattern, as covariates, what was known in advance of the first value to
 * forecast. Left out is a window whose level does not suit the scaling, and one of whose covariates
 * a value is not known. Immutable and safe for concurrent use.
 */
public final class Windows {
  /** The label that names the series of an example. */
  public static final String SERIES = "series";

  private final Shape shape;
  private final int stride;
  private final LevelScaling scaling;
  private final Gaps gaps;
  private final SortedSet<String> covariates;

  private Windows(Builder builder) {
    shape = builder.shape;
    stride = builder.stride;
    scaling = builder.scaling;
    gaps = builder.gaps;
    covariates = new TreeSet<>(builder.covariates);
  }

  /**
   * Starts from the defaults: stride 1, no scaling, no covariates, gaps refused.
   *
   * @param shape how many values a pattern has, and how many follow it
   * @return a builder
   */
  public static Builder builder(Shape shape) {
    return new Builder(shape);
  }

  /**
   * All windows of a series, oldest first; the last ends with the series, and others lie a stride
   * apart before it.
   *
   * @param series the series
   * @return none if the series is shorter than a window
   * @throws IllegalArgumentException if it has a gap and gaps are refused, or lacks a covariate
   */
  public List<LabeledPattern> of(TimeSeries series) {
    TimeSeries begun = series.begun();
    double[] values = gaps.close(begun);
    int spare = values.length - shape.inputLength() - shape.horizon();
    List<LabeledPattern> examples = new ArrayList<>();
    for (int from = Math.floorMod(spare, stride); from <= spare; from += stride) {
      int end = from + shape.inputLength();
      double[] pattern = Arrays.copyOfRange(values, from, end);
      double level = scaling.level(pattern);
      Optional<Map<String, Double>> known = covariates(begun, end);
      if (scaling.suits(level) && known.isPresent()) {
        double[] outcome = Arrays.copyOfRange(values, end, end + shape.horizon());
        examples.add(
            new LabeledPattern(
                series.id() + "@" + begun.timeline().text(end - 1),
                begun.timeline().instant(end - 1L),
                begun.timeline().instant(end + shape.horizon() - 1L),
                Map.of(SERIES, series.id()),
                new Pattern(scaling.scale(pattern, level), known.get()),
                scaling.scale(outcome, level)));
      }
    }
    return examples;
  }

  /**
   * All windows of all series, series by series.
   *
   * @param panel the series
   * @return none if all series are shorter than a window
   * @throws IllegalArgumentException as {@link #of(TimeSeries)} throws it
   */
  public List<LabeledPattern> of(Panel panel) {
    return panel.series().stream().flatMap(series -> of(series).stream()).toList();
  }

  /**
   * The pattern that the forecast of what follows a series is made from.
   *
   * @param series the series
   * @return empty if it is too short, its level does not suit the scaling, or a covariate of the
   *     first value to come is not known
   * @throws IllegalArgumentException as {@link #of(TimeSeries)} throws it
   */
  public Optional<Pattern> last(TimeSeries series) {
    TimeSeries begun = series.begun();
    double[] values = gaps.close(begun);
    if (values.length < shape.inputLength()) {
      return Optional.empty();
    }
    double[] pattern = lastValues(values);
    double level = scaling.level(pattern);
    return scaling.suits(level)
        ? covariates(begun, values.length)
            .map(known -> new Pattern(scaling.scale(pattern, level), known))
        : Optional.empty();
  }

  /**
   * Brings a forecast of the {@linkplain #last last} pattern back to the level of its series.
   *
   * @param scaled what a forecaster of these windows said
   * @param series the series, at least as long as a pattern
   * @return as many values
   */
  public double[] restore(double[] scaled, TimeSeries series) {
    double[] values = gaps.close(series);
    Checks.atLeast(shape.inputLength(), values.length, "number of values of series " + series.id());
    return scaling.restore(scaled, scaling.level(lastValues(values)));
  }

  private double[] lastValues(double[] values) {
    return Arrays.copyOfRange(values, values.length - shape.inputLength(), values.length);
  }

  private Optional<Map<String, Double>> covariates(TimeSeries series, int index) {
    Map<String, Double> known = new TreeMap<>();
    for (String name : covariates) {
      double value = series.covariate(name, index);
      if (Double.isNaN(value)) {
        return Optional.empty();
      }
      known.put(name, value);
    }
    return Optional.of(known);
  }

  /** Puts {@link Windows} together. Not thread-safe. */
  public static final class Builder {
    private final Shape shape;
    private int stride = 1;
    private LevelScaling scaling = LevelScaling.NONE;
    private Gaps gaps = Gaps.REFUSE;
    private final SortedSet<String> covariates = new TreeSet<>();

    private Builder(Shape shape) {
      this.shape = shape;
    }

    /**
     * Sets how far windows lie apart.
     *
     * @param values at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder stride(int values) {
      stride = Checks.atLeast(1, values, "stride");
      return this;
    }

    /**
     * Sets how series of different levels become alike.
     *
     * @param value the scaling
     * @return this builder
     */
    public Builder scaling(LevelScaling value) {
      scaling = value;
      return this;
    }

    /**
     * Sets what is done where a value is not known.
     *
     * @param value the rule
     * @return this builder
     */
    public Builder gaps(Gaps value) {
      gaps = value;
      return this;
    }

    /**
     * Adds a covariate of the series to the patterns.
     *
     * @param name a covariate that every series has
     * @return this builder
     */
    public Builder covariate(String name) {
      covariates.add(name);
      return this;
    }

    /**
     * Builds the windows.
     *
     * @return the windows
     */
    public Windows build() {
      return new Windows(this);
    }
  }
}
