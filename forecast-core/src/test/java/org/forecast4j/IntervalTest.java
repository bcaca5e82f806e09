package org.forecast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IntervalTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void its_ends_belong_to_it_and_its_width_is_their_distance() {
    Interval interval = new Interval(-1, 3);
    assertThat(interval.contains(-1)).isTrue();
    assertThat(interval.contains(3)).isTrue();
    assertThat(interval.contains(Math.nextUp(3.0))).isFalse();
    assertThatThrownBy(() -> interval.contains(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("value is NaN; expected a number");
    assertThat(interval.width()).isEqualTo(4);
    assertThat(interval.isFinite()).isTrue();
    assertThat(new Interval(2, 2).isEmpty()).isFalse();
    assertThat(new Interval(2, INFINITY).width()).isEqualTo(INFINITY);
    assertThat(Interval.WHOLE_LINE.width()).isEqualTo(INFINITY);
    assertThat(Interval.WHOLE_LINE.isEmpty()).isFalse();
  }

  @Test
  void it_is_empty_and_without_width_where_no_number_lies_inside() {
    for (Interval empty :
        new Interval[] {
          Interval.EMPTY,
          new Interval(1, -1),
          new Interval(INFINITY, INFINITY),
          new Interval(-INFINITY, -INFINITY)
        }) {
      assertThat(empty.isEmpty()).as("%s", empty).isTrue();
      assertThat(empty.width()).as("%s", empty).isZero();
      assertThat(empty.contains(0)).as("%s", empty).isFalse();
    }
  }

  @Test
  void an_end_that_is_no_number_is_refused() {
    assertThatThrownBy(() -> new Interval(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval [NaN, 1.0]");
  }
}
