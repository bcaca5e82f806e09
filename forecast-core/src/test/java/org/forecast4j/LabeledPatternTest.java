package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabeledPatternTest {
  private static final Instant NOON = Instant.parse("2020-02-29T12:00:00Z");
  private static final Pattern PATTERN = Pattern.of(1, 2);

  @Test
  void an_example_of_a_day_begins_with_it_and_its_outcome_is_known_at_its_end() {
    LabeledPattern example = LabeledPattern.of("e", LocalDate.of(2020, 2, 29), PATTERN, 3);
    assertThat(example.moment()).isEqualTo("2020-02-29T00:00:00Z");
    assertThat(example.known()).isEqualTo("2020-03-01T00:00:00Z");
    assertThat(example.date()).isEqualTo("2020-02-29");
    assertThat(example.isOfDay()).isTrue();
    assertThat(example).hasToString("e 2020-02-29 [1.0, 2.0]→[3.0]");
    assertThat(example)
        .isEqualTo(LabeledPattern.of("e", example.moment(), example.known(), PATTERN, 3));
    for (LocalDate extreme : List.of(LocalDate.MIN, LocalDate.MAX)) {
      assertThat(LabeledPattern.of("e", extreme, PATTERN, 3).date()).isEqualTo(extreme);
    }
  }

  @Test
  void an_example_can_have_two_times_of_its_own() {
    LabeledPattern example = LabeledPattern.of("e", NOON, NOON.plusSeconds(60), PATTERN, 3);
    assertThat(example.isOfDay()).isFalse();
    assertThat(example.date()).isEqualTo("2020-02-29");
    assertThat(example)
        .hasToString("e 2020-02-29T12:00:00Z (known 2020-02-29T12:01:00Z) [1.0, 2.0]→[3.0]")
        .isNotEqualTo(LabeledPattern.of("e", NOON, NOON.plusSeconds(61), PATTERN, 3))
        .isNotEqualTo(LabeledPattern.of("e", NOON.plusSeconds(1), example.known(), PATTERN, 3));
    LabeledPattern other = example.with(Pattern.of(5));
    assertThat(other.pattern()).isEqualTo(Pattern.of(5));
    assertThat(other.known()).isEqualTo(example.known());
  }

  @Test
  void an_outcome_that_is_known_before_the_forecast_could_be_made_is_refused() {
    for (int seconds : new int[] {0, -1}) {
      assertThatThrownBy(() -> LabeledPattern.of("e7", NOON, NOON.plusSeconds(seconds), PATTERN, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("outcome of example e7 is known at 2020-02-29T")
          .hasMessageContaining("expected after its moment, 2020-02-29T12:00:00Z");
    }
  }

  @Test
  void examples_in_order_are_sorted_by_moment_and_keep_their_order_within_one() {
    LabeledPattern day = LabeledPattern.of("day", LocalDate.of(2020, 2, 29), PATTERN, 3);
    LabeledPattern noon = LabeledPattern.of("noon", NOON, NOON.plusSeconds(1), PATTERN, 3);
    LabeledPattern again = LabeledPattern.of("again", day.date(), PATTERN, 3);
    assertThat(LabeledPattern.inOrder(List.of(noon, day, again))).containsExactly(day, again, noon);
  }
}
