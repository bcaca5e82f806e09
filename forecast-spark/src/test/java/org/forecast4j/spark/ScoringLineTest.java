package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.forecast4j.spark.ScoringLine.Point;
import org.junit.jupiter.api.Test;

class ScoringLineTest {
  private static final ScoringLine SPARK = new ScoringLine(8, 1e-5);
  private static final ScoringLine ALONE = new ScoringLine(1, 2e-5);

  @Test
  void points_on_a_line_give_it() {
    ScoringLine line =
        ScoringLine.through(List.of(new Point(1e5, 9), new Point(1e6, 18), new Point(1e7, 108)));
    assertThat(line.start()).isCloseTo(8, within(1e-9));
    assertThat(line.perRow()).isCloseTo(1e-5, within(1e-15));
  }

  @Test
  void a_longer_start_is_made_good_where_the_lines_cross() {
    assertThat(SPARK.beats(ALONE).getAsDouble()).isCloseTo(700_000, within(1e-6));
    assertThat(SPARK.on(4).beats(ALONE).getAsDouble()).isCloseTo(400_000, within(1e-6));
  }

  @Test
  void who_takes_longer_for_a_row_never_gets_ahead() {
    assertThat(ALONE.beats(SPARK)).isEmpty();
  }

  @Test
  void who_begins_sooner_and_takes_less_is_ahead_from_the_first_row() {
    assertThat(new ScoringLine(1, 1e-6).beats(ALONE)).hasValue(0);
  }

  @Test
  void a_line_of_tables_too_small_to_tell_may_fall_and_says_so() {
    assertThat(ScoringLine.through(List.of(new Point(1e3, 28), new Point(1e4, 20))).isPlausible())
        .isFalse();
    assertThat(SPARK.isPlausible()).isTrue();
  }
}
