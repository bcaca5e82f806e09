package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChoiceTest {
  @Test
  void options_are_equal_if_and_only_if_they_are_written_alike() {
    assertEqualAsWritten(
        Distance::parse, "euclidean", "manhattan", "correlation", "dtw(0)", "dtw(1)", "dtw(2)");
    assertEqualAsWritten(
        NeighbourWeighting::parse, "uniform", "inverse-distance", "gaussian(0.5)", "gaussian(2.0)");
    assertEqualAsWritten(
        Aggregation::parse, "mean", "median", "local-linear(0.2)", "local-linear(3.0)");
  }

  private static <T> void assertEqualAsWritten(Function<String, T> parse, String... texts) {
    List<T> options = Stream.of(texts).map(parse).toList();
    for (int i = 0; i < texts.length; i++) {
      T again = parse.apply(texts[i]);
      assertThat(again).hasToString(texts[i]).hasSameHashCodeAs(options.get(i));
      for (int j = 0; j < texts.length; j++) {
        assertThat(again.equals(options.get(j)))
            .as("%s is %s", texts[i], texts[j])
            .isEqualTo(i == j);
      }
      assertThat(again).isNotEqualTo(texts[i]);
    }
  }
}
