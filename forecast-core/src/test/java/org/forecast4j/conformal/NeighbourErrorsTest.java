package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.junit.jupiter.api.Test;

class NeighbourErrorsTest {
  private static final Persistence PERSISTENCE = new Persistence(new Shape(3, 2));
  private final Random random = new Random(31);

  /** Steps of one or none, so that many examples are equally far. */
  private Pattern walk() {
    double start = random.nextInt(100);
    double middle = start + random.nextInt(-1, 2);
    return Pattern.of(start, middle, middle + random.nextInt(-1, 2));
  }

  private List<LabeledPattern> examples(int count) {
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] outcome = {100 * random.nextGaussian(), 100 * random.nextGaussian()};
      examples.add(LabeledPattern.of("e" + i, LocalDate.EPOCH, walk(), outcome));
    }
    return examples;
  }

  @Test
  void it_is_the_mean_of_the_nearest_errors_equally_far_ones_as_they_came_and_of_all() {
    for (int k : new int[] {1, 2, 7, 39, 40}) {
      List<LabeledPattern> examples = examples(40);
      Difficulty difficulty = Difficulty.ofNeighbourErrors(PERSISTENCE, examples, k);
      for (int query = 0; query < 20; query++) {
        Pattern pattern = walk();
        // A stable sort: equal distances stay in the order of the examples.
        List<LabeledPattern> nearest =
            examples.stream()
                .sorted(Comparator.comparingDouble(e -> distance(e.pattern(), pattern)))
                .limit(k)
                .toList();
        double[] found = difficulty.of(pattern, PERSISTENCE.forecast(pattern));
        for (int step = 0; step < 2; step++) {
          double expected = (meanError(nearest, step) + meanError(examples, step)) / 2;
          assertThat(found[step]).isCloseTo(expected, within(1e-9));
        }
      }
    }
  }

  /** Of the changes up to the last value. */
  private static double distance(Pattern one, Pattern other) {
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      double gap = one.last() - one.value(i) - (other.last() - other.value(i));
      sum += gap * gap;
    }
    return sum;
  }

  private static double meanError(List<LabeledPattern> examples, int step) {
    return examples.stream()
        .mapToDouble(e -> Math.abs(e.outcome(step) - e.pattern().last()))
        .average()
        .orElseThrow();
  }

  @Test
  void bad_arguments_are_named() {
    List<LabeledPattern> examples = examples(5);
    assertThatThrownBy(() -> Difficulty.ofNeighbourErrors(PERSISTENCE, examples, 0))
        .hasMessageContaining("k is 0; expected at least 1");
    assertThatThrownBy(() -> Difficulty.ofNeighbourErrors(PERSISTENCE, examples, 6))
        .hasMessageContaining("number of examples is 5; expected at least 6");
    Persistence longer = new Persistence(new Shape(4, 2));
    assertThatThrownBy(() -> Difficulty.ofNeighbourErrors(longer, examples, 2))
        .hasMessageContaining("examples[0] 'e0' has shape 3→2; expected 4→2");
    LabeledPattern foretold = LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(1, 2, 3), 3, 4);
    assertThatThrownBy(() -> Difficulty.ofNeighbourErrors(PERSISTENCE, List.of(foretold), 1))
        .hasMessageContaining("mean error of step 0 is 0.0");
    Difficulty difficulty = Difficulty.ofNeighbourErrors(PERSISTENCE, examples, 2);
    Pattern shorter = Pattern.of(1, 2);
    assertThatThrownBy(() -> difficulty.of(shorter, PERSISTENCE.forecast(walk())))
        .hasMessageContaining("pattern has length 2; expected 3");
  }
}
