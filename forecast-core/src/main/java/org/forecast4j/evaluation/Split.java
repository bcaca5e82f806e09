package org.forecast4j.evaluation;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * Examples cut into four consecutive stretches of time, so that nothing is fitted, chosen or
 * calibrated on what comes after it: every outcome of a part is known when the next part begins.
 * Examples between two parts, whose outcomes are not, are in neither. No moment is cut: examples of
 * one moment, such as those with a date alone and of one day, are never in two parts.
 *
 * @param train what forecasters are fitted on
 * @param validation what options and ensemble weights are chosen on
 * @param calibration what intervals are calibrated on
 * @param test what the result is measured on
 * @param embargoed how many examples were left out between the parts, because their outcomes were
 *     not yet known
 */
public record Split(
    List<LabeledPattern> train,
    List<LabeledPattern> validation,
    List<LabeledPattern> calibration,
    List<LabeledPattern> test,
    int embargoed) {
  private static final List<String> NAMES =
      List.of("training", "validation", "calibration", "test");

  /**
   * Copies and checks the parts.
   *
   * @throws IllegalArgumentException if a part is empty, an example is of a moment before an
   *     earlier one's of its part, its outcome is not known when the next part begins, or the
   *     number of those left out is negative
   */
  public Split {
    List<List<LabeledPattern>> parts = List.of(train, validation, calibration, test);
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).isEmpty()) {
        throw new IllegalArgumentException(
            "the " + NAMES.get(i) + " part is empty; expected at least 1");
      }
    }
    for (int i = 0; i < parts.size(); i++) {
      requireOrder(parts.get(i), NAMES.get(i));
      if (i > 0) {
        requireKnown(parts.get(i - 1), NAMES.get(i - 1), parts.get(i).get(0), NAMES.get(i));
      }
    }
    train = List.copyOf(train);
    validation = List.copyOf(validation);
    calibration = List.copyOf(calibration);
    test = List.copyOf(test);
    Checks.atLeast(0, embargoed, "embargoed");
  }

  /**
   * Parts between which nothing was left out.
   *
   * @param train what forecasters are fitted on
   * @param validation what options and ensemble weights are chosen on
   * @param calibration what intervals are calibrated on
   * @param test what the result is measured on
   * @throws IllegalArgumentException as the constructor with all components
   */
  public Split(
      List<LabeledPattern> train,
      List<LabeledPattern> validation,
      List<LabeledPattern> calibration,
      List<LabeledPattern> test) {
    this(train, validation, calibration, test, 0);
  }

  /**
   * Splits 60/10/15/15.
   *
   * @param examples the examples, in any order
   * @return the four parts
   * @throws IllegalArgumentException as {@link #chronological(List, double, double, double)}
   */
  public static Split chronological(List<LabeledPattern> examples) {
    return chronological(examples, 0.6, 0.1, 0.15);
  }

  /**
   * Sorts the examples by moment, keeping the order within one, and splits them by share. The
   * example at index ⌊share·n⌋, the shares added up, opens a part; if it is not the first of its
   * moment, all of that moment go to the later part. O(n log n).
   *
   * @param examples the examples, in any order
   * @param train the share to train on, strictly between 0 and 1
   * @param validation the share to validate on, strictly between 0 and 1
   * @param calibration the share to calibrate on, strictly between 0 and 1; the rest is the test
   *     part
   * @return the four parts
   * @throws IllegalArgumentException if a share is not strictly between 0 and 1, they leave nothing
   *     for the test, or a part is empty, saying why
   */
  public static Split chronological(
      List<LabeledPattern> examples, double train, double validation, double calibration) {
    double validationFrom = Checks.probability(train, "training share");
    double calibrationFrom =
        sum(validationFrom, Checks.probability(validation, "validation share"));
    double testFrom = sum(calibrationFrom, Checks.probability(calibration, "calibration share"));
    Checks.probability(testFrom, "sum of the three shares");
    List<LabeledPattern> sorted = LabeledPattern.inOrder(examples);
    Checks.atLeast(4, sorted.size(), "number of examples");
    return cut(
        sorted,
        momentAt(sorted, validationFrom),
        momentAt(sorted, calibrationFrom),
        momentAt(sorted, testFrom));
  }

  /**
   * Sorts the examples by moment, keeping the order within one, and splits them at dates. O(n log
   * n).
   *
   * @param examples the examples, in any order
   * @param validationFrom the first day to validate on, which begins as UTC has it
   * @param calibrationFrom the first day to calibrate on
   * @param testFrom the first day to test on
   * @return the four parts
   * @throws IllegalArgumentException if a part is empty, saying why
   */
  public static Split byDate(
      List<LabeledPattern> examples,
      LocalDate validationFrom,
      LocalDate calibrationFrom,
      LocalDate testFrom) {
    return byMoment(examples, start(validationFrom), start(calibrationFrom), start(testFrom));
  }

  /**
   * Sorts the examples by moment, keeping the order within one, and splits them at moments. O(n log
   * n).
   *
   * @param examples the examples, in any order
   * @param validationFrom the first moment to validate on
   * @param calibrationFrom the first moment to calibrate on
   * @param testFrom the first moment to test on
   * @return the four parts
   * @throws IllegalArgumentException if a part is empty, saying why
   */
  public static Split byMoment(
      List<LabeledPattern> examples,
      Instant validationFrom,
      Instant calibrationFrom,
      Instant testFrom) {
    return cut(LabeledPattern.inOrder(examples), validationFrom, calibrationFrom, testFrom);
  }

  private static Instant start(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  private static Split cut(List<LabeledPattern> sorted, Instant... beginnings) {
    List<List<LabeledPattern>> parts = new ArrayList<>();
    int embargoed = 0;
    int from = 0;
    for (int i = 0; i < NAMES.size(); i++) {
      boolean isLast = i == beginnings.length;
      int to = isLast ? sorted.size() : Math.max(from, indexOf(sorted, beginnings[i]));
      List<LabeledPattern> whole = sorted.subList(from, to);
      List<LabeledPattern> part =
          to == sorted.size() ? whole : knownAt(sorted.get(to).moment(), whole);
      if (part.isEmpty()) {
        throw new IllegalArgumentException(
            "the "
                + NAMES.get(i)
                + " part is empty; expected at least 1: "
                + why(sorted, from, to));
      }
      embargoed += whole.size() - part.size();
      parts.add(part);
      from = to;
    }
    return new Split(parts.get(0), parts.get(1), parts.get(2), parts.get(3), embargoed);
  }

  private static List<LabeledPattern> knownAt(Instant moment, List<LabeledPattern> examples) {
    return examples.stream().filter(example -> !example.known().isAfter(moment)).toList();
  }

  /** Why the stretch from an index to another leaves nothing for a part. */
  private static String why(List<LabeledPattern> sorted, int from, int to) {
    if (sorted.isEmpty()) {
      return "there is no example";
    }
    LabeledPattern first = sorted.get(0);
    LabeledPattern last = sorted.get(sorted.size() - 1);
    String all = "all " + sorted.size() + " examples ";
    if (first.moment().equals(last.moment())) {
      return all + "have one moment, " + time(first);
    }
    if (from < to) {
      return "of its "
          + (to - from)
          + " examples no outcome is known when the next part begins, "
          + time(sorted.get(to));
    }
    if (from == sorted.size()) {
      return all + "come before it, the last at " + time(last);
    }
    long moments = sorted.stream().map(LabeledPattern::moment).distinct().count();
    return "of "
        + moments
        + " moments of "
        + sorted.size()
        + " examples both it and the next part would begin with "
        + time(sorted.get(from));
  }

  /** The date of an example of a day, or else the moment. */
  static String time(LabeledPattern example) {
    return example.isOfDay() ? example.date().toString() : example.moment().toString();
  }

  /** The index of the first example at or after a moment; the number of examples if none is. */
  static int indexOf(List<LabeledPattern> sorted, Instant moment) {
    int from = 0;
    int to = sorted.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted.get(middle).moment().isBefore(moment)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static Instant momentAt(List<LabeledPattern> sorted, double share) {
    return sorted.get((int) Ranks.floor(share, sorted.size())).moment();
  }

  /** The sum of decimal numbers: 0.6 and 0.1 and 0.15 make 0.85 and nothing beside it. */
  private static double sum(double share, double next) {
    return BigDecimal.valueOf(share).add(BigDecimal.valueOf(next)).doubleValue();
  }

  private static void requireOrder(List<LabeledPattern> part, String name) {
    for (int i = 1; i < part.size(); i++) {
      if (part.get(i).moment().isBefore(part.get(i - 1).moment())) {
        throw new IllegalArgumentException(
            name
                + "["
                + i
                + "] is dated "
                + time(part.get(i))
                + "; expected not before what is before it: "
                + time(part.get(i - 1)));
      }
    }
  }

  private static void requireKnown(
      List<LabeledPattern> part, String name, LabeledPattern next, String nextName) {
    for (int i = 0; i < part.size(); i++) {
      if (part.get(i).known().isAfter(next.moment())) {
        throw new IllegalArgumentException(
            nextName
                + "[0] is dated "
                + time(next)
                + "; expected not before every outcome before it is known: that of "
                + name
                + "["
                + i
                + "] is at "
                + part.get(i).known());
      }
    }
  }
}
