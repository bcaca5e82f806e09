package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class PatternDatabaseTest {
  @Test
  void examples_come_back_as_they_went_in() {
    List<LabeledPattern> examples = new ArrayList<>(Examples.randomWalks(50, new Shape(5, 2), 1));
    examples.add(
        LabeledPattern.of("plain", LocalDate.of(1999, 1, 1), Pattern.of(1, 2, 3, 4, 5), 6, 7));
    PatternDatabase database = PatternDatabase.of(examples);
    assertThat(database.examples()).isEqualTo(examples);
    assertThat(database.size()).isEqualTo(51);
    assertThat(database.shape()).isEqualTo(new Shape(5, 2));
    assertThat(database.example(50)).isEqualTo(examples.get(50));
    assertThatThrownBy(() -> database.example(51)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void only_covariates_that_every_example_has_can_be_used() {
    List<LabeledPattern> examples = new ArrayList<>(Examples.randomWalks(9, new Shape(1, 1), 1));
    assertThat(PatternDatabase.of(examples).covariates()).containsExactly(Examples.DRIFT);
    examples.add(LabeledPattern.of("plain", LocalDate.of(1999, 1, 1), Pattern.of(1), 6));
    assertThat(PatternDatabase.of(examples).covariates()).isEmpty();
  }

  @Test
  void another_shape_is_refused_with_its_index() {
    List<LabeledPattern> examples = new ArrayList<>(Examples.randomWalks(3, new Shape(5, 2), 1));
    examples.addAll(Examples.randomWalks(1, new Shape(5, 3), 1));
    assertThatThrownBy(() -> PatternDatabase.of(examples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[3]")
        .hasMessageContaining("5→3")
        .hasMessageContaining("5→2");
    assertThatThrownBy(() -> PatternDatabase.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
