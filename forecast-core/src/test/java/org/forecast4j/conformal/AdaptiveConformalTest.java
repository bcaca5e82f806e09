package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.ConformalContract;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdaptiveConformalTest {
  private static final Shape SHAPE = new Shape(3, 2);
  private static final Persistence PERSISTENCE = new Persistence(SHAPE);
  private static final Persistence ONE = new Persistence(new Shape(1, 1));
  private static final Pattern ZERO = Pattern.of(0);
  private static final Difficulty BY_LEVEL =
      Difficulty.of(pattern -> 1 + Math.abs(pattern.last()) / 100);
  private static final Category BY_DRIFT =
      (pattern, forecast) ->
          pattern.covariates().getOrDefault(Examples.DRIFT, 0.0) > 0 ? "up" : "down";

  static Stream<AdaptiveConformal.Builder> configurations() {
    return Stream.concat(
        relativeConfigurations(),
        Stream.of(Tails.values())
            .flatMap(
                tails ->
                    Stream.of(
                        builder(tails).online(OnlineRule.publishedPid(0.1, 5, 0.5, 20)),
                        builder(tails).online(OnlineRule.sfOgd(40)),
                        builder(tails).online(OnlineRule.saocp(4, 40)))));
  }

  /** Those without a number in the units of the scores. */
  static Stream<AdaptiveConformal.Builder> relativeConfigurations() {
    return Stream.of(Tails.values())
        .flatMap(
            tails ->
                Stream.of(
                    builder(tails),
                    builder(tails).weighting(Weighting.decay(0.99)),
                    builder(tails).weighting(Weighting.likelihoodRatio(p -> 1 + p.value(0) / 1e3)),
                    builder(tails).difficulty(BY_LEVEL).online(OnlineRule.aci(0.05)),
                    builder(tails).category(BY_DRIFT).online(OnlineRule.aci(0.05)).window(60),
                    builder(tails).online(OnlineRule.dtAci()).weighting(Weighting.decay(0.98)),
                    builder(tails).online(OnlineRule.agAci()).window(50).bounded(),
                    builder(tails).online(OnlineRule.agAci()).category(BY_DRIFT),
                    builder(tails).online(OnlineRule.pid()),
                    builder(tails).online(OnlineRule.pid(0.1, 0.3, 0.05, false)),
                    builder(tails).online(OnlineRule.pid()).window(30),
                    builder(tails).online(OnlineRule.dtAciWithEta(2, 50, 0.01, 0.1)).window(70),
                    builder(tails).online(OnlineRule.sfOgd()).keepingScores(),
                    builder(tails).online(OnlineRule.saocp()).window(40).bounded(30)));
  }

  private static AdaptiveConformal.Builder builder(Tails tails) {
    return AdaptiveConformal.builder(PERSISTENCE).tails(tails);
  }

  private static AdaptiveConformal after(
      AdaptiveConformal wrapper, List<LabeledPattern> examples, double confidence) {
    AdaptiveConformal next = wrapper;
    for (LabeledPattern example : examples) {
      next = next.observe(next.forecast(example.pattern(), confidence), example.outcome());
    }
    return next;
  }

  private static AdaptiveConformal withErrors(AdaptiveConformal.Builder builder, double... errors) {
    List<LabeledPattern> calibration = new ArrayList<>();
    for (double error : errors) {
      calibration.add(LabeledPattern.of("e", LocalDate.EPOCH, ZERO, error));
    }
    return builder.calibrate(calibration);
  }

  @Test
  void without_choices_it_says_what_split_conformal_says() {
    List<LabeledPattern> examples = Examples.randomWalks(150, SHAPE, 1);
    for (Tails tails : Tails.values()) {
      AdaptiveConformal adaptive = builder(tails).stepScales(1, 3).calibrate(examples);
      SplitConformal split = SplitConformal.calibrate(PERSISTENCE, examples, tails, 1, 3);
      for (LabeledPattern query : Examples.randomWalks(20, SHAPE, 2)) {
        assertThat(adaptive.forecast(query.pattern(), 0.9))
            .isEqualTo(split.forecast(query.pattern(), 0.9));
      }
    }
  }

  @Test
  void outcomes_join_the_scores_as_if_they_had_been_calibrated_on() {
    List<LabeledPattern> examples = Examples.randomWalks(120, SHAPE, 3);
    Pattern query = Examples.randomWalks(1, SHAPE, 4).get(0).pattern();
    for (int window : new int[] {1_000, 50}) {
      for (Weighting weighting :
          List.of(
              Weighting.uniform(),
              Weighting.decay(0.97),
              Weighting.byAge(age -> 1.0 / age),
              Weighting.likelihoodRatio(p -> Math.exp(p.value(0) / 100)))) {
        AdaptiveConformal whole =
            builder(Tails.EQUAL).weighting(weighting).window(window).calibrate(examples);
        AdaptiveConformal part =
            builder(Tails.EQUAL)
                .weighting(weighting)
                .window(window)
                .calibrate(examples.subList(0, 70));
        AdaptiveConformal grown = after(part, examples.subList(70, 120), 0.8);
        assertThat(grown.forecast(query, 0.8)).isEqualTo(whole.forecast(query, 0.8));
        assertThat(grown.calibrationSize()).isEqualTo(Math.min(window, 120));
        assertThat(grown.toBytes()).isEqualTo(whole.toBytes());
      }
    }
  }

  @Test
  void the_order_of_the_examples_does_not_matter_unless_age_does() {
    List<LabeledPattern> examples = Examples.randomWalks(100, SHAPE, 5);
    List<LabeledPattern> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(1));
    Pattern query = Examples.randomWalks(1, SHAPE, 6).get(0).pattern();
    AdaptiveConformal.Builder plain =
        builder(Tails.SYMMETRIC).difficulty(BY_LEVEL).category(BY_DRIFT);
    assertThat(plain.calibrate(shuffled).forecast(query, 0.8))
        .isEqualTo(plain.calibrate(examples).forecast(query, 0.8));
    AdaptiveConformal.Builder aged = builder(Tails.SYMMETRIC).weighting(Weighting.decay(0.9));
    assertThat(aged.calibrate(shuffled).forecast(query, 0.8))
        .isNotEqualTo(aged.calibrate(examples).forecast(query, 0.8));
  }

  @Test
  void decayed_intervals_are_finite_only_if_the_decay_and_the_scores_allow() {
    double[] errors = new Random(7).doubles(1_000, -1, 1).toArray();
    for (double rho : new double[] {0.9, 0.94, 0.96, 0.99}) {
      AdaptiveConformal wrapper =
          withErrors(AdaptiveConformal.builder(ONE).weighting(Weighting.decay(rho)), errors);
      assertThat(wrapper.forecast(ZERO, 0.95).interval().isFinite()).isEqualTo(rho > 0.95);
    }
    AdaptiveConformal kernel =
        withErrors(
            AdaptiveConformal.builder(ONE)
                .weighting(Weighting.byAge(age -> Math.exp(-age * age / 200.0))),
            errors);
    assertThat(kernel.forecast(ZERO, 0.95).interval()).isEqualTo(Interval.WHOLE_LINE);
    assertThat(kernel.forecast(ZERO, 0.9).interval().isFinite()).isTrue();
  }

  @Test
  void the_newest_error_counts_the_decay_and_each_before_it_once_more() {
    AdaptiveConformal wrapper =
        withErrors(
            AdaptiveConformal.builder(ONE).weighting(Weighting.decay(0.5)).window(4), 3, 1, 4, 2);
    assertThat(wrapper.distribution(ZERO).orElseThrow().errors()).containsExactly(1, 2, 3, 4);
    assertThat(wrapper.distribution(ZERO).orElseThrow().weights())
        .containsExactly(0.125, 0.5, 0.0625, 0.25);
    AdaptiveConformal next = wrapper.observe(wrapper.forecast(ZERO, 0.5), 2.5);
    assertThat(next.distribution(ZERO).orElseThrow().errors()).containsExactly(1, 2, 2.5, 4);
    assertThat(next.distribution(ZERO).orElseThrow().weights())
        .containsExactly(0.0625, 0.25, 0.5, 0.125);
    // The whole weight is 1.9375, the unseen error's 1: nothing beyond 0.48 is finite.
    assertThat(next.forecast(ZERO, 0.48).interval()).isEqualTo(new Interval(-4, 4));
    assertThat(next.forecast(ZERO, 0.49).interval()).isEqualTo(Interval.WHOLE_LINE);
  }

  @Test
  void fixed_weights_count_as_given_and_outcomes_count_one() {
    AdaptiveConformal wrapper =
        withErrors(
            AdaptiveConformal.builder(ONE).weighting(Weighting.fixed(3, 1, 0, 0)), 1, 2, 3, 4);
    // The unseen error weighs 1 of 5: the share 3/5 is at 1, 4/5 at 2.
    assertThat(wrapper.forecast(ZERO, 0.6).interval()).isEqualTo(new Interval(-1, 1));
    assertThat(wrapper.forecast(ZERO, 0.8).interval()).isEqualTo(new Interval(-2, 2));
    assertThat(wrapper.forecast(ZERO, 0.81).interval()).isEqualTo(Interval.WHOLE_LINE);
    AdaptiveConformal next = wrapper.observe(wrapper.forecast(ZERO, 0.6), 9);
    assertThat(next.forecast(ZERO, 5.0 / 6).interval()).isEqualTo(new Interval(-9, 9));
    assertThat(next.distribution(ZERO).orElseThrow().quantile(0.5)).isEqualTo(1);
    AdaptiveConformal restored = AdaptiveConformal.fromBytes(ONE, next.toBytes());
    assertThat(restored.toBytes()).isEqualTo(next.toBytes());
    assertThat(restored.forecast(ZERO, 5.0 / 6).interval()).isEqualTo(new Interval(-9, 9));
  }

  @Test
  void weights_that_do_not_fit_the_examples_or_cannot_be_added_up_are_refused() {
    AdaptiveConformal.Builder builder = AdaptiveConformal.builder(ONE);
    assertThatThrownBy(() -> withErrors(builder.weighting(Weighting.fixed(1, 2)), 1, 2, 3))
        .hasMessageContaining("weights has length 2; expected 3");
    assertThatThrownBy(() -> withErrors(builder.weighting(Weighting.fixed(1e308, 1e308)), 1, 2))
        .hasMessageContaining("sum of the weights is Infinity");
    assertThatThrownBy(() -> withErrors(builder.weighting(Weighting.byAge(age -> -age)), 1, 2))
        .hasMessageContaining("weight of age 1 is -1.0");
    assertThatThrownBy(() -> withErrors(builder.weighting(Weighting.likelihoodRatio(p -> 0)), 1))
        .hasMessageContaining("likelihood ratio is 0.0");
  }

  @Test
  void likelihood_ratios_weigh_the_pattern_asked_for_too() {
    AdaptiveConformal wrapper =
        withErrors(
            AdaptiveConformal.builder(ONE)
                .weighting(Weighting.likelihoodRatio(pattern -> 1 + pattern.value(0))),
            1,
            2,
            3,
            4);
    assertThat(wrapper.forecast(ZERO, 0.8).interval()).isEqualTo(new Interval(-4, 4));
    assertThat(wrapper.forecast(Pattern.of(1), 0.8).interval()).isEqualTo(Interval.WHOLE_LINE);
    assertThat(wrapper.forecast(Pattern.of(1), 0.6).interval()).isEqualTo(new Interval(-3, 5));
    assertThat(wrapper.distribution(Pattern.of(1)).orElseThrow().cdf(1)).isEqualTo(1.0 / 6);
  }

  @Test
  void errors_are_measured_in_units_of_the_difficulty() {
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ONE)
            .difficulty(Difficulty.of(pattern -> pattern.last()))
            .calibrate(
                Stream.of(1.0, 2.0, 4.0, 8.0)
                    .map(d -> LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(d), 4 * d))
                    .toList());
    assertThat(wrapper.forecast(Pattern.of(10), 0.8).interval()).isEqualTo(new Interval(-20, 40));
    assertThat(wrapper.forecast(Pattern.of(1), 0.8).interval()).isEqualTo(new Interval(-2, 4));
    PredictiveDistribution distribution = wrapper.distribution(Pattern.of(10)).orElseThrow();
    assertThat(distribution.quantile(0.5)).isEqualTo(40);
    assertThat(distribution.crps(40)).isZero();
    assertThatThrownBy(() -> AdaptiveConformal.builder(ONE).stepScales(0))
        .hasMessageContaining("step scale is 0.0");
    assertThatThrownBy(
            () -> withErrors(AdaptiveConformal.builder(ONE).difficulty((p, f) -> new double[2]), 1))
        .hasMessageContaining("difficulty has length 2; expected 1");
    assertThatThrownBy(
            () ->
                withErrors(
                    AdaptiveConformal.builder(ONE).difficulty((p, f) -> new double[] {0}), 1))
        .hasMessageContaining("difficulty is 0.0");
  }

  @Test
  void difficulty_of_neighbour_errors_makes_hard_patterns_wide() {
    Random random = new Random(8);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      double change = random.nextInt(2);
      double noise = random.nextGaussian() * (change == 0 ? 1 : 5);
      examples.add(
          LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(-change, 0, 0), noise, noise));
    }
    AdaptiveConformal wrapper =
        builder(Tails.SYMMETRIC)
            .difficulty(Difficulty.ofNeighbourErrors(PERSISTENCE, examples.subList(0, 300), 80))
            .calibrate(examples.subList(300, 600));
    double easy = wrapper.forecast(Pattern.of(0, 0, 0), 0.9).interval().width();
    double hard = wrapper.forecast(Pattern.of(-1, 0, 0), 0.9).interval().width();
    assertThat(hard / easy).isCloseTo(2, within(0.3));
    assertThatThrownBy(() -> Difficulty.ofNeighbourErrors(PERSISTENCE, examples, 601))
        .hasMessageContaining("number of examples is 600; expected at least 601");
  }

  @Test
  void difficulty_of_the_neighbours_spread_is_theirs_and_no_less_than_the_least() {
    DejavuForecaster dejavu =
        DejavuForecaster.builder(PatternDatabase.of(Examples.randomWalks(200, SHAPE, 22)))
            .k(20)
            .build();
    for (LabeledPattern query : Examples.randomWalks(20, SHAPE, 23)) {
      Pattern pattern = query.pattern();
      double[] spread = dejavu.neighbourhood(pattern).spread();
      assertThat(Difficulty.ofNeighbourSpread(dejavu, 1e-9).of(pattern, dejavu.forecast(pattern)))
          .isEqualTo(spread);
      assertThat(
              Difficulty.ofNeighbourSpread(dejavu, spread[1]).of(pattern, dejavu.forecast(pattern)))
          .containsExactly(Math.max(spread[0], spread[1]), spread[1]);
    }
    assertThatThrownBy(() -> Difficulty.ofNeighbourSpread(dejavu, 0))
        .hasMessageContaining("least difficulty is 0.0");
  }

  @Test
  void categories_are_calibrated_for_themselves_and_small_ones_answer_honestly() {
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      boolean small = i <= 5;
      examples.add(
          LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(small ? 1 : 2), (small ? 1 : 2) + i));
    }
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ONE)
            .category((pattern, forecast) -> "kind " + pattern.value(0))
            .calibrate(examples);
    assertThat(wrapper.forecast(Pattern.of(2), 0.5).interval()).isEqualTo(new Interval(-16, 20));
    assertThat(wrapper.forecast(Pattern.of(1), 0.5).interval()).isEqualTo(new Interval(-2, 4));
    assertThat(wrapper.forecast(Pattern.of(1), 0.9).interval()).isEqualTo(Interval.WHOLE_LINE);
    assertThat(wrapper.forecast(Pattern.of(3), 0.1).interval()).isEqualTo(Interval.WHOLE_LINE);
    assertThat(wrapper.categorySizes()).containsEntry("kind 1.0", 5).containsEntry("kind 2.0", 25);
    assertThat(wrapper.toString())
        .startsWith("adaptive intervals of 30 errors in 2 categories, rule none, around ");
    assertThat(
            withErrors(
                AdaptiveConformal.builder(ONE)
                    .difficulty(BY_LEVEL)
                    .online(OnlineRule.aci(0.1))
                    .keepingScores()
                    .window(7)
                    .bounded(),
                1,
                2))
        .hasToString(
            "adaptive intervals of 2 errors, over a difficulty, rule aci[0.1], keeping scores,"
                + " window 7, bounded, around persistence 1→1");
    assertThat(wrapper.distribution(Pattern.of(3))).isEmpty();
    AdaptiveConformal next = wrapper.observe(wrapper.forecast(Pattern.of(3), 0.5), 4);
    assertThat(next.forecast(Pattern.of(3), 0.5).interval()).isEqualTo(new Interval(2, 4));
    assertThat(next.calibrationSize()).isEqualTo(31);
  }

  @Test
  void a_covariate_that_a_function_misses_is_told() {
    List<LabeledPattern> examples =
        List.of(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(1).with("wind", 3), 1));
    assertThatThrownBy(
            () ->
                AdaptiveConformal.builder(ONE)
                    .category((pattern, forecast) -> pattern.covariate("rain") > 0 ? "wet" : "dry")
                    .calibrate(examples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the pattern has the covariates [wind]; expected rain");
    assertThatThrownBy(
            () ->
                AdaptiveConformal.builder(ONE)
                    .category(
                        (pattern, forecast) ->
                            Objects.requireNonNull(pattern.covariates().get("rain")) > 0
                                ? "wet"
                                : "dry")
                    .calibrate(examples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("category failed at a pattern with the covariates [wind]");
  }

  @Test
  void coverage_under_exchangeability_is_the_rank_over_n_plus_one_within_each_category() {
    Random random = new Random(20);
    int trials = 20_000;
    AdaptiveConformal.Builder builder =
        AdaptiveConformal.builder(ONE)
            .difficulty(Difficulty.of(pattern -> 1 + pattern.last()))
            .category((pattern, forecast) -> pattern.last() < 2 ? "easy" : "hard");
    double[] covered = new double[4];
    for (int trial = 0; trial < trials; trial++) {
      List<LabeledPattern> examples = new ArrayList<>();
      for (int i = 0; i < 28 + 4; i++) {
        // Seven of each of four kinds to calibrate on, one of each to forecast.
        double kind = i % 4;
        double outcome = kind + (1 + kind) * Math.exp(random.nextGaussian());
        examples.add(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(kind), outcome));
      }
      AdaptiveConformal wrapper = builder.calibrate(examples.subList(0, 28));
      for (LabeledPattern next : examples.subList(28, 32)) {
        Interval interval = wrapper.forecast(next.pattern(), 0.7).interval();
        covered[(int) next.pattern().last()] += interval.contains(next.target()) ? 1 : 0;
      }
    }
    double expected = 11 / 15.0; // ⌈15 · 0.7⌉ of the 14 and the next
    for (double count : covered) {
      double deviation = Math.sqrt(expected * (1 - expected) / trials);
      assertThat(count / trials).isCloseTo(expected, within(4 * deviation));
    }
  }

  @Test
  void a_level_of_zero_gives_the_whole_line_and_of_one_the_empty_set() {
    AdaptiveConformal.Builder builder =
        AdaptiveConformal.builder(ONE).online(OnlineRule.aci(0.7)).keepingScores();
    AdaptiveConformal wrapper = withErrors(builder, new Random(9).doubles(99).toArray());
    AdaptiveConformal missed = wrapper.observe(wrapper.forecast(ZERO, 0.5), 5);
    missed = missed.observe(missed.forecast(ZERO, 0.5), 5);
    assertThat(missed.forecast(ZERO, 0.5).interval()).isEqualTo(Interval.WHOLE_LINE);
    AdaptiveConformal hit = wrapper;
    for (int i = 0; i < 2; i++) {
      hit = hit.observe(hit.forecast(ZERO, 0.5), 0);
    }
    assertThat(hit.forecast(ZERO, 0.5).interval()).isEqualTo(Interval.EMPTY);
    assertThat(hit.state(ZERO, 0.5, 0)[0]).isCloseTo(1.2, within(1e-15));
    AdaptiveConformal bounded = withErrors(builder.bounded(), 1, -2, 3);
    assertThat(bounded.forecast(ZERO, 0.99).interval()).isEqualTo(new Interval(-3, 3));
    for (int i = 0; i < 2; i++) {
      bounded = bounded.observe(bounded.forecast(ZERO, 0.5), 0);
    }
    assertThat(bounded.forecast(ZERO, 0.5).interval()).isEqualTo(new Interval(0, 0));
    AdaptiveConformal capped = withErrors(builder.bounded(2.5), 1, -2, 3);
    assertThat(capped.forecast(ZERO, 0.99).interval()).isEqualTo(new Interval(-2.5, 2.5));
  }

  @Test
  void a_capped_band_is_as_wide_as_the_cap_at_its_widest_step() {
    List<LabeledPattern> examples = Examples.randomWalks(30, SHAPE, 29);
    AdaptiveConformal wrapper =
        builder(Tails.SYMMETRIC).stepScales(1, 4).bounded(0.5).calibrate(examples);
    Pattern pattern = Pattern.of(1, 2, 3);
    assertThat(wrapper.forecast(pattern, 0.999).band())
        .containsExactly(new Interval(2.875, 3.125), new Interval(2.5, 3.5));
    assertThat(wrapper.forecast(pattern, 0.999).steps()).containsOnly(new Interval(2.5, 3.5));
  }

  /** The oldest of more than that are given up, and replayed when asked for. */
  @Test
  void the_states_of_64_confidences_that_outcomes_were_observed_at_forget_nothing() {
    AdaptiveConformal wrapper =
        withErrors(
            AdaptiveConformal.builder(ONE).online(OnlineRule.aci(0.001)).window(3), 0.1, 0.2, 0.3);
    for (int i = 0; i < 64; i++) {
      wrapper = wrapper.observe(wrapper.forecast(ZERO, 0.5 + i / 400.0), 7 + i);
    }
    // Every outcome was beyond all before it: each level shrank by γ times the confidence.
    assertThat(wrapper.state(ZERO, 0.5, 0)[0]).isCloseTo(0.5 - 64 * 0.0005, within(1e-12));
    // Of what was only asked for, the last three are remembered.
    assertThat(wrapper.state(ZERO, 0.4, 0)[0]).isCloseTo(0.6 - 3 * 0.0004, within(1e-12));
    AdaptiveConformal next = wrapper.observe(wrapper.forecast(ZERO, 0.7), 99);
    assertThat(next.state(ZERO, 0.5, 0)[0]).isCloseTo(0.5 - 3 * 0.0005, within(1e-12));
    assertThat(next.state(ZERO, 0.5025, 0)[0]).isCloseTo(0.4975 - 65 * 0.0005025, within(1e-12));
    assertThat(AdaptiveConformal.fromBytes(ONE, next.toBytes()).toBytes())
        .isEqualTo(next.toBytes());
  }

  @Test
  void of_confidences_only_asked_for_64_are_held_and_carried_on_until_outcomes_are_forgotten() {
    AdaptiveConformal.Builder builder =
        AdaptiveConformal.builder(ONE).online(OnlineRule.aci(1 / 64.0)).window(2);
    AdaptiveConformal wrapper = withErrors(builder, new Random(31).doubles(99).toArray());
    // Binary fractions, so that each takes as many bytes.
    int none = wrapper.heldLevels().length;
    assertThat(wrapper.forecast(ZERO, 0.5).interval().isFinite()).isTrue();
    int one = wrapper.heldLevels().length - none;
    assertThat(one).isPositive();
    for (int i = 1; i < 70; i++) {
      assertThat(wrapper.forecast(ZERO, i / 128.0).confidence()).isEqualTo(i / 128.0);
    }
    assertThat(wrapper.heldLevels().length - none).isEqualTo(64 * one);
    assertThat(wrapper.withHeldLevels(wrapper.heldLevels()).heldLevels())
        .isEqualTo(wrapper.heldLevels());
    AdaptiveConformal full = wrapper.observe(wrapper.forecast(ZERO, 0.75), 7);
    full = full.observe(full.forecast(ZERO, 0.75), 7);
    // One of them has made room for that of the outcomes.
    assertThat(full.heldLevels().length - none).isEqualTo(63 * one);
    AdaptiveConformal forgetting = full.observe(full.forecast(ZERO, 0.75), 7);
    assertThat(forgetting.heldLevels()).hasSize(none);
  }

  @Test
  void without_anything_to_learn_an_outcome_changes_nothing() {
    AdaptiveConformal wrapper = withErrors(AdaptiveConformal.builder(ONE).keepingScores(), 1, 2);
    assertThat(wrapper.observe(wrapper.forecast(ZERO, 0.5), 7)).isSameAs(wrapper);
    assertThat(wrapper.frozen()).isSameAs(wrapper);
  }

  @Test
  void the_probability_of_a_whole_number_is_that_of_the_distribution() {
    AdaptiveConformal wrapper =
        withErrors(
            AdaptiveConformal.builder(ONE)
                .difficulty(Difficulty.of(pattern -> 2 + pattern.last()))
                .wholeNumbers(),
            -3.2,
            0.4,
            1,
            2.5);
    for (double value : new double[] {-2, -1.5, 0, 0.4, 0.5, 1, 1.999, 2, 3}) {
      Pattern pattern = Pattern.of(1);
      Forecast forecast = ONE.forecast(pattern);
      assertThat(wrapper.cdf(pattern, forecast, 0, value))
          .hasValue(wrapper.distribution(pattern).orElseThrow().cdf(value));
    }
    AdaptiveConformal empty = AdaptiveConformal.builder(ONE).calibrate(List.of());
    assertThat(empty.cdf(ZERO, ONE.forecast(ZERO), 0, 1)).isEmpty();
    assertThatThrownBy(() -> wrapper.cdf(ZERO, ONE.forecast(ZERO), 1, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void what_counts_is_the_interval_that_was_issued_however_late_its_outcome() {
    AdaptiveConformal wrapper =
        withErrors(
            AdaptiveConformal.builder(ONE).online(OnlineRule.aci(0.1)).keepingScores(),
            new Random(10).doubles(99).toArray());
    IntervalForecast early = wrapper.forecast(ZERO, 0.5);
    AdaptiveConformal next = wrapper;
    for (int i = 0; i < 6; i++) {
      next = next.observe(next.forecast(ZERO, 0.5), 7);
    }
    assertThat(next.forecast(ZERO, 0.5).interval().upper()).isGreaterThan(0.8);
    double before = next.state(ZERO, 0.5, 0)[0];
    AdaptiveConformal late = next.observe(early, 0.75);
    assertThat(late.state(ZERO, 0.5, 0)[0]).isEqualTo(before + 0.1 * (0.5 - 1));
  }

  @Test
  void outcomes_that_come_together_may_come_in_any_order() {
    List<LabeledPattern> examples = Examples.randomWalks(200, SHAPE, 11);
    for (OnlineRule rule : List.of(OnlineRule.none(), OnlineRule.aci(0.02))) {
      AdaptiveConformal wrapper =
          builder(Tails.SYMMETRIC).online(rule).calibrate(examples.subList(0, 150));
      List<LabeledPattern> night = new ArrayList<>(examples.subList(150, 158));
      List<double[]> states = new ArrayList<>();
      for (int order = 0; order < 5; order++) {
        AdaptiveConformal next = wrapper;
        for (LabeledPattern game : night) {
          next = next.observe(wrapper.forecast(game.pattern(), 0.8), game.outcome());
        }
        assertThat(next.calibrationSize()).isEqualTo(158);
        states.add(next.state(night.get(0).pattern(), 0.8, 1));
        Collections.shuffle(night, new Random(order));
      }
      for (double[] state : states) {
        assertThat(state).usingComparatorWithPrecision(1e-12).containsExactly(states.get(0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void what_was_asked_before_changes_no_answer(AdaptiveConformal.Builder builder) {
    List<LabeledPattern> examples = Examples.randomWalks(220, SHAPE, 12);
    // Two of the same, so that neither knows what the other was asked.
    AdaptiveConformal silent = builder.calibrate(examples.subList(0, 60));
    AdaptiveConformal curious = builder.calibrate(examples.subList(0, 60));
    Random random = new Random(13);
    for (LabeledPattern example : examples.subList(60, 220)) {
      double confidence = random.nextInt(3) == 0 ? 0.7 : 0.9;
      for (double asked : new double[] {0.5, 0.7, 0.8}) {
        assertThat(curious.forecast(example.pattern(), asked).steps()).hasSize(2);
      }
      IntervalForecast forecast = silent.forecast(example.pattern(), confidence);
      assertThat(curious.forecast(example.pattern(), confidence)).isEqualTo(forecast);
      silent = silent.observe(forecast, example.outcome());
      curious = curious.observe(forecast, example.outcome());
    }
    Pattern query = examples.get(0).pattern();
    for (double confidence : new double[] {0.5, 0.6, 0.7, 0.8, 0.9}) {
      assertThat(silent.forecast(query, confidence)).isEqualTo(curious.forecast(query, confidence));
    }
    assertThat(curious.toBytes()).isEqualTo(silent.toBytes());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void its_portable_form_restores_it_mid_stream_to_the_bit(AdaptiveConformal.Builder builder) {
    List<LabeledPattern> examples = Examples.randomWalks(300, SHAPE, 14);
    AdaptiveConformal wrapper =
        after(builder.calibrate(examples.subList(0, 80)), examples.subList(80, 190), 0.8);
    byte[] bytes = wrapper.toBytes();
    AdaptiveConformal restored = builder.restore(bytes);
    assertThat(restored.toBytes()).isEqualTo(bytes);
    for (LabeledPattern example : examples.subList(190, 300)) {
      for (double confidence : new double[] {0.5, 0.8}) {
        IntervalForecast forecast = wrapper.forecast(example.pattern(), confidence);
        assertThat(restored.forecast(example.pattern(), confidence)).isEqualTo(forecast);
      }
      wrapper = wrapper.observe(wrapper.forecast(example.pattern(), 0.8), example.outcome());
      restored = restored.observe(restored.forecast(example.pattern(), 0.8), example.outcome());
    }
    assertThat(restored.toBytes()).isEqualTo(wrapper.toBytes());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void what_was_only_asked_for_is_held_over_its_portable_form(AdaptiveConformal.Builder builder) {
    List<LabeledPattern> examples = Examples.randomWalks(200, SHAPE, 15);
    AdaptiveConformal wrapper = builder.calibrate(examples.subList(0, 80));
    for (LabeledPattern example : examples.subList(80, 190)) {
      IntervalForecast forecast = wrapper.forecast(example.pattern(), 0.8);
      Pattern query = wrapper.forecast(example.pattern(), 0.6).pattern();
      wrapper = wrapper.observe(forecast, example.outcome());
      assertThat(query).isEqualTo(example.pattern());
    }
    AdaptiveConformal bare = builder.restore(wrapper.toBytes());
    AdaptiveConformal holding = bare.withHeldLevels(wrapper.heldLevels());
    assertThat(holding.toBytes()).isEqualTo(wrapper.toBytes());
    assertThat(holding.heldLevels()).isEqualTo(wrapper.heldLevels());
    for (LabeledPattern example : examples.subList(190, 200)) {
      for (double confidence : new double[] {0.5, 0.6, 0.8}) {
        IntervalForecast forecast = bare.forecast(example.pattern(), confidence);
        assertThat(holding.forecast(example.pattern(), confidence)).isEqualTo(forecast);
        assertThat(wrapper.forecast(example.pattern(), confidence)).isEqualTo(forecast);
      }
      IntervalForecast made = bare.forecast(example.pattern(), 0.8);
      bare = bare.observe(made, example.outcome());
      holding = holding.observe(made, example.outcome());
      wrapper = wrapper.observe(made, example.outcome());
    }
    byte[] damaged = wrapper.heldLevels();
    damaged[damaged.length - 1]++;
    AdaptiveConformal last = wrapper;
    assertThatThrownBy(() -> last.withHeldLevels(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("checksum");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void a_confidence_can_be_held_ahead_while_outcomes_go_on(AdaptiveConformal.Builder builder) {
    List<LabeledPattern> examples = Examples.randomWalks(260, SHAPE, 16);
    AdaptiveConformal begun =
        after(builder.calibrate(examples.subList(0, 60)), examples.subList(60, 150), 0.8);
    AdaptiveConformal later = after(begun, examples.subList(150, 151), 0.8);
    AdaptiveConformal last = after(later, examples.subList(151, 260), 0.8);
    assertThat(begun.hold(0.6, begun)).isTrue();
    for (AdaptiveConformal next : List.of(later, last)) {
      boolean isLast = next == last;
      boolean isNeeded = next.outcomesToReplay(0.6) > 0;
      assertThat(next.hold(0.6, isLast ? later : begun) || !isNeeded).isTrue();
      assertThat(next.outcomesToReplay(0.6)).isZero();
      AdaptiveConformal fresh = builder.restore(next.toBytes());
      for (LabeledPattern query : examples.subList(0, 5)) {
        assertThat(next.forecast(query.pattern(), 0.6))
            .isEqualTo(fresh.forecast(query.pattern(), 0.6));
      }
    }
  }

  @Test
  void it_says_how_many_outcomes_a_confidence_has_to_be_learned_from() {
    List<LabeledPattern> examples = Examples.randomWalks(200, SHAPE, 17);
    AdaptiveConformal before =
        builder(Tails.SYMMETRIC).online(OnlineRule.pid()).calibrate(examples.subList(0, 60));
    AdaptiveConformal wrapper = after(before, examples.subList(60, 200), 0.8);
    assertThat(wrapper.outcomesToReplay(0.8)).isZero();
    assertThat(wrapper.outcomesToReplay(0.6)).isEqualTo(140);
    assertThat(wrapper.hold(0.6, after(before, examples.subList(60, 200), 0.8))).isFalse();
    assertThat(wrapper.hold(0.6, wrapper)).isTrue();
    assertThat(wrapper.outcomesToReplay(0.6)).isZero();
    for (int i = 0; i < 64; i++) {
      assertThat(wrapper.hold(0.1 + i / 100.0 + 0.001, wrapper)).isTrue();
    }
    assertThat(wrapper.outcomesToReplay(0.6)).as("asked longest ago").isEqualTo(140);
    assertThat(wrapper.outcomesToReplay(0.731)).isZero();
    AdaptiveConformal plain = builder(Tails.SYMMETRIC).calibrate(examples.subList(0, 60));
    assertThat(after(plain, examples.subList(60, 200), 0.8).outcomesToReplay(0.6)).isZero();
  }

  static Stream<AdaptiveConformal.Builder> combinations() {
    return OnlineRuleTest.rules()
        .flatMap(
            rule ->
                Stream.of(
                        Weighting.uniform(),
                        Weighting.decay(0.99),
                        Weighting.byAge(age -> 1 / Math.sqrt(age)),
                        Weighting.likelihoodRatio(p -> 1 + p.value(0) / 1e3))
                    .flatMap(
                        weighting ->
                            Stream.of(
                                    builder(Tails.EQUAL),
                                    builder(Tails.EQUAL).category(BY_DRIFT),
                                    builder(Tails.EQUAL).difficulty(BY_LEVEL),
                                    builder(Tails.EQUAL).category(BY_DRIFT).difficulty(BY_LEVEL))
                                .map(choice -> choice.weighting(weighting).online(rule))));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void difficulty_category_weighting_and_rule_go_together(AdaptiveConformal.Builder builder) {
    List<LabeledPattern> examples = Examples.randomWalks(400, SHAPE, 28);
    AdaptiveConformal wrapper = builder.calibrate(examples.subList(0, 200));
    double covered = 0;
    for (LabeledPattern example : examples.subList(200, 400)) {
      IntervalForecast forecast = wrapper.forecast(example.pattern(), 0.8);
      covered += forecast.interval().contains(example.target()) ? 1 : 0;
      wrapper = wrapper.observe(forecast, example.outcome());
    }
    assertThat(covered / 200).isCloseTo(0.8, within(0.15));
    assertThat(builder.restore(wrapper.toBytes()).toBytes()).isEqualTo(wrapper.toBytes());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void intervals_never_hold_nan_whatever_happens(AdaptiveConformal.Builder builder) {
    Random random = new Random(15);
    AdaptiveConformal wrapper = builder.calibrate(List.of());
    for (int t = 0; t < 300; t++) {
      Pattern pattern = Pattern.of(random.nextInt(5), random.nextGaussian(), 3);
      IntervalForecast forecast = wrapper.forecast(pattern, 0.8);
      // An interval refuses ends that are NaN; what follows must stand that too.
      double scale = t == 250 ? 1e29 : Math.pow(10, random.nextInt(-3, 3));
      double next = t % 50 < 10 ? pattern.last() : pattern.last() + scale * random.nextGaussian();
      wrapper = wrapper.observe(forecast, next, t % 7 == 0 ? 3 : next);
      assertNoNaN(wrapper.forecast(pattern, 0.99), wrapper, next);
    }
    // Everything is below the forecast: one tail learns to be infinite, the other empty.
    for (int t = 0; t < 300; t++) {
      IntervalForecast forecast = wrapper.forecast(Pattern.of(0, 0, 0), 0.8);
      wrapper = wrapper.observe(forecast, -t, -t);
      assertNoNaN(forecast, wrapper, t);
    }
    assertThat(builder.restore(wrapper.toBytes()).toBytes()).isEqualTo(wrapper.toBytes());
  }

  private static void assertNoNaN(
      IntervalForecast forecast, AdaptiveConformal wrapper, double value) {
    for (int step = 0; step < SHAPE.horizon(); step++) {
      assertThat(forecast.steps().get(step).width()).isNotNaN();
      assertThat(forecast.band().get(step).width()).isNotNaN();
    }
    if (wrapper.calibrationSize() == 0) {
      return;
    }
    PredictiveDistribution distribution = wrapper.distribution(forecast.pattern()).orElseThrow();
    assertThat(distribution.cdf(value)).isBetween(0.0, 1.0);
    assertThat(distribution.quantile(0.7)).isNotNaN();
    assertThat(distribution.interval(0.5).width()).isNotNaN();
    assertThat(distribution.crps(value)).isNotNaN();
  }

  @Test
  void an_error_that_is_no_number_is_refused_before_it_is_learned() {
    AdaptiveConformal.Builder builder =
        AdaptiveConformal.builder(ONE).difficulty(Difficulty.of(pattern -> Double.MIN_VALUE));
    AdaptiveConformal wrapper = builder.calibrate(List.of());
    assertThatThrownBy(() -> wrapper.observe(wrapper.forecast(ZERO, 0.5), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("error over difficulty[0] is Infinity");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void damage_is_refused(AdaptiveConformal.Builder builder) {
    List<LabeledPattern> examples = Examples.randomWalks(40, SHAPE, 16);
    AdaptiveConformal wrapper =
        after(builder.calibrate(examples.subList(0, 30)), examples.subList(30, 40), 0.8);
    byte[] bytes = wrapper.toBytes();
    bytes[bytes.length / 2] ^= 4;
    assertThatThrownBy(() -> builder.restore(bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("adaptive-conformal file is damaged");
  }

  /** Its first steps would calibrate as well. */
  @Test
  void an_example_with_more_steps_than_are_forecast_is_refused() {
    LabeledPattern longer = LabeledPattern.of("long", LocalDate.EPOCH, ZERO, 1, 2);
    assertThatThrownBy(() -> AdaptiveConformal.builder(ONE).calibrate(List.of(longer)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("examples[0] 'long' has shape 1→2; expected 1→1");
  }

  @Test
  void functions_that_were_not_saved_are_asked_for() {
    List<LabeledPattern> examples = Examples.randomWalks(40, SHAPE, 16);
    byte[] bytes = builder(Tails.EQUAL).difficulty(BY_LEVEL).calibrate(examples).toBytes();
    assertThatThrownBy(() -> AdaptiveConformal.fromBytes(PERSISTENCE, bytes))
        .hasMessageContaining("saved with a difficulty; expected the builder to give it again");
    byte[] plain = builder(Tails.EQUAL).calibrate(examples).toBytes();
    assertThatThrownBy(() -> builder(Tails.EQUAL).category(BY_DRIFT).restore(plain))
        .hasMessageContaining("saved without a category; expected the builder to give none");
    byte[] aged =
        builder(Tails.EQUAL).weighting(Weighting.byAge(a -> 1)).calibrate(examples).toBytes();
    assertThatThrownBy(() -> AdaptiveConformal.fromBytes(PERSISTENCE, aged))
        .hasMessageContaining("weighting is UNIFORM; expected BY_AGE");
    assertThatThrownBy(() -> builder(Tails.EQUAL).weighting(Weighting.byAge(a -> 1)).restore(plain))
        .hasMessageContaining("weighting is BY_AGE; expected UNIFORM");
    assertThatThrownBy(() -> AdaptiveConformal.fromBytes(ONE, plain))
        .hasMessageContaining("step scales has length 2; expected 1");
  }

  @Test
  void what_the_first_version_can_say_is_written_in_it() {
    AdaptiveConformal plain = withErrors(AdaptiveConformal.builder(ONE), 1);
    AdaptiveConformal whole = withErrors(AdaptiveConformal.builder(ONE).wholeNumbers(), 1);
    AdaptiveConformal following =
        withErrors(
            AdaptiveConformal.builder(ONE).difficulty(FollowingDifficulty.builder(1).build()), 1);
    assertThat(version(plain)).isEqualTo(1);
    assertThat(version(whole)).isEqualTo(2);
    assertThat(version(following)).isEqualTo(2);
  }

  private static int version(AdaptiveConformal wrapper) {
    return new BinaryReader("adaptive-conformal", 2, wrapper.toBytes()).version();
  }

  @ParameterizedTest
  @MethodSource("relativeConfigurations")
  void intervals_move_with_a_shift_and_grow_with_a_scale(AdaptiveConformal.Builder builder) {
    // Neither a cap nor these functions scale with the values, so they are replaced.
    AdaptiveConformal.Builder free =
        builder
            .difficulty((pattern, forecast) -> new double[] {1, 2})
            .weighting(Weighting.decay(0.995))
            .bounded();
    List<LabeledPattern> plain = Examples.randomWalks(200, SHAPE, 17);
    List<LabeledPattern> moved = plain.stream().map(AdaptiveConformalTest::moved).toList();
    AdaptiveConformal wrapper = free.calibrate(plain.subList(0, 60));
    AdaptiveConformal scaled = free.calibrate(moved.subList(0, 60));
    for (int i = 60; i < 200; i++) {
      // At a confidence whose steps never add up to 0, so that no miss hangs on rounding.
      IntervalForecast forecast = wrapper.forecast(plain.get(i).pattern(), 0.83);
      IntervalForecast image = scaled.forecast(moved.get(i).pattern(), 0.83);
      for (int step = 0; step < SHAPE.horizon(); step++) {
        assertMoved(forecast.steps().get(step), image.steps().get(step));
        assertMoved(forecast.band().get(step), image.band().get(step));
      }
      wrapper = wrapper.observe(forecast, plain.get(i).outcome());
      scaled = scaled.observe(image, moved.get(i).outcome());
    }
  }

  private static void assertMoved(Interval interval, Interval image) {
    if (interval.isFinite()) {
      assertThat(image.lower()).isCloseTo(4 * interval.lower() + 64, within(1e-9));
      assertThat(image.upper()).isCloseTo(4 * interval.upper() + 64, within(1e-9));
    } else {
      assertThat(image).isEqualTo(interval);
    }
  }

  private static LabeledPattern moved(LabeledPattern example) {
    double[] values = Arrays.stream(example.pattern().values()).map(v -> 4 * v + 64).toArray();
    double[] outcome = Arrays.stream(example.outcome()).map(v -> 4 * v + 64).toArray();
    return LabeledPattern.of(
        example.id(), example.date(), new Pattern(values, example.pattern().covariates()), outcome);
  }

  /** What a reader was told by the newest state it found. */
  private record Told(int state, IntervalForecast forecast) {}

  @ParameterizedTest
  @MethodSource("configurations")
  void readers_see_one_state_while_another_thread_observes(AdaptiveConformal.Builder builder)
      throws Exception {
    List<LabeledPattern> examples = Examples.randomWalks(160, SHAPE, 18);
    List<LabeledPattern> later = examples.subList(100, 160);
    AdaptiveConformal start =
        after(builder.calibrate(examples.subList(0, 60)), examples.subList(60, 100), 0.8);
    // The same states without readers.
    List<AdaptiveConformal> alone = states(builder.restore(start.toBytes()), later, state -> {});
    AtomicReferenceArray<AdaptiveConformal> states = new AtomicReferenceArray<>(alone.size());
    states.set(0, start);
    AtomicInteger newest = new AtomicInteger();
    Callable<List<Told>> reader =
        () -> {
          List<Told> told = new ArrayList<>();
          for (LabeledPattern query : examples) {
            for (double confidence : new double[] {0.5, 0.6, 0.7, 0.8}) {
              int state = newest.get();
              told.add(new Told(state, states.get(state).forecast(query.pattern(), confidence)));
            }
          }
          return told;
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Future<List<AdaptiveConformal>> writer =
          threads.submit(
              () ->
                  states(
                      start,
                      later,
                      state -> {
                        states.set(newest.get() + 1, state);
                        newest.incrementAndGet();
                      }));
      for (Future<List<Told>> result : threads.invokeAll(Collections.nCopies(6, reader))) {
        for (Told told : result.get()) {
          IntervalForecast forecast = told.forecast();
          assertThat(alone.get(told.state()).forecast(forecast.pattern(), forecast.confidence()))
              .isEqualTo(forecast);
        }
      }
      for (int i = 0; i < alone.size(); i++) {
        assertThat(writer.get().get(i).toBytes()).isEqualTo(alone.get(i).toBytes());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A state and those after each outcome, which are told as they come. */
  private static List<AdaptiveConformal> states(
      AdaptiveConformal start, List<LabeledPattern> later, Consumer<AdaptiveConformal> told) {
    List<AdaptiveConformal> states = new ArrayList<>(List.of(start));
    for (LabeledPattern example : later) {
      AdaptiveConformal next = after(states.get(states.size() - 1), List.of(example), 0.8);
      states.add(next);
      told.accept(next);
    }
    return states;
  }

  @Test
  void without_a_rule_intervals_stay_nested_while_outcomes_join() {
    List<LabeledPattern> examples = Examples.randomWalks(160, SHAPE, 24);
    for (AdaptiveConformal.Builder builder :
        List.of(
            builder(Tails.EQUAL).weighting(Weighting.decay(0.97)).window(50),
            builder(Tails.SYMMETRIC).weighting(Weighting.byAge(age -> 1.0 / age)),
            builder(Tails.SYMMETRIC).difficulty(BY_LEVEL).category(BY_DRIFT))) {
      AdaptiveConformal wrapper = builder.calibrate(examples.subList(0, 60));
      for (LabeledPattern example : examples.subList(60, 160)) {
        Interval inner = Interval.EMPTY;
        for (double confidence = 0.05; confidence < 1; confidence += 0.05) {
          Interval outer = wrapper.forecast(example.pattern(), confidence).interval();
          assertThat(outer.lower()).isLessThanOrEqualTo(inner.lower());
          assertThat(outer.upper()).isGreaterThanOrEqualTo(inner.upper());
          inner = outer;
        }
        wrapper = after(wrapper, List.of(example), 0.8);
      }
    }
  }

  @Test
  void a_decay_of_the_confidence_is_infinite_for_ever() {
    for (double rho : new double[] {0.5, 0.9, 0.95}) {
      for (int n : new int[] {10, 240, 400, 5_000}) {
        double[] errors = new Random(n).doubles(n, -1, 1).toArray();
        AdaptiveConformal wrapper =
            withErrors(
                AdaptiveConformal.builder(ONE)
                    .tails(Tails.SYMMETRIC)
                    .weighting(Weighting.decay(rho)),
                errors);
        assertThat(wrapper.forecast(ZERO, rho).interval().isFinite()).isFalse();
        assertThat(wrapper.distribution(ZERO).orElseThrow().quantile(rho)).isInfinite();
        if (n >= 240) {
          assertThat(wrapper.forecast(ZERO, rho - 1e-3).interval().isFinite()).isTrue();
        }
      }
    }
  }

  @Test
  void a_drifting_spread_is_followed_by_decayed_weights_but_not_by_equal_ones() {
    Random random = new Random(19);
    int n = 4_000;
    double[] errors = new double[n];
    Arrays.setAll(errors, t -> random.nextGaussian() * (1 + 1.5 * t / n));
    double equal = coverage(Weighting.uniform(), errors);
    double decayed = coverage(Weighting.decay(0.99), errors);
    assertThat(equal).isLessThan(0.87);
    assertThat(decayed).isCloseTo(0.9, within(0.02));
  }

  @Test
  void likelihood_ratios_cover_where_patterns_are_others_than_in_calibration() {
    Random random = new Random(21);
    int n = 4_000;
    List<LabeledPattern> calibration = new ArrayList<>();
    List<LabeledPattern> shifted = new ArrayList<>();
    while (shifted.size() < n) {
      double x = random.nextDouble();
      double outcome = x + (0.2 + 2 * x) * random.nextGaussian();
      LabeledPattern example = LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(x), outcome);
      // Patterns are uniform in calibration and have the density 3x² afterwards.
      if (calibration.size() < n) {
        calibration.add(example);
      } else if (random.nextDouble() < x * x) {
        shifted.add(example);
      }
    }
    AdaptiveConformal.Builder builder = AdaptiveConformal.builder(ONE);
    AdaptiveConformal plain = builder.calibrate(calibration);
    AdaptiveConformal weighted =
        builder
            .weighting(Weighting.likelihoodRatio(p -> p.value(0) * p.value(0) + 1e-9))
            .calibrate(calibration);
    assertThat(share(plain, shifted)).isLessThan(0.85);
    assertThat(share(weighted, shifted)).isCloseTo(0.9, within(0.025));
  }

  private static double share(ConformalWrapper wrapper, List<LabeledPattern> examples) {
    return examples.stream()
        .mapToDouble(
            e -> wrapper.forecast(e.pattern(), 0.9).interval().contains(e.target()) ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static double coverage(Weighting weighting, double[] errors) {
    AdaptiveConformal wrapper =
        withErrors(AdaptiveConformal.builder(ONE).weighting(weighting), Arrays.copyOf(errors, 500));
    double covered = 0;
    for (int t = 500; t < errors.length; t++) {
      IntervalForecast forecast = wrapper.forecast(ZERO, 0.9);
      covered += forecast.interval().contains(errors[t]) ? 1 : 0;
      wrapper = wrapper.observe(forecast, errors[t]);
    }
    return covered / (errors.length - 500);
  }

  @Test
  void an_interval_from_a_hundred_thousand_scores_allocates_little() {
    List<LabeledPattern> examples = Examples.randomWalks(100_000, ONE.shape(), 25);
    for (AdaptiveConformal.Builder builder :
        List.of(
            AdaptiveConformal.builder(ONE).tails(Tails.EQUAL),
            AdaptiveConformal.builder(ONE)
                .tails(Tails.SYMMETRIC)
                .weighting(Weighting.decay(0.9999)),
            AdaptiveConformal.builder(ONE)
                .tails(Tails.EQUAL)
                .weighting(Weighting.likelihoodRatio(p -> 1 + p.value(0) / 1e3)),
            AdaptiveConformal.builder(ONE)
                .tails(Tails.SYMMETRIC)
                .weighting(Weighting.decay(0.9999))
                .online(OnlineRule.aci(0.01)),
            AdaptiveConformal.builder(ONE).tails(Tails.EQUAL).online(OnlineRule.agAci()),
            AdaptiveConformal.builder(ONE).tails(Tails.SYMMETRIC).online(OnlineRule.pid()))) {
      AdaptiveConformal wrapper =
          after(
              builder.calibrate(examples.subList(0, 99_990)),
              examples.subList(99_990, 100_000),
              0.9);
      Pattern pattern = examples.get(0).pattern();
      assertThat(wrapper.forecast(pattern, 0.9).interval().isFinite()).isTrue();
      long before = allocated();
      for (int i = 0; i < 100; i++) {
        wrapper.forecast(pattern, 0.9);
      }
      assertThat((allocated() - before) / 100).isLessThan(10_000);
    }
  }

  @Test
  void without_a_rule_the_first_interval_after_an_outcome_allocates_as_little() {
    AdaptiveConformal wrapper =
        withErrors(AdaptiveConformal.builder(ONE), new Random(27).doubles(100_000).toArray());
    IntervalForecast issued = wrapper.forecast(ZERO, 0.9);
    for (int i = 0; i < 20; i++) {
      wrapper = wrapper.observe(issued, i);
      long before = allocated();
      assertThat(wrapper.forecast(ZERO, 0.9).interval().isFinite()).isTrue();
      assertThat(allocated() - before).isLessThan(100_000);
    }
  }

  @Test
  void ten_thousand_series_share_one_calibration_of_a_hundred_thousand_scores() {
    double gamma = 0.01;
    AdaptiveConformal start =
        withErrors(
            AdaptiveConformal.builder(ONE).online(OnlineRule.aci(gamma)).keepingScores(),
            new Random(26).doubles(100_000, -1, 1).toArray());
    List<AdaptiveConformal> series = new ArrayList<>(Collections.nCopies(10_000, start));
    long before = allocated();
    for (int outcome = 0; outcome < 5; outcome++) {
      for (int i = 0; i < series.size(); i++) {
        AdaptiveConformal one = series.get(i);
        // One series in two is surprised each time.
        series.set(i, one.observe(one.forecast(ZERO, 0.9), i % 2 == 0 ? 0 : 2));
      }
    }
    assertThat((allocated() - before) / 50_000).isLessThan(10_000);
    for (int i = 0; i < series.size(); i++) {
      double level = 0.1 + 5 * gamma * (i % 2 == 0 ? 0.1 : -0.9);
      assertThat(series.get(i).state(ZERO, 0.9, 0)[0]).isCloseTo(level, within(1e-12));
      assertThat(series.get(i).calibrationSize()).isEqualTo(100_000);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Nested
  class Weighted extends Contract {
    @Override
    AdaptiveConformal.Builder configured(AdaptiveConformal.Builder builder) {
      return builder.weighting(Weighting.decay(0.9995));
    }
  }

  @Nested
  class Normalised extends Contract {
    @Override
    AdaptiveConformal.Builder configured(AdaptiveConformal.Builder builder) {
      return builder.difficulty(BY_LEVEL).tails(Tails.EQUAL);
    }
  }

  @Nested
  class Following extends Contract {
    @Override
    AdaptiveConformal.Builder configured(AdaptiveConformal.Builder builder) {
      return builder.difficulty(FollowingDifficulty.builder(2, 3, 4, 5).weight(50).build());
    }

    /** The scale stays where the forecaster does, so that scores are of errors on another one. */
    @Override
    protected void assertLearnedTheSameErrors(
        ConformalWrapper one, ConformalWrapper other, Pattern query, Forecast forecast) {
      assertThat(one.calibrationSize()).isEqualTo(other.calibrationSize());
      assertThat(one.intervals(query, forecast, 0.9))
          .isNotEqualTo(other.intervals(query, forecast, 0.9));
    }
  }

  @Nested
  class Mondrian extends Contract {
    @Override
    AdaptiveConformal.Builder configured(AdaptiveConformal.Builder builder) {
      return builder.category(BY_DRIFT);
    }
  }

  @Nested
  class Online extends Contract {
    @Override
    AdaptiveConformal.Builder configured(AdaptiveConformal.Builder builder) {
      return builder.online(OnlineRule.agAci()).tails(Tails.EQUAL);
    }
  }

  @Nested
  class AllTogether extends Contract {
    @Override
    AdaptiveConformal.Builder configured(AdaptiveConformal.Builder builder) {
      return builder
          .difficulty(BY_LEVEL)
          .category(BY_DRIFT)
          .weighting(Weighting.decay(0.9995))
          .online(OnlineRule.aci(0.01));
    }
  }

  abstract static class Contract extends ConformalContract {
    abstract AdaptiveConformal.Builder configured(AdaptiveConformal.Builder builder);

    @Override
    protected ConformalWrapper wrapper(
        LinearForecaster forecaster, List<LabeledPattern> calibration) {
      Forecaster wrapped = forecaster;
      return configured(AdaptiveConformal.builder(wrapped)).calibrate(calibration);
    }

    @Override
    protected Optional<ConformalWrapper> ofWholeNumbers(
        LinearForecaster forecaster, List<LabeledPattern> calibration) {
      Forecaster wrapped = forecaster;
      return Optional.of(
          configured(AdaptiveConformal.builder(wrapped)).wholeNumbers().calibrate(calibration));
    }
  }
}
