package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.forecast4j.Aim;
import org.forecast4j.Analog;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several covariates, constants, even numbers of neighbours and gaps known beforehand. */
class DejavuEdgesTest {
  private static final LocalDate DAY = LocalDate.of(2000, 1, 1);

  private static List<LabeledPattern> withThreeCovariates(int count, long seed) {
    Random random = new Random(seed);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] known = {random.nextGaussian(), 3 * random.nextGaussian(), random.nextGaussian()};
      Pattern pattern =
          Pattern.of(random.nextGaussian(), random.nextGaussian(), random.nextGaussian())
              .with("a", known[0])
              .with("b", known[1])
              .with("c", known[2]);
      double outcome = pattern.last() + 2 * known[0] - known[1] + known[2] * known[2];
      examples.add(LabeledPattern.of("e" + i, DAY, pattern, outcome, -outcome));
    }
    return examples;
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "manhattan", "correlation", "dtw(1)"})
  void each_of_several_covariates_counts_by_itself(String distance) {
    List<LabeledPattern> past = withThreeCovariates(150, 1);
    TreeMap<String, Double> weights = new TreeMap<>(Map.of("a", 1.0, "b", 0.3, "c", 2.0));
    DejavuForecaster.Builder builder =
        DejavuForecaster.builder(past)
            .k(31)
            .distance(Distance.parse(distance))
            .aggregation(Aggregation.localLinear(0.2));
    weights.forEach(builder::covariate);
    DejavuForecaster dejavu = builder.build();
    BruteForce oracle =
        new BruteForce(
            past,
            31,
            Choice.parse(distance).name(),
            1,
            Scaling.NONE,
            "uniform",
            1,
            "local-linear",
            0.2,
            Target.CHANGE,
            weights);
    for (LabeledPattern one : withThreeCovariates(10, 2)) {
      for (Pattern query :
          List.of(one.pattern(), Pattern.of(one.pattern().values()).with("b", 1))) {
        Forecast forecast = dejavu.explain(query);
        List<BruteForce.Neighbour> expected = oracle.neighbours(query);
        assertThat(forecast.analogs())
            .extracting(Analog::index)
            .isEqualTo(expected.stream().map(BruteForce.Neighbour::index).toList());
        assertThat(forecast.path()).containsExactly(oracle.path(query, expected), within(1e-8));
      }
    }
  }

  @Test
  void a_constant_is_near_constants_and_as_far_from_all_else_as_what_is_uncorrelated() {
    List<LabeledPattern> past =
        List.of(
            LabeledPattern.of("opposite", DAY, Pattern.of(3, 2, 1), 0),
            LabeledPattern.of("constant", DAY, Pattern.of(7, 7, 7), 0),
            LabeledPattern.of("uncorrelated", DAY, Pattern.of(1, -2, 1), 0),
            LabeledPattern.of("same", DAY, Pattern.of(10, 20, 30), 0));
    DejavuForecaster dejavu =
        DejavuForecaster.builder(past).k(4).distance(Distance.CORRELATION).build();
    assertDistances(
        dejavu,
        Pattern.of(1, 2, 3),
        Map.of("same", 0.0, "constant", 1.0, "uncorrelated", 1.0, "opposite", 2.0));
    assertDistances(
        dejavu,
        Pattern.of(-4, -4, -4),
        Map.of("constant", 0.0, "opposite", 1.0, "uncorrelated", 1.0, "same", 1.0));
  }

  private static void assertDistances(
      DejavuForecaster dejavu, Pattern query, Map<String, Double> expected) {
    for (Analog analog : dejavu.explain(query).analogs()) {
      assertThat(analog.distance())
          .as(analog.example().id())
          .isCloseTo(expected.get(analog.example().id()), within(1e-12));
    }
  }

  @Test
  void of_an_even_number_of_neighbours_the_lower_of_the_middle_ones_is_the_median() {
    List<LabeledPattern> past = new ArrayList<>();
    for (int value : new int[] {40, 10, 30, 20}) {
      past.add(LabeledPattern.of("v" + value, DAY, Pattern.of(1), value));
    }
    DejavuForecaster dejavu =
        DejavuForecaster.builder(past)
            .k(4)
            .aggregation(Aggregation.MEDIAN)
            .target(Target.LEVEL)
            .build();
    assertThat(dejavu.forecast(Pattern.of(1)).path()).containsExactly(20);
    Neighbourhood neighbourhood = dejavu.neighbourhood(Pattern.of(1));
    assertThat(neighbourhood.quantile(0, 0.25)).isEqualTo(10);
    assertThat(neighbourhood.quantile(0, 0.2501)).isEqualTo(20);
    assertThat(neighbourhood.quantile(0, 0.9999)).isEqualTo(40);
  }

  /**
   * One neighbour forecasts 0, two forecast 1. The outcomes 0.5, 0.75 and 1 make one neighbour err
   * by 0, 0.5 and 1 more than two: by 0.5 in the mean, which is √3 standard errors.
   */
  @ParameterizedTest
  @CsvSource({"1.72, 2", "1.74, 1"})
  void a_gap_is_counted_in_standard_errors_of_the_difference(double standardErrors, int k) {
    List<LabeledPattern> past =
        List.of(
            LabeledPattern.of("near", DAY, Pattern.of(0), 0),
            LabeledPattern.of("far", DAY, Pattern.of(1), 2));
    List<LabeledPattern> validation = new ArrayList<>();
    for (double outcome : new double[] {0.5, 0.75, 1}) {
      validation.add(LabeledPattern.of("v", DAY.plusDays(9), Pattern.of(0), outcome));
    }
    DejavuForecaster best =
        DejavuForecaster.best(
            List.of(DejavuForecaster.builder(past).target(Target.LEVEL)),
            new int[] {1, 2},
            validation,
            standardErrors,
            Aim.WHOLE_PATH);
    assertThat(best.k()).isEqualTo(k);
  }

  @Test
  void examples_of_another_shape_do_not_choose_settings() {
    List<LabeledPattern> past = Examples.randomWalks(20, new Shape(3, 2), 1);
    for (Shape other : List.of(new Shape(3, 1), new Shape(3, 3), new Shape(4, 2))) {
      List<LabeledPattern> later = Examples.randomWalks(30, other, 2).subList(25, 30);
      assertThatThrownBy(
              () ->
                  DejavuForecaster.best(
                      List.of(DejavuForecaster.builder(past)), new int[] {1}, later))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3→2");
    }
  }

  @Test
  void it_and_its_database_say_what_they_are() {
    DejavuForecaster dejavu =
        DejavuForecaster.builder(Examples.randomWalks(20, new Shape(3, 2), 1)).k(4).build();
    assertThat(dejavu).asString().contains("dejavu", "k=4", "20 examples of shape 3→2");
    assertThat(dejavu.database())
        .hasToString("20 examples of shape 3→2, covariates [" + Examples.DRIFT + "]");
  }
}
