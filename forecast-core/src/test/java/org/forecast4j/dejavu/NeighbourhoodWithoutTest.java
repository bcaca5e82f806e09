package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.forecast4j.Analog;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.junit.jupiter.api.Test;

/** Neighbours without those of a label. */
class NeighbourhoodWithoutTest {
  private static List<LabeledPattern> examples(int count, int groups, Random random) {
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> labels =
          i % 10 == 9 ? Map.of() : Map.of("group", "g" + random.nextInt(groups));
      Pattern pattern = Pattern.of(random.nextGaussian(), random.nextGaussian());
      double[] outcome = {random.nextGaussian()};
      LocalDate date = LocalDate.ofEpochDay(i);
      examples.add(new LabeledPattern("e" + i, date, labels, pattern, outcome));
    }
    return examples;
  }

  @Test
  void the_neighbours_are_those_of_a_database_of_the_others() {
    Random random = new Random(1);
    for (int groups : new int[] {1, 2, 40}) {
      List<LabeledPattern> all = examples(900, groups, random);
      DejavuForecaster whole =
          DejavuForecaster.builder(all)
              .k(30)
              .distance(Distance.MANHATTAN)
              .aggregation(Aggregation.MEDIAN)
              .build();
      for (int group = 0; group < Math.min(groups, 5); group++) {
        String left = "g" + group;
        List<LabeledPattern> others = new ArrayList<>(all);
        others.removeIf(each -> left.equals(each.labels().get("group")));
        DejavuForecaster oracle =
            DejavuForecaster.builder(others).settings(whole.settings()).build();
        Pattern query = Pattern.of(random.nextGaussian(), random.nextGaussian());
        Neighbourhood found = whole.neighbourhoodWithout(query, "group", left);
        Neighbourhood expected = oracle.neighbourhood(query);
        assertThat(found.path()).isEqualTo(expected.path());
        assertThat(found.analogs())
            .extracting(Analog::example)
            .isEqualTo(expected.analogs().stream().map(Analog::example).toList());
      }
    }
  }

  @Test
  void there_are_fewer_if_no_more_are_left_and_an_error_if_none_is() {
    List<LabeledPattern> all = examples(40, 1, new Random(2));
    DejavuForecaster forecaster = DejavuForecaster.builder(all).k(10).build();
    Pattern query = Pattern.of(0, 0);
    assertThat(forecaster.neighbourhoodWithout(query, "group", "g0").size()).isEqualTo(4);
    List<LabeledPattern> same = new ArrayList<>(all);
    same.removeIf(each -> each.labels().isEmpty());
    assertThatThrownBy(
            () -> DejavuForecaster.builder(same).build().neighbourhoodWithout(query, "group", "g0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("all 36 examples have the group g0; expected others");
  }
}
