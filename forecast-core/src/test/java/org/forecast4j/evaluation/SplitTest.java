package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final LocalDate START = LocalDate.of(2020, 1, 1);

  @Test
  void twenty_examples_a_day_apart_split_60_10_15_15() {
    Split split = Split.chronological(onDays(IntStream.range(0, 20).toArray()));
    assertThat(ids(split.train())).hasSize(12).startsWith("0").endsWith("11");
    assertThat(ids(split.validation())).containsExactly("12", "13");
    assertThat(ids(split.calibration())).containsExactly("14", "15", "16");
    assertThat(ids(split.test())).containsExactly("17", "18", "19");
  }

  @Test
  void a_day_that_a_boundary_falls_into_goes_to_the_later_part() {
    // Boundaries at 5, 7 and 8; the example at 5 is the third of its day, the one at 7 opens a day.
    List<LabeledPattern> examples = onDays(0, 1, 2, 4, 4, 4, 4, 5, 6, 6);
    Split split = Split.chronological(examples, 0.5, 0.2, 0.1);
    assertThat(ids(split.train())).containsExactly("0", "1", "2");
    assertThat(ids(split.validation())).containsExactly("3", "4", "5", "6");
    assertThat(ids(split.calibration())).containsExactly("7");
    assertThat(ids(split.test())).containsExactly("8", "9");
  }

  @Test
  void shares_are_decimal_numbers() {
    // 0.7 + 0.1 is 0.7999999999999999 in binary and would cut at index 7.
    Split split = Split.chronological(onDays(IntStream.range(0, 10).toArray()), 0.7, 0.1, 0.1);
    assertThat(ids(split.calibration())).containsExactly("8");
  }

  @Test
  void examples_are_sorted_by_date_and_keep_their_order_within_a_day() {
    Split split = Split.byDate(onDays(9, 0, 5, 0, 9, 2, 0), day(1), day(3), day(8));
    assertThat(ids(split.train())).containsExactly("1", "3", "6");
    assertThat(ids(split.validation())).containsExactly("5");
    assertThat(ids(split.calibration())).containsExactly("2");
    assertThat(ids(split.test())).containsExactly("0", "4");
  }

  @Test
  void random_splits_agree_with_the_definition() {
    Random random = new Random(5);
    int compared = 0;
    for (int round = 0; round < 500; round++) {
      int n = random.nextInt(30, 120);
      List<LabeledPattern> examples = onDays(random.ints(n, 0, random.nextInt(10, 60)).toArray());
      int train = random.nextInt(20, 60);
      int validation = random.nextInt(10, 20);
      int calibration = random.nextInt(10, 20);
      int[] cuts = {train, train + validation, train + validation + calibration};
      List<List<LabeledPattern>> expected = definition(examples, cuts);
      if (expected.stream().noneMatch(List::isEmpty)) {
        Split split =
            Split.chronological(examples, train / 100.0, validation / 100.0, calibration / 100.0);
        assertThat(parts(split)).isEqualTo(expected);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(300);
  }

  @Test
  void an_empty_part_is_refused_by_name() {
    assertThatThrownBy(() -> Split.chronological(onDays(0, 0, 0, 0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the training part is empty; expected at least 1: all 5 examples have one moment,"
                + " 2020-01-01");
    assertThatThrownBy(() -> Split.chronological(onDays(0, 1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the validation part is empty; expected at least 1: of 4 moments of 4 examples both it"
                + " and the next part would begin with 2020-01-03");
    assertThatThrownBy(() -> Split.byDate(onDays(0, 1, 2, 3), day(1), day(2), day(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the test part is empty; expected at least 1: all 4 examples come before it, the last"
                + " at 2020-01-04");
    assertThatThrownBy(() -> Split.byDate(onDays(0, 1, 2, 3), day(2), day(1), day(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation part is empty");
    assertThatThrownBy(() -> Split.chronological(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 0; expected at least 4");
  }

  @Test
  void what_is_not_known_when_the_next_part_begins_is_in_no_part_and_counted() {
    // Hour by hour, 3 hours ahead: the outcomes of the last two before a cut are known after it.
    List<LabeledPattern> hourly =
        IntStream.range(0, 40)
            .mapToObj(i -> LabeledPattern.of("" + i, hour(i), hour(i + 3), Pattern.of(i), i))
            .toList();
    Split split = Split.chronological(hourly, 0.5, 0.2, 0.2);
    assertThat(ids(split.train())).hasSize(18).endsWith("17");
    assertThat(ids(split.validation())).hasSize(6).startsWith("20").endsWith("25");
    assertThat(ids(split.calibration())).hasSize(6).startsWith("28").endsWith("33");
    assertThat(ids(split.test())).hasSize(4).startsWith("36").endsWith("39");
    assertThat(split.embargoed()).isEqualTo(6);
    Report report = Evaluator.of(new Persistence(new Shape(1, 1))).report(split);
    assertThat(report.embargoed()).isEqualTo(6);
    assertThat(Split.byMoment(hourly, hour(20), hour(28), hour(36))).isEqualTo(split);
    assertThatThrownBy(() -> Split.chronological(hourly.subList(0, 10)))
        .hasMessage(
            "the validation part is empty; expected at least 1: of its 1 examples no outcome is"
                + " known when the next part begins, 2020-01-01T07:00:00Z");
    assertThatThrownBy(
            () ->
                new Split(
                    hourly.subList(0, 19), split.validation(), split.calibration(), split.test()))
        .hasMessageContaining("that of training[18] is at 2020-01-01T21:00:00Z");
  }

  private static Instant hour(int hour) {
    return Instant.parse("2020-01-01T00:00:00Z").plusSeconds(3600L * hour);
  }

  @Test
  void shares_that_leave_no_test_are_refused_with_their_sum() {
    List<LabeledPattern> examples = onDays(IntStream.range(0, 20).toArray());
    assertThatThrownBy(() -> Split.chronological(examples, 0.6, 0.2, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.0");
    assertThatThrownBy(() -> Split.chronological(examples, 0.6, 0, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("validation share is 0.0");
  }

  @Test
  void parts_that_overlap_in_time_or_run_backwards_are_refused() {
    List<LabeledPattern> e = onDays(0, 1, 2, 3, 3);
    assertThatThrownBy(() -> new Split(one(e, 0), one(e, 1), one(e, 3), one(e, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test[0] is dated 2020-01-04");
    assertThatThrownBy(
            () -> new Split(List.of(e.get(1), e.get(0)), one(e, 2), one(e, 3), one(e, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("training[1] is dated 2020-01-01");
  }

  @Test
  void the_parts_are_copies_that_cannot_change() {
    List<LabeledPattern> e = onDays(0, 1, 2, 3);
    List<LabeledPattern> train = new ArrayList<>(one(e, 0));
    Split split = new Split(train, one(e, 1), one(e, 2), one(e, 3));
    train.clear();
    assertThat(split.train()).hasSize(1).isUnmodifiable();
  }

  private static List<List<LabeledPattern>> definition(List<LabeledPattern> examples, int[] cuts) {
    List<LabeledPattern> sorted = new ArrayList<>(examples);
    Collections.sort(sorted, (a, b) -> a.date().compareTo(b.date()));
    List<LocalDate> from = new ArrayList<>();
    for (int cut : cuts) {
      from.add(sorted.get(cut * sorted.size() / 100).date());
    }
    List<List<LabeledPattern>> parts =
        Stream.generate(() -> (List<LabeledPattern>) new ArrayList<LabeledPattern>())
            .limit(4)
            .toList();
    for (LabeledPattern example : sorted) {
      long part = from.stream().filter(date -> !example.date().isBefore(date)).count();
      parts.get((int) part).add(example);
    }
    return parts;
  }

  private static List<List<LabeledPattern>> parts(Split split) {
    return List.of(split.train(), split.validation(), split.calibration(), split.test());
  }

  private static List<LabeledPattern> one(List<LabeledPattern> examples, int index) {
    return List.of(examples.get(index));
  }

  private static List<LabeledPattern> onDays(int... days) {
    return IntStream.range(0, days.length)
        .mapToObj(i -> LabeledPattern.of(String.valueOf(i), day(days[i]), Pattern.of(i), i))
        .toList();
  }

  private static LocalDate day(int day) {
    return START.plusDays(day);
  }

  private static List<String> ids(List<LabeledPattern> examples) {
    return examples.stream().map(LabeledPattern::id).toList();
  }
}
