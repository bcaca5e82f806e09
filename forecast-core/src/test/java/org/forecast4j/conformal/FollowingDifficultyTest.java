package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.forecast4j.Forecast;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.junit.jupiter.api.Test;

class FollowingDifficultyTest {
  private static final Shape SHAPE = new Shape(1, 2);
  private static final Persistence PERSISTENCE = new Persistence(SHAPE);
  private static final Forecast NONE = Forecast.of(0, 0);

  @Test
  void it_is_the_root_of_the_weighted_mean_square_of_errors_over_their_size() {
    FollowingDifficulty difficulty =
        FollowingDifficulty.builder(3, 5).decay(0.9).weight(10).rootOf("total", 200).build();
    double weight = 10;
    double[] sums = {10 * 9, 10 * 25};
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      double total = 150 + 100 * random.nextDouble();
      double[] errors = {random.nextGaussian() * 4, random.nextGaussian() * 4};
      difficulty =
          difficulty.observe(
              Pattern.of(0).with("total", total), Forecast.of(1, 1), 1 + errors[0], 1 + errors[1]);
      weight = 0.9 * weight + 1;
      for (int step = 0; step < 2; step++) {
        sums[step] = 0.9 * sums[step] + errors[step] * errors[step] / (total / 200);
      }
      double[] now = difficulty.of(Pattern.of(0).with("total", 300), Forecast.of(1, 1));
      for (int step = 0; step < 2; step++) {
        assertThat(now[step])
            .isCloseTo(Math.sqrt(1.5) * Math.sqrt(sums[step] / weight), within(1e-9));
      }
      double[] typical = difficulty.of(Pattern.of(0), Forecast.of(1, 1));
      assertThat(typical[0]).isCloseTo(now[0] / Math.sqrt(1.5), within(1e-9));
    }
  }

  private static List<LabeledPattern> noise(int count, double deviation, long seed) {
    Random random = new Random(seed);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(
          LabeledPattern.of(
              "e" + i,
              LocalDate.EPOCH.plusDays(i),
              Pattern.of(0),
              deviation * random.nextGaussian(),
              2 * deviation * random.nextGaussian()));
    }
    return examples;
  }

  private static AdaptiveConformal wrapper() {
    return AdaptiveConformal.builder(PERSISTENCE)
        .difficulty(FollowingDifficulty.builder(1, 2).decay(0.99).weight(100).build())
        .online(OnlineRule.aci(0.005))
        .calibrate(noise(500, 1, 2));
  }

  private static AdaptiveConformal observing(
      AdaptiveConformal wrapper, List<LabeledPattern> outcomes) {
    AdaptiveConformal next = wrapper;
    for (LabeledPattern outcome : outcomes) {
      next = next.observe(next.forecast(outcome.pattern(), 0.9), outcome.outcome());
    }
    return next;
  }

  @Test
  void calibration_divides_an_error_by_what_was_known_at_its_moment() {
    Random random = new Random(4);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Instant moment = Instant.EPOCH.plus(i, ChronoUnit.DAYS);
      Instant known = moment.plus(1 + random.nextInt(9), ChronoUnit.DAYS).plusSeconds(1);
      double deviation = i < 30 ? 1 : 8;
      examples.add(
          LabeledPattern.of(
              "e" + i,
              moment,
              known,
              Pattern.of(0),
              deviation * random.nextGaussian(),
              deviation * random.nextGaussian()));
    }
    FollowingDifficulty start = FollowingDifficulty.builder(1, 1).weight(3).decay(0.8).build();
    double[] scores = new double[60];
    Arrays.setAll(
        scores,
        i ->
            Math.abs(examples.get(i).outcome(0))
                / after(start, examples, examples.get(i).moment()).of(Pattern.of(0), NONE)[0]);
    Arrays.sort(scores);
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(PERSISTENCE).difficulty(start).calibrate(examples);
    double now = after(start, examples, Instant.MAX).of(Pattern.of(0), NONE)[0];
    double expected = scores[(int) Math.ceil(0.8 * 61) - 1] * now;
    assertThat(wrapper.forecast(Pattern.of(0), 0.8).steps().get(0).upper())
        .isCloseTo(expected, within(1e-9 * expected));
  }

  /** The difficulty when the outcomes of examples before a moment are known then, soonest first. */
  private static FollowingDifficulty after(
      FollowingDifficulty start, List<LabeledPattern> examples, Instant moment) {
    FollowingDifficulty difficulty = start;
    for (LabeledPattern each :
        examples.stream()
            .filter(each -> !each.known().isAfter(moment) && each.moment().isBefore(moment))
            .sorted(Comparator.comparing(LabeledPattern::known))
            .toList()) {
      difficulty = difficulty.observe(each.pattern(), NONE, each.outcome());
    }
    return difficulty;
  }

  @Test
  void intervals_follow_errors_that_grow_and_the_old_ones_stay() {
    AdaptiveConformal wrapper = wrapper();
    IntervalForecast before = wrapper.forecast(Pattern.of(0), 0.9);
    AdaptiveConformal later = observing(wrapper, noise(500, 3, 3));
    assertThat(later.forecast(Pattern.of(0), 0.9).interval().width())
        .isBetween(2.2 * before.interval().width(), 4 * before.interval().width());
    assertThat(wrapper.forecast(Pattern.of(0), 0.9)).isEqualTo(before);
    int hits = 0;
    AdaptiveConformal next = later;
    for (LabeledPattern outcome : noise(1_000, 3, 4)) {
      IntervalForecast issued = next.forecast(outcome.pattern(), 0.9);
      hits += issued.interval().contains(outcome.target()) ? 1 : 0;
      next = next.observe(issued, outcome.outcome());
    }
    assertThat(hits / 1_000.0).isCloseTo(0.9, within(0.03));
  }

  @Test
  void it_is_saved_mid_stream_to_the_bit() {
    List<LabeledPattern> outcomes = noise(200, 2, 5);
    AdaptiveConformal live = observing(wrapper(), outcomes);
    AdaptiveConformal half = observing(wrapper(), outcomes.subList(0, 80));
    AdaptiveConformal again =
        observing(
            AdaptiveConformal.fromBytes(PERSISTENCE, half.toBytes()), outcomes.subList(80, 200));
    assertThat(again.toBytes()).isEqualTo(live.toBytes());
    for (double confidence : new double[] {0.5, 0.9, 0.99}) {
      assertThat(again.forecast(Pattern.of(1), confidence))
          .isEqualTo(live.forecast(Pattern.of(1), confidence));
    }
  }

  @Test
  void a_frozen_one_stays_and_is_saved_so_while_scores_go_on() {
    AdaptiveConformal half = observing(wrapper(), noise(80, 2, 8));
    AdaptiveConformal frozen = half.frozen();
    assertThat(frozen.forecast(Pattern.of(0), 0.9)).isEqualTo(half.forecast(Pattern.of(0), 0.9));
    AdaptiveConformal restored = AdaptiveConformal.fromBytes(PERSISTENCE, frozen.toBytes());
    List<LabeledPattern> outcomes = noise(200, 5, 9);
    for (AdaptiveConformal start : List.of(frozen, restored)) {
      AdaptiveConformal later = observing(start, outcomes);
      assertThat(scale(later)).isEqualTo(scale(half));
      assertThat(later.calibrationSize()).isEqualTo(half.calibrationSize() + 200);
      assertThat(later.forecast(Pattern.of(0), 0.9).interval().width())
          .isGreaterThan(1.2 * half.forecast(Pattern.of(0), 0.9).interval().width());
      assertThat(later.frozen()).isSameAs(later);
    }
    assertThat(observing(restored, outcomes).toBytes())
        .isEqualTo(observing(frozen, outcomes).toBytes());
    assertThat(scale(observing(half, outcomes))).isGreaterThan(1.2 * scale(half));
  }

  private static double scale(AdaptiveConformal wrapper) {
    return wrapper.distribution(Pattern.of(0)).orElseThrow().scale();
  }

  @Test
  void its_covariate_and_what_is_typical_of_it_are_saved() {
    FollowingDifficulty difficulty =
        FollowingDifficulty.builder(1, 2).decay(1).weight(0).rootOf("total", 190).build();
    assertThat(difficulty.covariate()).contains("total");
    assertThat(FollowingDifficulty.builder(1, 2).build().covariate()).isEmpty();
    for (FollowingDifficulty each :
        List.of(difficulty, difficulty.observe(Pattern.of(0), NONE, 3, 4))) {
      BinaryWriter out = new BinaryWriter("part", 2);
      each.write(out);
      FollowingDifficulty read =
          FollowingDifficulty.read(new BinaryReader("part", 2, out.toBytes()), 2);
      assertThat(read.covariate()).contains("total");
      for (Pattern pattern : List.of(Pattern.of(0), Pattern.of(0).with("total", 380))) {
        assertThat(read.of(pattern, NONE)).isEqualTo(each.of(pattern, NONE));
        assertThat(read.observe(pattern, NONE, 5, 6).of(pattern, NONE))
            .isEqualTo(each.observe(pattern, NONE, 5, 6).of(pattern, NONE));
      }
    }
    // Without weight the start is forgotten at once.
    assertThat(difficulty.observe(Pattern.of(0), NONE, 3, 4).of(Pattern.of(0), NONE))
        .containsExactly(3, 4);
  }

  @Test
  void a_saved_one_that_cannot_be_is_refused() {
    assertRefused(0, 190, 1, 1, "decay is 0.0; expected above 0, at most 1");
    assertRefused(Double.NaN, 190, 1, 1, "decay is NaN");
    assertRefused(0.5, 0, 1, 1, "typical covariate is 0.0");
    assertRefused(0.5, 190, -1, 1, "weight is -1.0");
    assertRefused(0.5, 190, 1, 0, "mean square is 0.0");
  }

  private static void assertRefused(
      double decay, double typical, double weight, double meanSquare, String message) {
    BinaryWriter out = new BinaryWriter("part", 2).putDouble(decay).putString("total");
    out.putDouble(typical).putDouble(weight).putDoubles(new double[] {meanSquare});
    BinaryReader in = new BinaryReader("part", 2, out.toBytes());
    assertThatThrownBy(() -> FollowingDifficulty.read(in, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** However good a forecaster is for a while, it is not said to be perfect. */
  @Test
  void errors_of_zero_leave_a_difficulty_that_can_divide() {
    FollowingDifficulty difficulty = FollowingDifficulty.builder(1, 1).decay(0.5).weight(1).build();
    for (int i = 0; i < 3_000; i++) {
      difficulty = difficulty.observe(Pattern.of(0), NONE, 0, 0);
    }
    assertThat(difficulty.of(Pattern.of(0), NONE)).containsOnly(Math.sqrt(Double.MIN_NORMAL));
    assertThatThrownBy(
            () -> FollowingDifficulty.builder(1, 1).build().observe(Pattern.of(0), NONE, 1))
        .hasMessageContaining("outcome has length 1; expected 2");
  }

  @Test
  void it_learns_even_where_scores_and_levels_stay() {
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(PERSISTENCE)
            .difficulty(FollowingDifficulty.builder(1, 2).build())
            .keepingScores()
            .calibrate(noise(99, 1, 6));
    AdaptiveConformal next = observing(wrapper, noise(100, 5, 7));
    assertThat(next.calibrationSize()).isEqualTo(99);
    assertThat(next.forecast(Pattern.of(0), 0.9).interval().width())
        .isGreaterThan(1.5 * wrapper.forecast(Pattern.of(0), 0.9).interval().width());
  }

  @Test
  void an_absurd_covariate_counts_as_ten_times_or_a_tenth_of_the_usual_one() {
    FollowingDifficulty difficulty = FollowingDifficulty.builder(6).rootOf("total", 190).build();
    Forecast forecast = Forecast.of(0);
    for (double tiny : new double[] {Double.MIN_VALUE, 1e-31, 1, 19}) {
      Pattern pattern = Pattern.of(0).with("total", tiny);
      assertThat(difficulty.of(pattern, forecast)[0]).isCloseTo(6 * Math.sqrt(0.1), within(1e-12));
      double after = difficulty.observe(pattern, forecast, 10).of(Pattern.of(0), forecast)[0];
      assertThat(after).isBetween(6.0, 6.5);
    }
    assertThat(difficulty.of(Pattern.of(0).with("total", 1e29), forecast)[0])
        .isCloseTo(6 * Math.sqrt(10), within(1e-12));
  }

  @Test
  void bad_settings_and_covariates_are_named() {
    FollowingDifficulty.Builder builder = FollowingDifficulty.builder(1, 1);
    assertThatThrownBy(() -> FollowingDifficulty.builder(1, 0))
        .hasMessageContaining("start value is 0.0");
    assertThatThrownBy(() -> FollowingDifficulty.builder())
        .hasMessageContaining("number of start values is 0");
    assertThatThrownBy(() -> builder.decay(1.1)).hasMessageContaining("decay is 1.1");
    assertThatThrownBy(() -> builder.decay(0)).hasMessageContaining("decay is 0.0");
    assertThatThrownBy(() -> builder.weight(-1)).hasMessageContaining("weight is -1.0");
    assertThatThrownBy(() -> builder.rootOf("", 1)).hasMessageContaining("expected a name");
    FollowingDifficulty difficulty = builder.rootOf("total", 190).build();
    assertThatThrownBy(() -> difficulty.of(Pattern.of(0).with("total", -3), Forecast.of(1, 1)))
        .hasMessage("covariate total is -3.0; expected above 0");
    assertThatThrownBy(
            () -> difficulty.observe(Pattern.of(0).with("total", 0), Forecast.of(1, 1), 1, 1))
        .hasMessage("covariate total is 0.0; expected above 0");
    double[] difficulties = difficulty.of(Pattern.of(0).with("total", 190), Forecast.of(1, 1));
    assertThat(Arrays.stream(difficulties).boxed()).containsExactly(1.0, 1.0);
    assertThatThrownBy(
            () ->
                AdaptiveConformal.builder(new Persistence(new Shape(1, 3)))
                    .difficulty(difficulty)
                    .calibrate(List.of())
                    .intervals(Pattern.of(0), Forecast.of(1, 2, 3), 0.5))
        .hasMessageContaining("difficulty has length 2; expected 3");
  }
}
