package org.forecast4j.evaluation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ranks;

/**
 * Examples cut into four consecutive stretches of time, so that nothing is fitted, chosen or
 * calibrated on what comes after it. No day is cut: examples of one day are never in two parts.
 *
 * @param train what forecasters are fitted on
 * @param validation what options and ensemble weights are chosen on
 * @param calibration what intervals are calibrated on
 * @param test what the result is measured on
 */
public record Split(
    List<LabeledPattern> train,
    List<LabeledPattern> validation,
    List<LabeledPattern> calibration,
    List<LabeledPattern> test) {
  /**
   * Copies and checks the parts.
   *
   * @throws IllegalArgumentException if a part is empty, or an example is dated before an earlier
   *     one of its part, or on or before the last day of the part before
   */
  public Split {
    train = ordered(train, "training", LocalDate.MIN);
    validation = ordered(validation, "validation", lastDate(train));
    calibration = ordered(calibration, "calibration", lastDate(validation));
    test = ordered(test, "test", lastDate(calibration));
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
   * Sorts the examples by date, keeping the order within a day, and splits them by share. The
   * example at index ⌊share·n⌋, the shares added up, opens a part; if it is not the first of its
   * day, the whole day goes to that later part. O(n log n).
   *
   * @param examples the examples, in any order
   * @param train the share to train on, strictly between 0 and 1
   * @param validation the share to validate on, strictly between 0 and 1
   * @param calibration the share to calibrate on, strictly between 0 and 1; the rest is the test
   *     part
   * @return the four parts
   * @throws IllegalArgumentException if a share is not strictly between 0 and 1, they leave nothing
   *     for the test, or a part is empty
   */
  public static Split chronological(
      List<LabeledPattern> examples, double train, double validation, double calibration) {
    double validationFrom = Checks.probability(train, "training share");
    double calibrationFrom =
        sum(validationFrom, Checks.probability(validation, "validation share"));
    double testFrom = sum(calibrationFrom, Checks.probability(calibration, "calibration share"));
    Checks.probability(testFrom, "sum of the three shares");
    List<LabeledPattern> sorted = byDate(examples);
    Checks.atLeast(4, sorted.size(), "number of examples");
    return byDate(
        sorted,
        dateAt(sorted, validationFrom),
        dateAt(sorted, calibrationFrom),
        dateAt(sorted, testFrom));
  }

  /**
   * Sorts the examples by date, keeping the order within a day, and splits them at dates. O(n log
   * n).
   *
   * @param examples the examples, in any order
   * @param validationFrom the first day to validate on
   * @param calibrationFrom the first day to calibrate on
   * @param testFrom the first day to test on
   * @return the four parts
   * @throws IllegalArgumentException if a part is empty
   */
  public static Split byDate(
      List<LabeledPattern> examples,
      LocalDate validationFrom,
      LocalDate calibrationFrom,
      LocalDate testFrom) {
    List<LabeledPattern> sorted = byDate(examples);
    int validation = indexOf(sorted, validationFrom);
    int calibration = Math.max(validation, indexOf(sorted, calibrationFrom));
    int test = Math.max(calibration, indexOf(sorted, testFrom));
    return new Split(
        sorted.subList(0, validation),
        sorted.subList(validation, calibration),
        sorted.subList(calibration, test),
        sorted.subList(test, sorted.size()));
  }

  /** The examples by date, those of a day in the order they came in. */
  static List<LabeledPattern> byDate(List<LabeledPattern> examples) {
    List<LabeledPattern> sorted = new ArrayList<>(examples);
    sorted.sort(Comparator.comparing(LabeledPattern::date));
    return sorted;
  }

  /** The index of the first example on or after a date; the number of examples if there is none. */
  static int indexOf(List<LabeledPattern> sorted, LocalDate date) {
    int from = 0;
    int to = sorted.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted.get(middle).date().isBefore(date)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static LocalDate dateAt(List<LabeledPattern> sorted, double share) {
    return sorted.get((int) Ranks.floor(share, sorted.size())).date();
  }

  /** The sum of decimal numbers: 0.6 and 0.1 and 0.15 make 0.85 and nothing beside it. */
  private static double sum(double share, double next) {
    return BigDecimal.valueOf(share).add(BigDecimal.valueOf(next)).doubleValue();
  }

  private static List<LabeledPattern> ordered(
      List<LabeledPattern> part, String name, LocalDate before) {
    if (part.isEmpty()) {
      throw new IllegalArgumentException("the " + name + " part is empty; expected at least 1");
    }
    LocalDate latest = before;
    for (int i = 0; i < part.size(); i++) {
      LocalDate date = part.get(i).date();
      if (date.isBefore(latest) || (i == 0 && date.equals(before))) {
        throw new IllegalArgumentException(
            name
                + "["
                + i
                + "] is dated "
                + date
                + "; expected after what is before it: "
                + latest);
      }
      latest = date;
    }
    return List.copyOf(part);
  }

  private static LocalDate lastDate(List<LabeledPattern> part) {
    return part.get(part.size() - 1).date();
  }
}
