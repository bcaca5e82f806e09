package org.forecast4j.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Cholesky;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Test;

class LinearLearningTest extends ForecasterContract {
  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return LinearForecaster.builder(training).learning(0.99).fit();
  }

  @Override
  protected Forecaster restored(Forecaster forecaster) {
    return LinearForecaster.fromBytes(((LinearForecaster) forecaster).toBytes());
  }

  /** The weighted least squares that the forecaster carries on, from all rows at once. */
  private static double[] bruteForce(
      List<LabeledPattern> examples, int fitted, LinearFeatures features, double forgetting) {
    double ridge = 1e-3;
    int p = features.count(SHAPE.inputLength()) + 1;
    double[][] inputs = new double[examples.size()][];
    for (int i = 0; i < inputs.length; i++) {
      Pattern pattern = examples.get(i).pattern();
      inputs[i] =
          LinearLearning.concatenate(
              features.of(pattern), examples.get(i).covariates(List.of(Examples.DRIFT)));
    }
    double[] mean = new double[p];
    double[] deviation = new double[p];
    for (int j = 0; j < p; j++) {
      for (int i = 0; i < fitted; i++) {
        mean[j] += inputs[i][j] / fitted;
      }
      for (int i = 0; i < fitted; i++) {
        deviation[j] += Math.pow(inputs[i][j] - mean[j], 2) / fitted;
      }
      deviation[j] = Math.sqrt(deviation[j]);
    }
    int n = p + 1;
    double[] a = new double[n * n];
    double[] b = new double[n];
    double weight = 1;
    for (int i = inputs.length - 1; i >= 0; i--) {
      double[] row = new double[n];
      row[0] = 1;
      for (int j = 0; j < p; j++) {
        row[1 + j] = (inputs[i][j] - mean[j]) / deviation[j];
      }
      double change = examples.get(i).target() - examples.get(i).pattern().last();
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          a[j * n + k] += weight * row[j] * row[k];
        }
        b[j] += weight * row[j] * change;
      }
      int turn = 1 + i % p;
      a[turn * n + turn] += weight * ridge * p;
      weight *= forgetting;
    }
    for (int j = 1; j < n; j++) {
      a[j * n + j] += weight * ridge;
    }
    assertThat(Cholesky.factorize(a, n)).isTrue();
    Cholesky.solve(a, n, b);
    double[] coefficients = new double[n];
    coefficients[0] = b[0];
    for (int j = 0; j < p; j++) {
      coefficients[1 + j] = b[1 + j] / deviation[j];
      coefficients[0] -= coefficients[1 + j] * mean[j];
    }
    return coefficients;
  }

  private static double applied(double[] coefficients, LinearFeatures features, Pattern pattern) {
    double[] inputs =
        LinearLearning.concatenate(
            features.of(pattern), new double[] {pattern.covariates().get(Examples.DRIFT)});
    double sum = pattern.last() + coefficients[0];
    for (int i = 0; i < inputs.length; i++) {
      sum += coefficients[1 + i] * inputs[i];
    }
    return sum;
  }

  @Test
  void it_stays_the_weighted_least_squares_of_all_examples_over_a_hundred_thousand_outcomes() {
    List<LabeledPattern> examples = Examples.randomWalks(100_200, SHAPE, 41);
    List<LabeledPattern> queries = Examples.randomWalks(20, SHAPE, 42);
    for (LinearFeatures features : LinearFeatures.values()) {
      for (double forgetting : new double[] {1, 0.9999, 0.99}) {
        LinearForecaster linear =
            LinearForecaster.builder(examples.subList(0, 200))
                .features(features)
                .learning(forgetting)
                .fit();
        for (LabeledPattern example : examples.subList(200, examples.size())) {
          linear = linear.observe(example.pattern(), example.outcome());
        }
        double[] expected = bruteForce(examples, 200, features, forgetting);
        for (LabeledPattern query : queries) {
          assertThat(linear.forecast(query.pattern()).point())
              .isCloseTo(applied(expected, features, query.pattern()), within(1e-8));
        }
        assertThat(linear.learned()).containsEntry("outcomes", 100_000.0);
      }
    }
  }

  @Test
  void without_forgetting_it_is_close_to_the_fit_in_closed_form() {
    List<LabeledPattern> examples = Examples.randomWalks(1_000, SHAPE, 43);
    LinearForecaster closed = LinearForecaster.fit(examples, 1e-3);
    LinearForecaster learned = LinearForecaster.builder(examples).ridge(1e-3).learning(1).fit();
    for (LabeledPattern query : Examples.randomWalks(50, SHAPE, 44)) {
      assertThat(learned.forecast(query.pattern()).point())
          .isCloseTo(closed.forecast(query.pattern()).point(), within(1e-3));
      Pattern bare = query.pattern().withoutCovariates();
      assertThat(learned.forecast(bare).point())
          .isCloseTo(closed.forecast(bare).point(), within(1e-3));
    }
  }

  @Test
  void it_follows_where_the_law_changes() {
    List<LabeledPattern> before = Examples.randomWalks(1_000, SHAPE, 45);
    List<LabeledPattern> after = new ArrayList<>();
    for (LabeledPattern example : Examples.randomWalks(2_000, SHAPE, 46)) {
      double[] outcome = example.outcome();
      for (int step = 0; step < outcome.length; step++) {
        outcome[step] += 5;
      }
      after.add(LabeledPattern.of(example.id(), example.date(), example.pattern(), outcome));
    }
    LinearForecaster trained = LinearForecaster.builder(before).learning(0.99).fit();
    LinearForecaster learned = trained;
    for (LabeledPattern example : after) {
      learned = learned.observe(example.pattern(), example.outcome());
    }
    for (LabeledPattern query : before.subList(0, 20)) {
      double moved =
          learned.forecast(query.pattern()).point() - trained.forecast(query.pattern()).point();
      assertThat(moved).isCloseTo(5, within(3.0));
    }
    assertThat(learned.frozen().learned()).isEmpty();
  }

  @Test
  void outcomes_of_patterns_without_covariates_are_learned_with_what_stands_in_for_them() {
    List<LabeledPattern> training = Examples.randomWalks(1_000, SHAPE, 47);
    LinearForecaster trained = LinearForecaster.builder(training).learning(0.999).fit();
    LinearForecaster learned = trained;
    List<LabeledPattern> later = Examples.randomWalks(2_000, SHAPE, 48);
    for (LabeledPattern example : later) {
      learned = learned.observe(example.pattern().withoutCovariates(), example.outcome());
    }
    double trainedError = 0;
    double learnedError = 0;
    for (LabeledPattern query : Examples.randomWalks(2_000, SHAPE, 49)) {
      trainedError += Math.abs(query.target() - trained.forecast(query.pattern()).point());
      learnedError += Math.abs(query.target() - learned.forecast(query.pattern()).point());
    }
    assertThat(learnedError / trainedError).isBetween(0.97, 1.03);
  }

  @Test
  void a_mean_and_a_last_value_are_all_that_two_features_see() {
    LinearForecaster linear =
        LinearForecaster.builder(Examples.randomWalks(300, new Shape(3, 1), 50))
            .features(LinearFeatures.LAST_AND_MEAN)
            .covariates(new TreeSet<>())
            .fit();
    Forecast forecast = linear.forecast(Pattern.of(1, 5, 3));
    assertThat(linear.forecast(Pattern.of(5, 1, 3)).path()).isEqualTo(forecast.path());
    assertThat(linear.observe(Pattern.of(1, 5, 3), 4)).isSameAs(linear);
    assertThat(LinearForecaster.fromBytes(linear.toBytes()).forecast(Pattern.of(1, 5, 3)))
        .isEqualTo(forecast);
  }

  @Test
  void what_cannot_be_a_setting_is_refused_with_its_value() {
    LinearForecaster.Builder builder =
        LinearForecaster.builder(Examples.randomWalks(30, SHAPE, 51));
    assertThatThrownBy(() -> builder.learning(1.5)).hasMessageContaining("forgetting is 1.5");
    assertThatThrownBy(() -> builder.learning(0)).hasMessageContaining("forgetting is 0.0");
    assertThatThrownBy(() -> builder.ridge(-1)).hasMessageContaining("ridge is -1.0");
    assertThatThrownBy(() -> builder.ridge(0).learning(1).fit())
        .hasMessageContaining("ridge of a forecaster that learns is 0.0; expected more than 0");
  }
}
