package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LazyListTest {
  private final List<Integer> made = new ArrayList<>();
  private final List<String> list =
      LazyList.of(
          5,
          i -> {
            made.add(i);
            return "element " + i;
          });

  @Test
  void makes_only_the_elements_that_are_read() {
    assertThat(LazyList.copyOf(list)).isSameAs(list);
    assertThat(list.subList(1, 5).get(2)).isEqualTo("element 3");
    assertThat(list).hasSize(5);
    assertThat(made).containsExactly(3);
  }

  @Test
  void equals_a_list_of_the_same_elements() {
    assertThat(list)
        .isEqualTo(List.of("element 0", "element 1", "element 2", "element 3", "element 4"));
  }

  @Test
  void copies_a_list_that_can_change() {
    List<String> other = new ArrayList<>(List.of("a"));
    List<String> copy = LazyList.copyOf(other);
    other.set(0, "b");
    assertThat(copy).containsExactly("a");
  }

  @Test
  void refuses_an_index_outside_and_every_change() {
    assertThatThrownBy(() -> list.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> list.set(0, "b")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
  }
}
