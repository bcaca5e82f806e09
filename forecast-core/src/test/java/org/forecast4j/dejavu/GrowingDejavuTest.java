package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forecast4j.Analog;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrowingDejavuTest extends ForecasterContract {
  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return DejavuForecaster.builder(training)
        .k(30)
        .aggregation(Aggregation.localLinear())
        .covariate(Examples.DRIFT, 1)
        .growing(training.size() + 20)
        .build();
  }

  @Override
  protected Forecaster restored(Forecaster forecaster) {
    return DejavuForecaster.fromBytes(((DejavuForecaster) forecaster).toBytes());
  }

  private static List<DejavuForecaster.Builder> settings(List<LabeledPattern> examples) {
    List<DejavuForecaster.Builder> builders = new ArrayList<>();
    for (Distance distance :
        List.of(Distance.EUCLIDEAN, Distance.MANHATTAN, Distance.CORRELATION, Distance.dtw(2))) {
      builders.add(
          DejavuForecaster.builder(examples)
              .k(40)
              .distance(distance)
              .covariate(Examples.DRIFT, 0.5)
              .aggregation(Aggregation.localLinear()));
    }
    return builders;
  }

  /** Whole numbers of small walks: many of the distances are equal. */
  @Test
  void it_forecasts_what_one_made_of_its_present_examples_does_to_the_bit() {
    List<LabeledPattern> training = Examples.randomWalks(150, SHAPE, 71);
    List<LabeledPattern> later = Examples.randomWalks(400, SHAPE, 72);
    List<Pattern> queries =
        Examples.randomWalks(8, SHAPE, 73).stream().map(LabeledPattern::pattern).toList();
    for (int most : new int[] {150, 200, 1_000}) {
      for (DejavuForecaster.Builder builder : settings(training)) {
        DejavuForecaster grown = builder.growing(most).build();
        for (int i = 0; i < later.size(); i++) {
          grown = grown.observe(later.get(i).pattern(), later.get(i).outcome());
          if (i % 37 == 0 || i == later.size() - 1) {
            int size = Math.min(most, 150 + i + 1);
            assertThat(grown.database().size()).isEqualTo(size);
            DejavuForecaster rebuilt =
                DejavuForecaster.builder(grown.database().examples())
                    .settings(grown.settings())
                    .build();
            for (Pattern query : queries) {
              assertThat(grown.explain(query)).isEqualTo(rebuilt.explain(query));
            }
            assertThat(grown.forecastAll(queries)).isEqualTo(rebuilt.forecastAll(queries));
          }
        }
        assertThat(grown.learned())
            .containsEntry("outcomes", 400.0)
            .containsEntry("examples", (double) Math.min(most, 550));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "median"})
  void what_its_neighbours_say_and_how_they_differ_is_that_of_its_present_examples(String way) {
    List<LabeledPattern> training = Examples.randomWalks(90, SHAPE, 79);
    DejavuForecaster grown =
        DejavuForecaster.builder(training)
            .k(12)
            .aggregation(Aggregation.parse(way))
            .growing(90)
            .build();
    Pattern query = Examples.randomWalks(1, SHAPE, 81).get(0).pattern();
    for (LabeledPattern outcome : Examples.randomWalks(60, SHAPE, 80)) {
      grown = grown.observe(outcome.pattern(), outcome.outcome());
      Neighbourhood found = grown.neighbourhood(query);
      Neighbourhood expected =
          DejavuForecaster.builder(grown.database().examples())
              .settings(grown.settings())
              .build()
              .neighbourhood(query);
      assertThat(found.path()).isEqualTo(expected.path());
      assertThat(found.spread()).isEqualTo(expected.spread());
      assertThat(found.quantile(1, 0.3)).isEqualTo(expected.quantile(1, 0.3));
    }
  }

  @Test
  void neighbours_of_other_labels_are_told_by_the_labels_of_the_present_examples() {
    List<LabeledPattern> training = Examples.randomWalks(90, SHAPE, 82);
    DejavuForecaster grown = DejavuForecaster.builder(training).k(12).growing(90).build();
    for (LabeledPattern outcome : Examples.randomWalks(40, SHAPE, 83)) {
      grown = grown.observe(outcome.pattern(), outcome.outcome());
    }
    Pattern query = Examples.randomWalks(1, SHAPE, 84).get(0).pattern();
    for (int team = 0; team < 7; team++) {
      List<LabeledPattern> others = new ArrayList<>(grown.database().examples());
      String home = "H" + team;
      others.removeIf(each -> home.equals(each.labels().get("home")));
      assertThat(others).hasSizeLessThan(90);
      assertThat(grown.neighbourhoodWithout(query, "home", home).analogs())
          .extracting(Analog::example)
          .isEqualTo(
              DejavuForecaster.builder(others).k(12).build().explain(query).analogs().stream()
                  .map(Analog::example)
                  .toList());
    }
  }

  @Test
  void no_more_rows_are_indexed_than_twice_as_many_as_there_are() {
    List<LabeledPattern> training = Examples.randomWalks(20, SHAPE, 85);
    Cases cases = Cases.of(PatternDatabase.of(training), PlainSettings.of(5, Map.of(), 20));
    int anew = 0;
    for (LabeledPattern outcome : Examples.randomWalks(200, SHAPE, 86)) {
      int before = cases.indexed();
      cases = cases.with(outcome, 20);
      anew += cases.indexed() <= before ? 1 : 0;
      assertThat(cases.size()).isEqualTo(20);
      assertThat(cases.indexed()).isBetween(20, 40);
    }
    // Each time, as many joined as there are.
    assertThat(anew).isBetween(8, 10);
  }

  @Test
  void the_database_holds_the_latest_examples_in_their_order() {
    List<LabeledPattern> training = Examples.randomWalks(130, SHAPE, 74);
    List<LabeledPattern> later = Examples.randomWalks(300, SHAPE, 75);
    DejavuForecaster grown = DejavuForecaster.builder(training).k(5).growing(140).build();
    List<LabeledPattern> expected = new ArrayList<>(training);
    for (int i = 0; i < later.size(); i++) {
      grown = grown.observe(later.get(i).pattern(), later.get(i).outcome());
      expected.add(
          LabeledPattern.of(
              "observed-" + (i + 1),
              training.get(129).date(),
              later.get(i).pattern(),
              later.get(i).outcome()));
      List<LabeledPattern> present =
          expected.subList(Math.max(0, expected.size() - 140), expected.size());
      assertThat(grown.database().examples()).isEqualTo(present);
    }
  }

  @Test
  void a_pattern_without_a_covariate_in_use_does_not_join() {
    DejavuForecaster dejavu = (DejavuForecaster) forecaster(Examples.randomWalks(60, SHAPE, 76));
    LabeledPattern one = Examples.randomWalks(1, SHAPE, 77).get(0);
    assertThat(dejavu.observe(one.pattern().withoutCovariates(), one.outcome())).isSameAs(dejavu);
    assertThat(dejavu.observe(one.pattern(), one.outcome()).outcomes()).isEqualTo(1);
  }

  @Test
  void one_that_may_hold_fewer_than_it_has_is_refused() {
    DejavuForecaster.Builder builder =
        DejavuForecaster.builder(Examples.randomWalks(60, SHAPE, 78));
    assertThatThrownBy(() -> builder.growing(59))
        .hasMessageContaining("most examples is 59; expected at least 60");
  }
}
