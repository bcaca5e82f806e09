package org.forecast4j.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

class EnsembleFitTest {
  /** Forecasts one of the observed values: the pattern holds what each member shall say. */
  private record Column(int index, int width) implements Forecaster {
    @Override
    public String name() {
      return "column" + index;
    }

    @Override
    public Shape shape() {
      return new Shape(width, 1);
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      return Forecast.of(pattern.value(index));
    }
  }

  private static List<Forecaster> columns(int width) {
    List<Forecaster> members = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      members.add(new Column(i, width));
    }
    return members;
  }

  private static LabeledPattern example(double actual, double... said) {
    return LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(said), actual);
  }

  /** Members that say the actual value plus independent noise of the given deviations. */
  private static List<LabeledPattern> noisy(int count, long seed, double... deviations) {
    Random random = new Random(seed);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double actual = random.nextGaussian() * 10;
      double[] said =
          Arrays.stream(deviations).map(d -> actual + d * random.nextGaussian()).toArray();
      examples.add(example(actual, said));
    }
    return examples;
  }

  @Test
  void the_published_convex_weights_of_the_electric_load_example_come_out() throws IOException {
    double[][] experts = csv("combination/experts.csv");
    double[][] targets = csv("combination/targets.csv");
    double[][] errors = new double[3][targets.length];
    for (int i = 0; i < targets.length; i++) {
      for (int expert = 0; expert < 3; expert++) {
        errors[expert][i] = targets[i][0] - experts[i][expert];
      }
    }
    double[][] products = SimplexLeastSquares.meanProducts(errors, 0, 0);
    double[] weights = SimplexLeastSquares.weights(products, 0);
    assertThat(weights).containsExactly(new double[] {0.71917, 0.20088, 0.07995}, within(1e-5));
    double square = 0;
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        square += weights[a] * weights[b] * products[a][b];
      }
    }
    assertThat(Math.sqrt(square)).isCloseTo(1442.43, within(0.005));
    assertThat(Math.sqrt(products[2][2])).isCloseTo(2334.39, within(0.005));
  }

  private static double[][] csv(String file) throws IOException {
    return Files.readAllLines(Shared.path("reference/" + file)).stream()
        .skip(1)
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  @Test
  void weights_minimise_the_objective_over_the_simplex() {
    Random random = new Random(2);
    for (int trial = 0; trial < 200; trial++) {
      int members = 2 + random.nextInt(4);
      double[][] errors = new double[members][20];
      double common = random.nextDouble();
      for (int i = 0; i < 20; i++) {
        double shared = random.nextGaussian();
        for (double[] row : errors) {
          row[i] = common * shared + random.nextGaussian();
        }
      }
      double[][] products = SimplexLeastSquares.meanProducts(errors, 0, 0);
      double penalty = trial % 3 == 0 ? 0 : random.nextDouble();
      double[] weights = SimplexLeastSquares.weights(products, penalty);
      assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
      assertThat(Arrays.stream(weights).min().orElseThrow()).isGreaterThanOrEqualTo(0);
      double best = objective(products, penalty, weights);
      for (int other = 0; other < 300; other++) {
        double[] point = randomWeights(random, members);
        for (int i = 0; i < members; i++) {
          point[i] = weights[i] + 0.01 * (point[i] - weights[i]);
        }
        assertThat(objective(products, penalty, point)).isGreaterThanOrEqualTo(best - 1e-12);
      }
    }
  }

  private static double[] randomWeights(Random random, int members) {
    double[] weights = new double[members];
    Arrays.setAll(weights, i -> -Math.log(1 - random.nextDouble()));
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  private static double objective(double[][] products, double penalty, double[] weights) {
    double sum = 0;
    for (int a = 0; a < weights.length; a++) {
      sum += penalty * weights[a] * weights[a];
      for (int b = 0; b < weights.length; b++) {
        sum += weights[a] * weights[b] * products[a][b];
      }
    }
    return sum;
  }

  @Test
  void equally_good_members_with_independent_errors_share_the_weight_evenly() {
    EnsembleFit fit = WeightedEnsemble.fit(columns(2), noisy(2_000, 3, 1, 1));
    assertThat(fit.isCombined()).isTrue();
    assertThat(fit.ensemble().weights()).containsExactly(new double[] {0.5, 0.5}, within(0.05));
    assertThat(fit.gain()).isCloseTo(0.5, within(0.1));
    assertThat(fit.memberRmse()).containsExactly(new double[] {1, 1}, within(0.05));
    assertThat(fit.errorCorrelation()[0][1]).isCloseTo(0, within(0.06));
    assertThat(fit.canHelp(0, 1)).isTrue();
  }

  @Test
  void independent_errors_are_weighted_by_inverse_variance() {
    EnsembleFit fit = WeightedEnsemble.fit(columns(2), noisy(4_000, 4, 1, 2));
    assertThat(fit.ensemble().weights()).containsExactly(new double[] {0.8, 0.2}, within(0.03));
    assertThat(fit.errorRatio(0, 1)).isCloseTo(0.5, within(0.02));
  }

  @Test
  void where_combining_gains_nothing_the_best_member_speaks_alone() {
    Random random = new Random(8);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      double noise = random.nextGaussian();
      examples.add(example(0, noise, 2 * noise));
    }
    EnsembleFit fit = WeightedEnsemble.fit(columns(2), examples);
    assertThat(fit.isCombined()).isFalse();
    assertThat(fit.ensemble().weights()).containsExactly(1, 0);
    assertThat(fit.errorCorrelation()[0][1]).isCloseTo(1, within(1e-12));
    assertThat(fit.canHelp(0, 1)).isFalse();
  }

  @Test
  void the_bar_for_combining_is_a_number_of_standard_errors() {
    List<LabeledPattern> examples = noisy(60, 6, 1, 1.7);
    EnsembleFit fit = WeightedEnsemble.fit(columns(2), examples, 0);
    assertThat(fit.gain()).isPositive();
    double bar = fit.gain() / fit.gainStandardError();
    assertThat(fit.isCombined()).isTrue();
    assertThat(WeightedEnsemble.fit(columns(2), examples, 0.99 * bar).isCombined()).isTrue();
    EnsembleFit strict = WeightedEnsemble.fit(columns(2), examples, 1.01 * bar);
    assertThat(strict.isCombined()).isFalse();
    assertThat(strict.ensemble().weights()).containsExactly(1, 0);
    assertThatThrownBy(() -> WeightedEnsemble.fit(columns(2), examples, -1))
        .hasMessageContaining("standardErrors is -1.0");
  }

  @Test
  void too_few_examples_are_refused() {
    assertThatThrownBy(() -> WeightedEnsemble.fit(columns(2), noisy(9, 1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("number of validation examples is 9; expected at least 10");
  }

  private static EnsembleFit fit(
      WeightedEnsemble ensemble,
      double rmse,
      double r,
      double shrinkage,
      double gain,
      double error) {
    double[][] correlation = {{1, r}, {r, 1}};
    double[] errors = {rmse, 2};
    return new EnsembleFit(ensemble, errors, correlation, shrinkage, gain, error, gain > 0);
  }

  @Test
  void fits_are_equal_if_everything_is() {
    List<Forecaster> members = List.of(new Column(0, 2), new Column(1, 2));
    WeightedEnsemble ensemble = WeightedEnsemble.of(members, 0.5, 0.5);
    EnsembleFit one = fit(ensemble, 1, 0.25, 0.1, 3, 4);
    assertThat(one)
        .isEqualTo(fit(ensemble, 1, 0.25, 0.1, 3, 4))
        .hasSameHashCodeAs(fit(ensemble, 1, 0.25, 0.1, 3, 4))
        .isNotEqualTo("a fit");
    double[][] same = one.errorCorrelation();
    List<EnsembleFit> others =
        List.of(
            fit(WeightedEnsemble.of(members, 0.75, 0.25), 1, 0.25, 0.1, 3, 4),
            fit(ensemble, 9, 0.25, 0.1, 3, 4),
            fit(ensemble, 1, 0.5, 0.1, 3, 4),
            fit(ensemble, 1, 0.25, 0.2, 3, 4),
            fit(ensemble, 1, 0.25, 0.1, 5, 4),
            fit(ensemble, 1, 0.25, 0.1, 3, 6),
            new EnsembleFit(ensemble, one.memberRmse(), same, 0.1, 3, 4, false));
    assertThat(others).doesNotContain(one);
    assertThat(one.toString()).contains("0.5", "3.0");
  }
}
