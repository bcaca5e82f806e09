package org.forecast4j;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.forecast4j.internal.Checks;

/**
 * A past pattern together with what followed it: the material that forecasters are fitted on,
 * calibrated on and measured on. It has two times: nothing that is evaluated or learned in the
 * order of time rests on an outcome before it was known.
 *
 * @param id what the caller knows the example by
 * @param moment when the pattern was complete, and a forecast could be made; examples are split and
 *     walked through in the order of their moments
 * @param known when the whole outcome was known, and could be learned from; after the moment
 * @param labels further facts to show beside it, by name, such as where it was; iterated in the
 *     order of the names
 * @param pattern the observations
 * @param outcome the values that followed, at least one, none beyond ±{@link
 *     ValueBounds#MAX_MAGNITUDE}
 */
public record LabeledPattern(
    String id,
    Instant moment,
    Instant known,
    Map<String, String> labels,
    Pattern pattern,
    double[] outcome) {
  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if the outcome was not known after the moment, is empty, or a
   *     value of it is NaN, infinite or beyond {@link ValueBounds#MAX_MAGNITUDE}, naming it
   */
  public LabeledPattern {
    if (!known.isAfter(moment)) {
      throw new IllegalArgumentException(
          "outcome of example "
              + id
              + " is known at "
              + known
              + "; expected after its moment, "
              + moment);
    }
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    Checks.atLeast(1, outcome.length, "number of outcomes");
    outcome = Checks.values(outcome.clone(), "outcome");
  }

  /**
   * An example of a day: all patterns of the day are complete before any outcome of it is known,
   * and all of these are known when the next day begins.
   *
   * @param id what the caller knows the example by
   * @param date the day; its moment is the day's beginning, UTC, and the outcome is known at its
   *     end
   * @param labels further facts to show beside it, by name
   * @param pattern the observations
   * @param outcome the values that followed
   * @throws IllegalArgumentException if the outcome is empty or not finite
   */
  public LabeledPattern(
      String id, LocalDate date, Map<String, String> labels, Pattern pattern, double[] outcome) {
    this(id, startOf(date), endOf(date), labels, pattern, outcome);
  }

  /**
   * An example of a day, without labels.
   *
   * @param id what the caller knows the example by
   * @param date the day; its moment is the day's beginning, UTC, and the outcome is known at its
   *     end
   * @param pattern the observations
   * @param outcome the values that followed
   * @return the example
   * @throws IllegalArgumentException if the outcome is empty or not finite
   */
  public static LabeledPattern of(String id, LocalDate date, Pattern pattern, double... outcome) {
    return new LabeledPattern(id, date, Map.of(), pattern, outcome);
  }

  /**
   * An example without labels.
   *
   * @param id what the caller knows the example by
   * @param moment when the pattern was complete
   * @param known when the whole outcome was known
   * @param pattern the observations
   * @param outcome the values that followed
   * @return the example
   * @throws IllegalArgumentException if the outcome was not known after the moment, is empty or not
   *     finite
   */
  public static LabeledPattern of(
      String id, Instant moment, Instant known, Pattern pattern, double... outcome) {
    return new LabeledPattern(id, moment, known, Map.of(), pattern, outcome);
  }

  private static Instant startOf(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static Instant endOf(LocalDate date) {
    return date.equals(LocalDate.MAX) ? Instant.MAX : startOf(date.plusDays(1));
  }

  /**
   * The day of its moment.
   *
   * @return the date, UTC
   */
  public LocalDate date() {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }

  /**
   * Whether it is an example of a day: of its beginning, with an outcome known at its end.
   *
   * @return whether {@link #date()} says both its times
   */
  public boolean isOfDay() {
    LocalDate date = date();
    return moment.equals(startOf(date)) && known.equals(endOf(date));
  }

  /**
   * Examples in the order of their moments; those of one moment keep their order.
   *
   * @param examples the examples, in any order
   * @return a new list
   */
  public static List<LabeledPattern> inOrder(List<LabeledPattern> examples) {
    List<LabeledPattern> sorted = new ArrayList<>(examples);
    sorted.sort(Comparator.comparing(LabeledPattern::moment));
    return sorted;
  }

  /**
   * The same example with another pattern, such as one with covariates.
   *
   * @param other the pattern
   * @return a new example
   */
  public LabeledPattern with(Pattern other) {
    return new LabeledPattern(id, moment, known, labels, other, outcome);
  }

  /**
   * The lengths of the pattern and of the outcome.
   *
   * @return the shape of a forecaster that fits
   */
  public Shape shape() {
    return new Shape(pattern.length(), outcome.length);
  }

  /**
   * One of the values that followed.
   *
   * @param step from 0, the first value after the pattern
   * @return the value
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double outcome(int step) {
    return outcome[step];
  }

  /**
   * The value at the end of the horizon: what a point forecast is compared with.
   *
   * @return the last value of the outcome
   */
  public double target() {
    return outcome[outcome.length - 1];
  }

  /**
   * The values of covariates of its pattern.
   *
   * @param names which, all known
   * @return one value a name, in their order
   * @throws IllegalArgumentException if the pattern lacks one, naming it and the example
   */
  public double[] covariates(List<String> names) {
    double[] known = new double[names.size()];
    for (int i = 0; i < known.length; i++) {
      Double value = pattern.covariates().get(names.get(i));
      if (value == null) {
        throw new IllegalArgumentException(
            "example "
                + id
                + " has the covariates "
                + new TreeSet<>(pattern.covariates().keySet())
                + "; expected "
                + names.get(i));
      }
      known[i] = value;
    }
    return known;
  }

  /**
   * The values that followed.
   *
   * @return a copy
   */
  @Override
  public double[] outcome() {
    return outcome.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabeledPattern that
        && id.equals(that.id)
        && moment.equals(that.moment)
        && known.equals(that.known)
        && labels.equals(that.labels)
        && pattern.equals(that.pattern)
        && Arrays.equals(outcome, that.outcome);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * id.hashCode() + pattern.hashCode()) + Arrays.hashCode(outcome);
  }

  @Override
  public String toString() {
    String time = isOfDay() ? date().toString() : moment + " (known " + known + ")";
    return id + " " + time + " " + pattern + "→" + Arrays.toString(outcome);
  }
}
