package org.forecast4j.dejavu;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/**
 * Past patterns and what followed them, all of one shape, in a compact form: numbers in flat
 * arrays, equal times and labels stored once however many examples share them. Immutable and safe
 * for concurrent use.
 */
public final class PatternDatabase {
  private final Shape shape;
  private final String[] ids;
  private final Instant[] moments;
  private final Instant[] known;
  private final Labels labels;
  private final double[] values;
  private final double[] outcomes;

  /** By name, one value an example, NaN where an example lacks the covariate. */
  private final Map<String, double[]> covariates;

  /** Takes over the columns as they are; values and outcomes an example after the other. */
  PatternDatabase(
      Shape shape,
      String[] ids,
      Instant[] moments,
      Instant[] known,
      Labels labels,
      double[] values,
      double[] outcomes,
      Map<String, double[]> covariates) {
    this.shape = shape;
    this.ids = ids;
    this.moments = moments;
    this.known = known;
    this.labels = labels;
    this.values = values;
    this.outcomes = outcomes;
    this.covariates = covariates;
  }

  private PatternDatabase(List<LabeledPattern> examples) {
    int size = examples.size();
    covariates = new TreeMap<>();
    shape = examples.get(0).shape();
    shape.requireAll(examples);
    ids = new String[size];
    moments = new Instant[size];
    known = new Instant[size];
    values = new double[Math.multiplyExact(size, shape.inputLength())];
    outcomes = new double[Math.multiplyExact(size, shape.horizon())];
    Map<Instant, Instant> sharedTimes = new HashMap<>();
    for (int i = 0; i < size; i++) {
      LabeledPattern example = examples.get(i);
      ids[i] = example.id();
      moments[i] = sharedTimes.computeIfAbsent(example.moment(), time -> time);
      known[i] = sharedTimes.computeIfAbsent(example.known(), time -> time);
      copyNumbers(example, i);
    }
    labels = Labels.of(examples);
  }

  private void copyNumbers(LabeledPattern example, int index) {
    System.arraycopy(
        example.pattern().values(), 0, values, index * shape.inputLength(), shape.inputLength());
    System.arraycopy(example.outcome(), 0, outcomes, index * shape.horizon(), shape.horizon());
    example
        .pattern()
        .covariates()
        .forEach((name, value) -> covariates.computeIfAbsent(name, this::absent)[index] = value);
  }

  private double[] absent(String name) {
    double[] column = new double[ids.length];
    Arrays.fill(column, Double.NaN);
    return column;
  }

  /**
   * A database of examples.
   *
   * @param examples past patterns with their outcomes, at least one; their places are the indexes
   *     of analogs and break ties
   * @return the database
   * @throws IllegalArgumentException if there is no example or one has another shape than the first
   */
  public static PatternDatabase of(List<LabeledPattern> examples) {
    if (examples.isEmpty()) {
      throw new IllegalArgumentException("number of examples is 0; expected at least 1");
    }
    return new PatternDatabase(examples);
  }

  /**
   * The number of examples.
   *
   * @return at least 1
   */
  public int size() {
    return ids.length;
  }

  /**
   * The lengths that all patterns and outcomes share.
   *
   * @return the shape
   */
  public Shape shape() {
    return shape;
  }

  /**
   * The covariates that every example has, and a forecaster therefore can use.
   *
   * @return their names, in order
   */
  public Set<String> covariates() {
    Set<String> complete = new TreeSet<>(covariates.keySet());
    complete.removeIf(name -> !isComplete(column(name)));
    return complete;
  }

  private static boolean isComplete(double[] column) {
    for (double value : column) {
      if (Double.isNaN(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * One example, rebuilt: equal to the one the database was made of.
   *
   * @param index its place, from 0
   * @return the example
   * @throws IndexOutOfBoundsException if there is no such example
   */
  public LabeledPattern example(int index) {
    Map<String, Double> present = new TreeMap<>();
    covariates.forEach(
        (name, column) -> {
          if (!Double.isNaN(column[index])) {
            present.put(name, column[index]);
          }
        });
    Pattern pattern = new Pattern(values(index), present);
    int from = index * shape.horizon();
    double[] outcome = Arrays.copyOfRange(outcomes, from, from + shape.horizon());
    return new LabeledPattern(
        ids[index], moments[index], known[index], labels.of(index), pattern, outcome);
  }

  /**
   * All examples, in their order.
   *
   * @return an immutable view that rebuilds an example at each access
   */
  public List<LabeledPattern> examples() {
    return new AbstractList<>() {
      @Override
      public LabeledPattern get(int index) {
        return example(Objects.checkIndex(index, size()));
      }

      @Override
      public int size() {
        return ids.length;
      }
    };
  }

  Labels labels() {
    return labels;
  }

  /** The values of one example's pattern, a copy. */
  double[] values(int index) {
    int from = index * shape.inputLength();
    return Arrays.copyOfRange(values, from, from + shape.inputLength());
  }

  /** When the last of the outcomes is known. */
  Instant lastKnown() {
    return Arrays.stream(known).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** The last value of one example's pattern. */
  double last(int index) {
    return values[(index + 1) * shape.inputLength() - 1];
  }

  double outcome(int index, int step) {
    return outcomes[index * shape.horizon() + step];
  }

  /** A covariate's value for each example, NaN where there is none. Not to be changed. */
  double[] column(String name) {
    return Objects.requireNonNull(covariates.get(name));
  }

  @Override
  public String toString() {
    return size() + " examples of shape " + shape + ", covariates " + covariates();
  }
}
