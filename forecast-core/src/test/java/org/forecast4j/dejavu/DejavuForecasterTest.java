package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.forecast4j.Aim;
import org.forecast4j.Analog;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DejavuForecasterTest extends ForecasterContract {
  private static final LocalDate DAY = LocalDate.of(2000, 1, 1);

  /** An odd number, and more than a regression copies at a time. */
  private static final int NEIGHBOURS = 67;

  private final List<LabeledPattern> past = Examples.randomWalks(700, SHAPE, 3);
  private final PatternDatabase database = PatternDatabase.of(past);
  private final List<Pattern> queries =
      Examples.randomWalks(25, SHAPE, 4).stream().map(LabeledPattern::pattern).toList();

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return DejavuForecaster.builder(PatternDatabase.of(training))
        .k(60)
        .aggregation(Aggregation.localLinear())
        .covariate(Examples.DRIFT, 1)
        .build();
  }

  @Override
  protected Forecaster restored(Forecaster forecaster) {
    return DejavuForecaster.fromBytes(((DejavuForecaster) forecaster).toBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "manhattan", "correlation", "dtw(0)", "dtw(2)", "dtw(20)"})
  void every_combination_of_options_agrees_with_brute_force(String distance) {
    for (Scaling scaling : Scaling.values()) {
      for (String weighting : List.of("uniform", "gaussian(0.5)", "inverse-distance")) {
        for (String aggregation : List.of("mean", "median", "local-linear(0.2)")) {
          for (Target target : Target.values()) {
            for (double covariateWeight : new double[] {Double.NaN, 0.7}) {
              agreeWithBruteForce(
                  distance, scaling, weighting, aggregation, target, covariateWeight);
            }
          }
        }
      }
    }
  }

  private void agreeWithBruteForce(
      String distance,
      Scaling scaling,
      String weighting,
      String aggregation,
      Target target,
      double covariateWeight) {
    DejavuForecaster.Builder builder =
        DejavuForecaster.builder(database)
            .k(NEIGHBOURS)
            .distance(Distance.parse(distance))
            .scaling(scaling)
            .weighting(NeighbourWeighting.parse(weighting))
            .aggregation(Aggregation.parse(aggregation))
            .target(target);
    TreeMap<String, Double> covariates = new TreeMap<>();
    if (!Double.isNaN(covariateWeight)) {
      covariates.put(Examples.DRIFT, covariateWeight);
      builder.covariate(Examples.DRIFT, covariateWeight);
    }
    BruteForce oracle =
        new BruteForce(
            past,
            NEIGHBOURS,
            Choice.parse(distance).name(),
            distance.startsWith("dtw") ? Integer.parseInt(Choice.parse(distance).argument()) : 0,
            scaling,
            Choice.parse(weighting).name(),
            0.5,
            Choice.parse(aggregation).name(),
            0.2,
            target,
            covariates);
    DejavuForecaster dejavu = builder.build();
    int same = 0;
    for (Pattern query : queries.subList(0, 6)) {
      same += agree(dejavu, oracle, query) ? 1 : 0;
    }
    assertThat(same).isPositive();
    agree(dejavu, oracle, queries.get(0).withoutCovariates());
  }

  /**
   * Where rounding may decide between equals, the distances must agree; elsewhere, and where the
   * neighbours are the same, all must. Returns whether they are.
   */
  private static boolean agree(DejavuForecaster dejavu, BruteForce oracle, Pattern query) {
    Forecast explained = dejavu.explain(query);
    List<BruteForce.Neighbour> expected = oracle.neighbours(query);
    List<Analog> analogs = explained.analogs();
    double[] distances = analogs.stream().mapToDouble(Analog::distance).toArray();
    double[] distancesExpected =
        expected.stream().mapToDouble(BruteForce.Neighbour::distance).toArray();
    assertThat(distances).containsExactly(distancesExpected, within(1e-7));
    boolean roundingIsExact =
        oracle.scaling() != Scaling.Z_SCORE
            && !oracle.distance().equals("correlation")
            && (oracle.covariates().isEmpty() || query.covariates().isEmpty());
    List<Integer> rows = analogs.stream().map(Analog::index).toList();
    List<Integer> rowsExpected = expected.stream().map(BruteForce.Neighbour::index).toList();
    if (roundingIsExact) {
      assertThat(rows).isEqualTo(rowsExpected);
    }
    if (rows.equals(rowsExpected)) {
      assertThat(analogs.stream().mapToDouble(Analog::weight).toArray())
          .containsExactly(oracle.weights(expected), within(1e-9));
      assertThat(explained.path()).containsExactly(oracle.path(query, expected), within(1e-8));
    }
    return rows.equals(rowsExpected);
  }

  @Test
  void ties_at_the_border_go_to_the_lowest_index_in_crowded_data() {
    Random random = new Random(5);
    List<LabeledPattern> crowded = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Pattern pattern = Pattern.of(random.nextInt(4), random.nextInt(4), random.nextInt(4));
      crowded.add(LabeledPattern.of("x" + i, DAY, pattern, random.nextInt(9)));
    }
    for (String distance : List.of("euclidean", "manhattan", "dtw")) {
      for (int k : new int[] {1, 7, 100, 1500, 3000}) {
        Distance real = distance.equals("dtw") ? Distance.dtw(1) : Distance.parse(distance);
        DejavuForecaster dejavu =
            DejavuForecaster.builder(PatternDatabase.of(crowded)).k(k).distance(real).build();
        BruteForce oracle =
            new BruteForce(
                crowded,
                k,
                distance,
                1,
                Scaling.NONE,
                "uniform",
                1,
                "mean",
                1,
                Target.CHANGE,
                new TreeMap<>());
        for (Pattern query :
            List.of(Pattern.of(0, 0, 0), Pattern.of(1, 2, 1), Pattern.of(9, 9, -9))) {
          assertThat(dejavu.explain(query).analogs().stream().map(Analog::index))
              .containsExactlyElementsOf(
                  oracle.neighbours(query).stream().map(BruteForce.Neighbour::index).toList());
        }
      }
    }
  }

  @Test
  void the_example_of_tsfknn_is_reproduced() {
    double[] series = {2, 3, 1, 5, 4, 0, 7, 1, 2};
    List<LabeledPattern> windows = new ArrayList<>();
    for (int i = 0; i + 4 <= series.length; i++) {
      windows.add(
          LabeledPattern.of(
              "lag" + i, DAY, Pattern.of(series[i], series[i + 1]), series[i + 2], series[i + 3]));
    }
    DejavuForecaster dejavu =
        DejavuForecaster.builder(PatternDatabase.of(windows)).k(2).target(Target.LEVEL).build();
    assertThat(dejavu.forecast(Pattern.of(1, 2)).path()).containsExactly(3, 4.5);
  }

  @Test
  void without_its_covariate_a_pattern_is_forecast_as_by_a_dejavu_that_never_knew_it() {
    DejavuForecaster knowing = (DejavuForecaster) forecaster(past);
    DejavuForecaster ignorant =
        DejavuForecaster.builder(database).k(60).aggregation(Aggregation.localLinear()).build();
    for (Pattern query : queries) {
      assertThat(knowing.explain(query.withoutCovariates())).isEqualTo(ignorant.explain(query));
      assertThat(knowing.forecast(query)).isNotEqualTo(ignorant.forecast(query));
    }
    assertThat(knowing.covariates()).containsOnlyKeys(Examples.DRIFT);
  }

  @Test
  void a_covariate_only_some_examples_have_is_refused() {
    List<LabeledPattern> mixed =
        List.of(
            LabeledPattern.of("a", DAY, Pattern.of(1).with("x", 1), 2),
            LabeledPattern.of("b", DAY, Pattern.of(1), 2));
    assertThatThrownBy(() -> DejavuForecaster.builder(PatternDatabase.of(mixed)).covariate("x", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'x'");
  }

  @Test
  void exact_matches_share_all_the_weight_by_inverse_distance() {
    DejavuForecaster dejavu =
        DejavuForecaster.builder(small(0, 0, 1, 2))
            .k(4)
            .weighting(NeighbourWeighting.INVERSE_DISTANCE)
            .build();
    assertThat(weights(dejavu, 0)).containsExactly(0.5, 0.5, 0, 0);
    assertThat(weights(dejavu, 4))
        .containsExactly(new double[] {6 / 16.0, 4 / 16.0, 3 / 16.0, 3 / 16.0}, within(1e-15));
  }

  @Test
  void however_narrow_a_gaussian_the_weights_sum_to_one() {
    for (double bandwidth : new double[] {1e-300, 1e-3, 1, 1e300}) {
      DejavuForecaster dejavu =
          DejavuForecaster.builder(small(5, 6, 6, 8))
              .k(4)
              .weighting(NeighbourWeighting.gaussian(bandwidth))
              .build();
      assertThat(java.util.Arrays.stream(weights(dejavu, 0)).sum()).isCloseTo(1, within(1e-12));
      assertThat(weights(dejavu, 5)[0]).isGreaterThanOrEqualTo(0.25);
    }
    DejavuForecaster same =
        DejavuForecaster.builder(small(5, 5))
            .k(2)
            .weighting(NeighbourWeighting.gaussian(1))
            .build();
    assertThat(weights(same, 5)).containsExactly(0.5, 0.5);
  }

  @Test
  void a_local_regression_finds_a_linear_law_where_the_mean_is_pulled_to_the_crowd() {
    List<LabeledPattern> line = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      line.add(LabeledPattern.of("p" + i, DAY, Pattern.of(i), 3 * i + 1, 5 - i));
    }
    DejavuForecaster dejavu =
        DejavuForecaster.builder(PatternDatabase.of(line))
            .k(20)
            .aggregation(Aggregation.localLinear(1e-9))
            .build();
    assertThat(dejavu.forecast(Pattern.of(49)).path())
        .containsExactly(new double[] {148, -44}, within(1e-4));
    assertThat(dejavu.forecast(Pattern.of(60)).path())
        .containsExactly(new double[] {181, -55}, within(1e-4));
  }

  @Test
  void spread_and_quantiles_are_those_of_the_neighbours_changes() {
    Neighbourhood neighbourhood =
        DejavuForecaster.builder(small(1, 2, 3, 50)).k(3).build().neighbourhood(Pattern.of(0));
    assertThat(neighbourhood.size()).isEqualTo(3);
    assertThat(neighbourhood.path()).containsExactly(new double[] {20}, within(1e-12));
    assertThat(neighbourhood.spread())
        .containsExactly(new double[] {Math.sqrt(200 / 3.0)}, within(1e-12));
    assertThat(neighbourhood.quantile(0, 0.3)).isEqualTo(10);
    assertThat(neighbourhood.quantile(0, 0.5)).isEqualTo(20);
    assertThat(neighbourhood.quantile(0, 0.9)).isEqualTo(30);
    assertThatThrownBy(() -> neighbourhood.quantile(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> neighbourhood.quantile(1, 0.5))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void the_best_settings_are_those_whose_own_error_is_least() {
    // Later than those of the database.
    List<LabeledPattern> validation = Examples.randomWalks(850, SHAPE, 6).subList(700, 850);
    List<DejavuForecaster.Builder> candidates =
        List.of(
            DejavuForecaster.builder(database),
            DejavuForecaster.builder(database).covariate(Examples.DRIFT, 1),
            DejavuForecaster.builder(database).scaling(Scaling.Z_SCORE));
    int[] ks = {300, 3, 30, 100};
    for (Aim aim : Aim.values()) {
      double least = Double.POSITIVE_INFINITY;
      Map<String, String> expected = Map.of();
      for (DejavuForecaster.Builder candidate : candidates) {
        for (int k : ks) {
          DejavuForecaster dejavu = candidate.k(k).build();
          double error = 0;
          for (LabeledPattern example : validation) {
            Forecast forecast = dejavu.forecast(example.pattern());
            for (int step = 0; step < SHAPE.horizon(); step++) {
              boolean counts = aim == Aim.WHOLE_PATH || step == SHAPE.horizon() - 1;
              error += counts ? Math.abs(forecast.step(step) - example.outcome(step)) : 0;
            }
          }
          if (error < least) {
            least = error;
            expected = dejavu.settings();
          }
        }
      }
      DejavuForecaster best = DejavuForecaster.best(candidates, ks, validation, aim);
      assertThat(best.settings()).isEqualTo(expected);
      assertThat(best.k()).isNotEqualTo(300);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 1, 3, 1e6})
  void of_settings_that_err_as_little_as_can_be_told_those_with_the_fewest_neighbours_are_chosen(
      double standardErrors) {
    List<LabeledPattern> validation = Examples.randomWalks(820, SHAPE, 7).subList(700, 820);
    List<DejavuForecaster.Builder> candidates =
        List.of(
            DejavuForecaster.builder(database).scaling(Scaling.Z_SCORE),
            DejavuForecaster.builder(database).covariate(Examples.DRIFT, 1),
            DejavuForecaster.builder(database));
    int[] ks = {100, 2, 40, 20, 10};
    List<DejavuForecaster> tried = new ArrayList<>();
    for (DejavuForecaster.Builder candidate : candidates) {
      for (int k : ks) {
        tried.add(candidate.k(k).build());
      }
    }
    DejavuForecaster least =
        tried.stream()
            .min(Comparator.comparingDouble(one -> mean(errors(one, validation))))
            .orElseThrow();
    DejavuForecaster expected = null;
    for (DejavuForecaster one : tried) {
      double[] more = errors(one, validation);
      double[] fewest = errors(least, validation);
      Arrays.setAll(more, i -> more[i] - fewest[i]);
      double gap = mean(more);
      double variance =
          Arrays.stream(more).map(value -> (value - gap) * (value - gap)).sum() / (more.length - 1);
      boolean isWithin = gap <= standardErrors * Math.sqrt(variance / more.length);
      if (isWithin
          && (expected == null
              || one.k() < expected.k()
              || (one.k() == expected.k()
                  && mean(errors(one, validation)) < mean(errors(expected, validation))))) {
        expected = one;
      }
    }
    DejavuForecaster chosen =
        DejavuForecaster.best(candidates, ks, validation, standardErrors, Aim.WHOLE_PATH);
    assertThat(chosen.settings()).isEqualTo(Objects.requireNonNull(expected).settings());
    if (standardErrors == 0) {
      assertThat(chosen.settings()).isEqualTo(least.settings());
    } else if (standardErrors == 1e6) {
      assertThat(chosen.k()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
  void the_number_of_standard_errors_must_be_possible(double standardErrors) {
    assertThatThrownBy(
            () ->
                DejavuForecaster.best(
                    List.of(DejavuForecaster.builder(database)),
                    new int[] {1},
                    Examples.randomWalks(1, SHAPE, 1),
                    standardErrors,
                    Aim.WHOLE_PATH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("standardErrors is " + standardErrors);
  }

  /** By example, over all steps. */
  private static double[] errors(DejavuForecaster dejavu, List<LabeledPattern> examples) {
    double[] errors = new double[examples.size()];
    for (int i = 0; i < errors.length; i++) {
      Forecast forecast = dejavu.forecast(examples.get(i).pattern());
      for (int step = 0; step < SHAPE.horizon(); step++) {
        errors[i] += Math.abs(forecast.step(step) - examples.get(i).outcome(step));
      }
    }
    return errors;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  @Test
  void settings_are_not_chosen_on_examples_that_began_before_the_past_was_known() {
    Instant known = Instant.parse("2020-05-01T10:00:00Z");
    List<LabeledPattern> database = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      database.add(
          LabeledPattern.of(
              "p" + i,
              known.minusSeconds(20),
              known.minusSeconds(i),
              Pattern.of(i),
              i < 2 ? 0 : 6));
    }
    List<DejavuForecaster.Builder> candidates =
        List.of(DejavuForecaster.builder(database).target(Target.LEVEL));
    int[] ks = {1, 10};
    LabeledPattern early =
        LabeledPattern.of("e", known.minusSeconds(1), known.plusSeconds(9), Pattern.of(0), 6);
    LabeledPattern late = LabeledPattern.of("l", known, known.plusSeconds(9), Pattern.of(0), 0);
    assertThat(DejavuForecaster.best(candidates, ks, List.of(early, early, late)).k()).isEqualTo(1);
    assertThatThrownBy(() -> DejavuForecaster.best(candidates, ks, List.of(early)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of the 1 validation examples is of a moment before")
        .hasMessageContaining("2020-05-01T10:00:00Z");
  }

  @Test
  void settings_can_be_stored_and_read_back() {
    DejavuForecaster dejavu =
        DejavuForecaster.builder(database)
            .k(17)
            .distance(Distance.dtw(2))
            .scaling(Scaling.Z_SCORE)
            .weighting(NeighbourWeighting.gaussian(0.25))
            .aggregation(Aggregation.localLinear(0.5))
            .target(Target.LEVEL)
            .covariate(Examples.DRIFT, 1.5)
            .build();
    DejavuForecaster read = DejavuForecaster.builder(database).settings(dejavu.settings()).build();
    assertThat(read.settings()).isEqualTo(dejavu.settings()).containsEntry("distance", "dtw(2)");
    assertThat(read.forecastAll(queries)).isEqualTo(dejavu.forecastAll(queries));
    for (Map.Entry<String, String> wrong :
        Map.of(
                "distance", "cosine",
                "scaling", "Z_SCORE",
                "weighting", "gaussian",
                "aggregation", "mean(3)",
                "target", "",
                "k", "701",
                "covariates", "1")
            .entrySet()) {
      assertThatThrownBy(
              () ->
                  DejavuForecaster.builder(database)
                      .settings(Map.of(wrong.getKey(), wrong.getValue())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.getKey().equals("k") ? "700" : wrong.getKey());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "k, three, k is 'three'; expected a whole number",
    "distance, dtw(x), argument of dtw is 'x'; expected a whole number",
    "weighting, gaussian(x), argument of gaussian is 'x'; expected a number",
    "aggregation, local-linear(x), argument of local-linear is 'x'; expected a number",
    "covariate.drift, x, covariate.drift is 'x'; expected a number",
  })
  void a_setting_that_is_no_number_is_named(String name, String value, String message) {
    assertThatThrownBy(() -> DejavuForecaster.builder(database).settings(Map.of(name, value)))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void more_neighbours_than_examples_are_refused_naming_both() {
    assertThatThrownBy(() -> DejavuForecaster.builder(database).k(701))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("701")
        .hasMessageContaining("700");
    assertThatThrownBy(() -> DejavuForecaster.builder(database).k(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(DejavuForecaster.builder(small(1, 2)).build().k()).isEqualTo(2);
    assertThat(DejavuForecaster.builder(past).build().settings())
        .isEqualTo(DejavuForecaster.builder(database).build().settings());
  }

  private static double[] weights(DejavuForecaster dejavu, double query) {
    return dejavu.explain(Pattern.of(query)).analogs().stream()
        .mapToDouble(Analog::weight)
        .toArray();
  }

  /** Patterns of one value whose change is ten times that value. */
  private static PatternDatabase small(double... values) {
    List<LabeledPattern> examples = new ArrayList<>();
    for (double value : values) {
      examples.add(LabeledPattern.of("v" + value, DAY, Pattern.of(value), 11 * value));
    }
    return PatternDatabase.of(examples);
  }

  @Test
  void an_explanation_costs_little_more_memory_than_a_forecast_until_its_analogs_are_read() {
    DejavuForecaster forecaster = DejavuForecaster.builder(database).k(500).build();
    Pattern query = queries.get(0);
    forecaster.explain(query);
    long plain = allocatedBy(() -> forecaster.forecast(query));
    long explained =
        allocatedBy(() -> List.copyOf(forecaster.explain(query).analogs().subList(0, 5)));
    assertThat(explained - plain).isLessThan(8_000);
  }

  private static long allocatedBy(Supplier<?> work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      Object result = work.get();
      long after = threads.getCurrentThreadAllocatedBytes();
      assertThat(result).isNotNull();
      least = Math.min(least, after - before);
    }
    return least;
  }
}
