package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.internal.Ranks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Coverage without chance: given which n + 1 examples there are, exchangeability makes every order
 * of them, and so every choice of the last one, equally likely. Counting them all gives the
 * coverage that the theorems speak of.
 */
class ExchangeabilityTest {
  private static final Persistence ONE = new Persistence(new Shape(2, 1));
  private static final double[] CONFIDENCES = {0.3, 0.5, 0.75, 0.8, 0.85, 0.9};

  /** Patterns of several kinds and outcomes, all errors different. */
  private static List<LabeledPattern> examples(int count, long seed) {
    Random random = new Random(seed);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double kind = random.nextInt(1, 5);
      double outcome = kind + kind * Math.exp(random.nextGaussian()) - 1;
      examples.add(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0, kind), outcome));
    }
    return examples;
  }

  /** The share of the choices of the last example that it is covered in, each counting alike. */
  private static double coverage(
      Function<List<LabeledPattern>, ConformalWrapper> calibrate,
      List<LabeledPattern> examples,
      double confidence) {
    double covered = 0;
    for (int last = 0; last < examples.size(); last++) {
      covered += covers(calibrate, examples, last, confidence) ? 1 : 0;
    }
    return covered / examples.size();
  }

  private static boolean covers(
      Function<List<LabeledPattern>, ConformalWrapper> calibrate,
      List<LabeledPattern> examples,
      int last,
      double confidence) {
    List<LabeledPattern> others = new ArrayList<>(examples);
    LabeledPattern next = others.remove(last);
    return calibrate
        .apply(others)
        .forecast(next.pattern(), confidence)
        .interval()
        .contains(next.target());
  }

  static Stream<Function<List<LabeledPattern>, ConformalWrapper>> exact() {
    Difficulty byKind = Difficulty.of(pattern -> pattern.last());
    ConditionalQuantiles quantiles =
        (pattern, forecast, p) -> new double[] {pattern.last() * (0.5 + p)};
    DejavuForecaster dejavu =
        DejavuForecaster.builder(PatternDatabase.of(examples(60, 50))).k(15).build();
    Difficulty bySpread = Difficulty.ofNeighbourSpread(dejavu, 1e-3);
    Difficulty byErrors = Difficulty.ofNeighbourErrors(ONE, examples(60, 51), 15);
    ConditionalQuantiles ofNeighbours = ConditionalQuantiles.ofNeighbours(dejavu);
    return Stream.of(
        some -> SplitConformal.calibrate(ONE, some),
        some -> AdaptiveConformal.builder(ONE).difficulty(byKind).calibrate(some),
        some -> AdaptiveConformal.builder(ONE).difficulty(bySpread).calibrate(some),
        some -> AdaptiveConformal.builder(ONE).difficulty(byErrors).calibrate(some),
        some -> QuantileConformal.calibrate(ONE, quantiles, some),
        some -> QuantileConformal.calibrate(ONE, ofNeighbours, some));
  }

  @ParameterizedTest
  @MethodSource("exact")
  void coverage_is_exactly_the_rank_over_n_plus_one(
      Function<List<LabeledPattern>, ConformalWrapper> calibrate) {
    for (int n : new int[] {4, 9, 12, 19}) {
      for (double confidence : CONFIDENCES) {
        double expected = Ranks.ceil(confidence, n + 1) / (n + 1.0);
        assertThat(coverage(calibrate, examples(n + 1, n), confidence))
            .isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void weights_of_at_most_one_never_cover_less_than_the_confidence_over_all_orders() {
    List<List<LabeledPattern>> orders = new ArrayList<>();
    permute(examples(7, 1), 0, orders);
    assertThat(orders).hasSize(5040);
    List<Weighting> weightings =
        List.of(
            Weighting.decay(0.95),
            Weighting.decay(0.7),
            Weighting.byAge(age -> 1.0 / age),
            Weighting.fixed(1, 0.5, 0, 0.3, 1, 1));
    for (Weighting weighting : weightings) {
      for (double confidence : CONFIDENCES) {
        double covered = 0;
        for (List<LabeledPattern> order : orders) {
          covered +=
              covers(
                      some -> AdaptiveConformal.builder(ONE).weighting(weighting).calibrate(some),
                      order,
                      6,
                      confidence)
                  ? 1
                  : 0;
        }
        assertThat(covered / orders.size()).isGreaterThanOrEqualTo(confidence);
      }
    }
  }

  private static void permute(
      List<LabeledPattern> examples, int from, List<List<LabeledPattern>> orders) {
    if (from == examples.size()) {
      orders.add(List.copyOf(examples));
    }
    for (int i = from; i < examples.size(); i++) {
      Collections.swap(examples, from, i);
      permute(examples, from + 1, orders);
      Collections.swap(examples, from, i);
    }
  }

  @Test
  void likelihood_ratios_cover_where_the_last_is_drawn_in_their_proportion() {
    Weighting shift = Weighting.likelihoodRatio(pattern -> Math.pow(pattern.last(), 2));
    for (int n : new int[] {9, 19, 40}) {
      List<LabeledPattern> examples = examples(n + 1, n);
      for (double confidence : CONFIDENCES) {
        double covered = 0;
        double total = 0;
        for (int last = 0; last <= n; last++) {
          double weight = Math.pow(examples.get(last).pattern().last(), 2);
          total += weight;
          covered +=
              covers(
                      some -> AdaptiveConformal.builder(ONE).weighting(shift).calibrate(some),
                      examples,
                      last,
                      confidence)
                  ? weight
                  : 0;
        }
        // No weight is more than this share, which is how far above the confidence it can lie.
        double most = 16 / total;
        assertThat(covered / total).isBetween(confidence - 1e-12, confidence + most);
      }
    }
  }

  @Test
  void the_jackknife_plus_covers_at_least_one_less_twice_the_level_and_in_practice_one_less_it() {
    double[] sum = new double[CONFIDENCES.length];
    int trials = 40;
    for (int trial = 0; trial < trials; trial++) {
      List<LabeledPattern> examples = examples(20, 100 + trial);
      for (int i = 0; i < sum.length; i++) {
        double coverage =
            coverage(some -> CrossConformal.fit(Mean::of, some, 19), examples, CONFIDENCES[i]);
        assertThat(coverage).isGreaterThan(1 - 2 * (1 - CONFIDENCES[i]) - 1e-12);
        sum[i] += coverage / trials;
      }
    }
    double[] ranks =
        Arrays.stream(CONFIDENCES).map(confidence -> Ranks.ceil(confidence, 20) / 20.0).toArray();
    assertThat(sum).containsExactly(ranks, within(0.06));
  }
}
