package org.forecast4j.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.forecast4j.Aim;
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

  @Test
  void weights_of_a_block_are_not_fitted_on_examples_that_share_its_time() {
    // Outcomes of one hour are known 5 hours later: 4 on either side of a block share its time.
    Instant begin = Instant.parse("2020-01-01T00:00:00Z");
    List<LabeledPattern> noisy = noisy(100, 9, 1, 2, 3);
    List<LabeledPattern> hourly = new ArrayList<>();
    for (int i = 0; i < noisy.size(); i++) {
      Instant moment = begin.plusSeconds(3600L * i);
      LabeledPattern example = noisy.get(i);
      hourly.add(
          LabeledPattern.of(
              "e", moment, moment.plusSeconds(5 * 3600), example.pattern(), example.outcome()));
    }
    EnsembleFit fit = WeightedEnsemble.fit(columns(3), hourly);
    double[][] errors = errors(hourly);
    double scale = Arrays.stream(fit.memberRmse()).map(rmse -> rmse * rmse / 3).sum();
    double gain = 0;
    for (int i = 0; i < 100; i++) {
      int from = i / 20 * 20;
      double[][] products =
          SimplexLeastSquares.meanProducts(errors, Math.max(0, from - 4), Math.min(100, from + 24));
      double[] weights = SimplexLeastSquares.weights(products, fit.shrinkage() * scale);
      double error = 0;
      for (int member = 0; member < 3; member++) {
        error += weights[member] * errors[member][i];
      }
      gain += (errors[0][i] * errors[0][i] - error * error) / 100;
    }
    EnsembleFit shuffled = WeightedEnsemble.fit(columns(3), shuffled(hourly));
    assertThat(fit.gain()).isCloseTo(gain, within(1e-12));
    assertThat(shuffled.gain()).isEqualTo(fit.gain());
    assertThatThrownBy(() -> WeightedEnsemble.fit(columns(3), hourly.subList(0, 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("each of the 10 validation examples shares the time of those from");
  }

  /** Says the actual values plus noise that differs by step, as the pattern has it. */
  private record Noisy(int member) implements Forecaster {
    @Override
    public String name() {
      return "noisy" + member;
    }

    @Override
    public Shape shape() {
      return new Shape(4, 2);
    }

    @Override
    public Forecast forecast(Pattern pattern) {
      return Forecast.of(pattern.value(2 * member), pattern.value(2 * member + 1));
    }
  }

  @Test
  void weights_are_fitted_to_the_whole_path_or_to_its_end() {
    Random random = new Random(12);
    List<LabeledPattern> examples = new ArrayList<>();
    double[][] products = new double[2][2];
    for (int i = 0; i < 1_000; i++) {
      double[] errors = random.doubles(4, -1, 1).toArray();
      errors[0] *= 6; // the first member errs much at the first step
      errors[3] *= 2; // and the second at the last
      examples.add(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(errors), 0, 0));
      for (int a = 0; a < 2; a++) {
        for (int b = 0; b < 2; b++) {
          products[a][b] +=
              (errors[2 * a] * errors[2 * b] + errors[2 * a + 1] * errors[2 * b + 1]) / 2_000;
        }
      }
    }
    List<Forecaster> members = List.of(new Noisy(0), new Noisy(1));
    EnsembleFit path = WeightedEnsemble.fit(members, examples, 0);
    EnsembleFit end = WeightedEnsemble.fit(members, examples, 0, Aim.LAST_STEP);
    assertThat(end.ensemble().weights()[0]).isGreaterThan(0.7);
    assertThat(path.ensemble().weights()[0]).isLessThan(0.3);
    double scale = (products[0][0] + products[1][1]) / 2;
    assertThat(path.ensemble().weights())
        .containsExactly(
            SimplexLeastSquares.weights(products, path.shrinkage() * scale), within(1e-9));
    assertThat(path.memberRmse()[0]).isCloseTo(Math.sqrt(products[0][0]), within(1e-9));
    OnlineWeights rule = OnlineWeights.ewa(2, 0.1);
    WeightedEnsemble both = WeightedEnsemble.of(members, 0.5, 0.5);
    Pattern pattern = Pattern.of(6, 0, 0, 2);
    // Whoever looks at the end alone likes the first member, who looks at both steps the second.
    WeightedEnsemble ending = both.learning(rule, 0, Aim.LAST_STEP).observe(pattern, 0, 0);
    WeightedEnsemble whole = both.learning(rule, 0).observe(pattern, 0, 0);
    assertThat(ending.weights()[0]).isGreaterThan(0.5);
    assertThat(whole.weights()[0]).isLessThan(0.5);
    for (WeightedEnsemble learned : List.of(ending, whole)) {
      WeightedEnsemble restored = both.withLearnedWeights(learned.learnedWeights().orElseThrow());
      assertThat(restored.observe(pattern, 1, 1).weights())
          .isEqualTo(learned.observe(pattern, 1, 1).weights());
    }
  }

  private static List<LabeledPattern> shuffled(List<LabeledPattern> examples) {
    List<LabeledPattern> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(1));
    return shuffled;
  }

  private static double[][] errors(List<LabeledPattern> examples) {
    double[][] errors = new double[3][examples.size()];
    for (int i = 0; i < examples.size(); i++) {
      for (int member = 0; member < 3; member++) {
        errors[member][i] = examples.get(i).target() - examples.get(i).pattern().value(member);
      }
    }
    return errors;
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

  @Test
  void shrinkage_gain_and_weights_are_those_of_cross_validation_over_five_blocks_of_time() {
    Set<Double> shrinkages = new HashSet<>();
    for (int seed = 0; seed < 60; seed++) {
      List<LabeledPattern> examples = noisy(11 + seed % 23, seed, 1, 1 + seed % 4 / 5.0);
      EnsembleFit fit = WeightedEnsemble.fit(columns(2), examples, 0);
      double[][] errors = new double[2][examples.size()];
      for (int i = 0; i < examples.size(); i++) {
        for (int member = 0; member < 2; member++) {
          errors[member][i] = examples.get(i).target() - examples.get(i).pattern().value(member);
        }
      }
      CrossValidation expected = CrossValidation.of(errors);
      assertThat(fit.shrinkage()).isEqualTo(expected.shrinkage);
      assertThat(fit.gain()).isCloseTo(expected.gain, within(1e-9));
      assertThat(fit.gainStandardError()).isCloseTo(expected.standardError, within(1e-9));
      double first = fit.isCombined() ? expected.weight : expected.best == 0 ? 1 : 0;
      assertThat(fit.isCombined()).isEqualTo(expected.gain > 0);
      assertThat(fit.ensemble().weights()[0]).isCloseTo(first, within(1e-9));
      shrinkages.add(fit.shrinkage());
    }
    assertThat(shrinkages).hasSizeGreaterThan(2);
  }

  /** What is expected of two members, from the weights in closed form. */
  private record CrossValidation(
      double shrinkage, double weight, double gain, double standardError, int best) {
    static CrossValidation of(double[][] errors) {
      int count = errors[0].length;
      double one = product(errors[0], errors[0], 0, 0);
      double two = product(errors[1], errors[1], 0, 0);
      int best = two < one ? 1 : 0;
      double least = Double.POSITIVE_INFINITY;
      CrossValidation chosen = new CrossValidation(0, 0, 0, 0, 0);
      for (double shrinkage : new double[] {0, 1e-4, 1e-3, 1e-2, 1e-1, 1}) {
        double penalty = shrinkage * (one + two) / 2;
        double[] gains = new double[count];
        double sum = 0;
        for (int block = 0; block < 5; block++) {
          int from = count * block / 5;
          int to = count * (block + 1) / 5;
          double weight = weight(errors, penalty, from, to);
          for (int i = from; i < to; i++) {
            double combined = weight * errors[0][i] + (1 - weight) * errors[1][i];
            sum += combined * combined;
            gains[i] = errors[best][i] * errors[best][i] - combined * combined;
          }
        }
        if (sum < least) {
          least = sum;
          double gain = Arrays.stream(gains).sum() / count;
          double variance =
              Arrays.stream(gains).map(g -> (g - gain) * (g - gain)).sum() / (count - 1);
          double error = Math.sqrt(variance / count);
          chosen = new CrossValidation(shrinkage, weight(errors, penalty, 0, 0), gain, error, best);
        }
      }
      return chosen;
    }

    /** The first member's weight where the derivative of the objective is zero, or at an end. */
    private static double weight(double[][] errors, double penalty, int from, int to) {
      double one = product(errors[0], errors[0], from, to) + penalty;
      double two = product(errors[1], errors[1], from, to) + penalty;
      double both = product(errors[0], errors[1], from, to);
      return Math.max(0, Math.min(1, (two - both) / (one + two - 2 * both)));
    }

    private static double product(double[] a, double[] b, int leftOutFrom, int leftOutTo) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += i < leftOutFrom || i >= leftOutTo ? a[i] * b[i] : 0;
      }
      return sum / (a.length - (leftOutTo - leftOutFrom));
    }
  }

  @Test
  void of_members_that_say_the_same_the_first_speaks_unshrunk() {
    List<LabeledPattern> examples =
        noisy(50, 5, 1).stream()
            .map(one -> example(one.target(), one.pattern().last(), one.pattern().last()))
            .toList();
    EnsembleFit fit = WeightedEnsemble.fit(columns(2), examples);
    assertThat(fit.ensemble().weights()).containsExactly(1, 0);
    assertThat(fit.shrinkage()).isZero();
    assertThat(fit.gain()).isZero();
    assertThat(fit.isCombined()).isFalse();
  }

  @Test
  void a_correlation_as_high_as_the_ratio_of_the_errors_leaves_nothing_to_gain() {
    WeightedEnsemble ensemble = WeightedEnsemble.of(columns(2), 0.5, 0.5);
    assertThat(fit(ensemble, 1, 0.5, 0, 0, 0).canHelp(0, 1)).isFalse();
    assertThat(fit(ensemble, 1, Math.nextDown(0.5), 0, 0, 0).canHelp(0, 1)).isTrue();
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
    assertThat(others).anyMatch(other -> other.hashCode() != one.hashCode());
    assertThat(one.toString()).contains("0.5", "3.0");
  }
}
