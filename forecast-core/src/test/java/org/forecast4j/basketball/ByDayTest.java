package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ByDayTest {
  @Test
  void the_newest_value_before_a_day_is_found_among_any_number() {
    Random random = new Random(1);
    TreeMap<Integer, Integer> plain = new TreeMap<>();
    ByDay<Integer> newest = null;
    int day = -500;
    for (int size = 0; size < 700; size++) {
      for (int asked = day - 40; asked < day + 3; asked++) {
        ByDay<Integer> found = ByDay.before(newest, asked);
        assertThat(found == null ? null : found.day()).isEqualTo(plain.lowerKey(asked));
        assertThat(found == null || found.value().equals(plain.get(found.day()))).isTrue();
      }
      newest = ByDay.add(newest, day, size);
      plain.put(day, size);
      day += 1 + random.nextInt(3);
    }
    for (int asked = -501; asked < day; asked++) {
      ByDay<Integer> found = ByDay.before(newest, asked);
      assertThat(found == null ? null : found.day()).isEqualTo(plain.lowerKey(asked));
    }
    assertThat(length(newest)).isEqualTo(700);
  }

  private static int length(@Nullable ByDay<Integer> newest) {
    int length = 0;
    for (ByDay<Integer> node = newest; node != null; node = node.earlier()) {
      length++;
    }
    return length;
  }
}
