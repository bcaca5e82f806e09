package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.internal.Atoms;
import org.forecast4j.internal.Boa;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnlineRuleTest {
  private static final Persistence ZERO = new Persistence(new Shape(1, 1));
  private static final Pattern PATTERN = Pattern.of(0);

  static Stream<OnlineRule> rules() {
    return Stream.of(
        OnlineRule.none(),
        OnlineRule.aci(0.02),
        OnlineRule.dtAci(),
        OnlineRule.agAci(),
        OnlineRule.pid(),
        OnlineRule.pid(0.05, 0, 1, false),
        OnlineRule.publishedPid(0.1, 2, 0.2, 100),
        OnlineRule.sfOgd(),
        OnlineRule.saocp());
  }

  private static List<LabeledPattern> examples(int count, IntToDoubleFunction outcome) {
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(LabeledPattern.of("e", LocalDate.EPOCH, PATTERN, outcome.applyAsDouble(i)));
    }
    return examples;
  }

  // Published traces.

  @Test
  void every_published_state_of_aci_is_reproduced_exactly() throws IOException {
    Trace trace = Trace.read();
    assertThat(trace.gammas).hasSize(30);
    for (String gamma : trace.gammas) {
      AdaptiveConformal wrapper =
          AdaptiveConformal.builder(ZERO)
              .online(OnlineRule.aci(Double.parseDouble(gamma)))
              .calibrate(List.of());
      for (int t = 0; t < trace.y.length; t++) {
        assertThat(wrapper.state(PATTERN, 0.9, 0))
            .as("γ = %s, day %d", gamma, t)
            .containsExactly(trace.column("alpha_" + gamma)[t]);
        Interval interval =
            new Interval(trace.column("lo_" + gamma)[t], trace.column("hi_" + gamma)[t]);
        wrapper = wrapper.observe(issued(interval), trace.y[t]);
      }
    }
  }

  private static IntervalForecast issued(Interval interval) {
    return new IntervalForecast(PATTERN, Forecast.of(0), 0.9, List.of(interval), List.of(interval));
  }

  @Test
  void the_published_aggregation_is_reproduced_with_its_coverage_and_width() throws IOException {
    Trace trace = Trace.read();
    double[] lower = aggregated(trace, "lo_", 0.05);
    double[] upper = aggregated(trace, "hi_", 0.95);
    double covered = 0;
    double width = 0;
    for (int t = 0; t < trace.y.length; t++) {
      assertThat(lower[t]).isCloseTo(trace.column("agaci_lo")[t], within(1e-9));
      assertThat(upper[t]).isCloseTo(trace.column("agaci_hi")[t], within(1e-9));
      covered += lower[t] <= trace.y[t] && trace.y[t] <= upper[t] ? 1 : 0;
      width += upper[t] - lower[t];
    }
    assertThat(covered / trace.y.length).isCloseTo(0.9205479452, within(1e-10));
    assertThat(width / trace.y.length).isCloseTo(15.0671975528, within(1e-9));
  }

  private static double[] aggregated(Trace trace, String side, double probability) {
    double[] bounds = new double[trace.y.length];
    double[] state = Boa.start(trace.gammas.size());
    for (int t = 0; t < bounds.length; t++) {
      double[] experts = new double[trace.gammas.size()];
      for (int k = 0; k < experts.length; k++) {
        double bound = trace.column(side + trace.gammas.get(k))[t];
        experts[k] = Math.max(-100, Math.min(1000, bound));
      }
      bounds[t] = AgAci.mean(state, experts);
      state = AgAci.learned(state, experts, trace.y[t], probability);
    }
    return bounds;
  }

  @Test
  void the_published_coverage_and_width_of_single_steps_come_out_infinite_ones_left_out()
      throws IOException {
    Trace trace = Trace.read();
    IntervalMetrics slow = IntervalMetrics.of(trace.intervals("0.04"), trace.y, 0.9);
    assertThat(slow.coverage().value()).isCloseTo(0.8958904110, within(1e-10));
    assertThat(slow.meanWidth().orElseThrow()).isCloseTo(12.8376067816, within(1e-9));
    assertThat(slow.infiniteShare()).isZero();
    IntervalMetrics fast = IntervalMetrics.of(trace.intervals("0.05"), trace.y, 0.9);
    assertThat(fast.infiniteShare()).isEqualTo(2 / 365.0);
    assertThat(fast.winkler().orElseThrow()).isFinite();
  }

  private record Trace(double[] y, List<String> gammas, Map<String, double[]> columns) {
    static Trace read() throws IOException {
      List<String[]> rows =
          Files.readAllLines(Path.of("src/test/resources/reference/aci-agaci-spot-price-hour0.csv"))
              .stream()
              .map(line -> line.split(",", -1))
              .toList();
      String[] header = rows.get(0);
      Map<String, double[]> columns = new java.util.HashMap<>();
      for (int column = 0; column < header.length; column++) {
        double[] values = new double[rows.size() - 1];
        for (int row = 0; row < values.length; row++) {
          values[row] = number(rows.get(row + 1)[column]);
        }
        columns.put(header[column], values);
      }
      List<String> gammas =
          Arrays.stream(header).filter(h -> h.startsWith("lo_")).map(h -> h.substring(3)).toList();
      return new Trace(column(columns, "y"), gammas, columns);
    }

    private static double number(String text) {
      return switch (text.toLowerCase(java.util.Locale.ROOT)) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    }

    double[] column(String name) {
      return column(columns, name);
    }

    List<Interval> intervals(String gamma) {
      return IntStream.range(0, y.length)
          .mapToObj(t -> new Interval(column("lo_" + gamma)[t], column("hi_" + gamma)[t]))
          .toList();
    }

    private static double[] column(Map<String, double[]> columns, String name) {
      double[] column = columns.get(name);
      assertThat(column).as(name).isNotNull();
      return java.util.Objects.requireNonNull(column);
    }
  }

  /**
   * The unit tests of the AdaptiveConformal R package; it prints the largest score for infinity.
   */
  @ParameterizedTest
  @ValueSource(strings = {"split", "aci", "dtaci"})
  void three_outcomes_give_the_published_coverage_width_and_score(String method) {
    OnlineRule rule =
        switch (method) {
          case "split" -> OnlineRule.none();
          case "aci" -> OnlineRule.aci(0.01);
          default -> OnlineRule.dtAci();
        };
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO).online(rule).bounded().calibrate(List.of());
    double covered = 0;
    double width = 0;
    double score = 0;
    for (int t = 1; t <= 3; t++) {
      IntervalForecast forecast = wrapper.forecast(Pattern.of(t - 1), 0.95);
      Interval interval = forecast.interval();
      covered += interval.contains(t) ? 1 : 0;
      width += interval.width();
      score += interval.width() + 2 / 0.05 * Math.max(0, t - interval.upper());
      wrapper = wrapper.observe(forecast, t);
    }
    assertThat(covered / 3).isEqualTo(2.0 / 3);
    assertThat(width / 3).isEqualTo(4.0 / 3);
    assertThat(score / 3).isCloseTo(14 + 2.0 / 3, within(1e-12));
    assertThat(wrapper.forecast(Pattern.of(3), 0.95).interval()).isEqualTo(new Interval(2, 4));
  }

  /** Computed with the algorithm of the authors' Python package from the same start. */
  @Test
  void saocp_takes_the_radii_of_its_authors_algorithm() {
    Map<Integer, Double> radii =
        Map.of(
            1, 1.0,
            2, 0.0,
            3, 0.9945633197098833,
            10, 1.2667853573171208,
            40, 0.9979288336157862,
            80, 3.16164809690689,
            120, 2.971298504713573);
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO)
            .online(OnlineRule.saocp())
            .keepingScores()
            .calibrate(examples(99, i -> 1));
    for (int t = 1; t <= 120; t++) {
      IntervalForecast forecast = wrapper.forecast(PATTERN, 0.9);
      if (radii.containsKey(t)) {
        assertThat(forecast.interval().upper()).isCloseTo(radii.get(t), within(1e-9));
      }
      wrapper = wrapper.observe(forecast, Math.abs(Math.sin(3 * t)) * (t < 60 ? 1 : 3));
    }
  }

  @Test
  void saocp_with_the_d_it_would_choose_changes_nothing() {
    double[] noise = new Random(5).doubles(400, -2, 2).toArray();
    List<AdaptiveConformal> wrappers = new ArrayList<>();
    for (OnlineRule rule : List.of(OnlineRule.saocp(), OnlineRule.saocp(8, Math.sqrt(3)))) {
      AdaptiveConformal wrapper =
          AdaptiveConformal.builder(ZERO).online(rule).calibrate(examples(99, i -> 1));
      for (double actual : noise) {
        wrapper = wrapper.observe(wrapper.forecast(PATTERN, 0.9), actual);
      }
      wrappers.add(wrapper);
    }
    assertThat(wrappers.get(0).forecast(PATTERN, 0.9))
        .isEqualTo(wrappers.get(1).forecast(PATTERN, 0.9));
  }

  /** The largest score is forgotten, and still says how large a step is. */
  @Test
  void a_step_of_pid_is_of_the_largest_score_ever_seen() {
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO)
            .online(OnlineRule.pid(0.1, 0, 1, false))
            .window(10)
            .calibrate(examples(10, i -> i == 9 ? 100 : 1));
    for (int t = 0; t < 50; t++) {
      double before = wrapper.forecast(PATTERN, 0.8).interval().upper();
      wrapper = wrapper.observe(wrapper.forecast(PATTERN, 0.8), before > 1 ? 1 : 1.5);
      double step = wrapper.forecast(PATTERN, 0.8).interval().upper() - before;
      if (t > 0) {
        assertThat(step).isCloseTo(before > 1 ? -0.2 * 10 : 0.8 * 10, within(1e-9));
      }
    }
  }

  /** States had three numbers before the largest score seen was one of them. */
  @Test
  void an_earlier_state_of_pid_goes_on_with_the_largest_score_held() {
    OnlineRule rule = OnlineRule.pid();
    Side side = new Side(Atoms.of(new double[] {1, 2, 4}), false);
    double[] earlier = {0.5, 1.5, 20};
    double[] state = {0.5, 1.5, 20, 4};
    assertThat(rule.hasLength(earlier.length)).isTrue();
    assertThat(rule.above(earlier, 0.3, side, 1)).isEqualTo(rule.above(state, 0.3, side, 1));
    OnlineRule.Seen seen = new OnlineRule.Seen(3, 3, 1, true);
    assertThat(rule.next(earlier, 0.3, side, seen, true))
        .isEqualTo(rule.next(state, 0.3, side, seen, true));
  }

  // Long-run coverage.

  static Stream<IntToDoubleFunction> adversarial() {
    Random random = new Random(17);
    double[] noise = random.doubles(20_000, -1, 1).toArray();
    return Stream.of(
        t -> noise[t] * (t / 500 % 2 == 0 ? 1 : 10),
        t -> noise[t] * (1 + t / 200.0),
        t -> noise[t] / (1 + t / 50.0),
        t -> t % 2 == 0 ? 100 : 0.001 * noise[t],
        t -> t);
  }

  @ParameterizedTest
  @MethodSource("adversarial")
  void the_misses_of_aci_keep_their_long_run_bound_on_any_sequence(IntToDoubleFunction y) {
    int outcomes = 3_000;
    for (double gamma : new double[] {0.01, 0.1}) {
      for (double level : new double[] {0.1, 0.5}) {
        for (Tails tails : Tails.values()) {
          double misses = misses(OnlineRule.aci(gamma), tails, level, outcomes, y);
          double bound = (Math.max(level, 1 - level) + gamma) / (gamma * outcomes);
          // Each tail keeps its own bound, for half of the level.
          double tail = (Math.max(level / 2, 1 - level / 2) + gamma) / (gamma * outcomes);
          assertThat(Math.abs(misses - level))
              .isLessThanOrEqualTo(tails == Tails.SYMMETRIC ? bound : 2 * tail);
        }
      }
    }
  }

  private static double misses(
      OnlineRule rule, Tails tails, double level, int outcomes, IntToDoubleFunction y) {
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO)
            .tails(tails)
            .online(rule)
            .window(200)
            .calibrate(examples(100, i -> Math.sin(i)));
    double misses = 0;
    for (int t = 0; t < outcomes; t++) {
      IntervalForecast forecast = wrapper.forecast(PATTERN, 1 - level);
      double actual = y.applyAsDouble(t);
      if (tails == Tails.SYMMETRIC || !forecast.interval().isEmpty()) {
        misses += forecast.interval().contains(actual) ? 0 : 1;
      } else {
        misses += actual < forecast.interval().lower() ? 1 : 0;
        misses += actual > forecast.interval().upper() ? 1 : 0;
      }
      wrapper = wrapper.observe(forecast, actual);
    }
    return misses / outcomes;
  }

  @ParameterizedTest
  @MethodSource("adversarial")
  void nights_of_games_loosen_the_bound_of_aci_by_a_step_a_game(IntToDoubleFunction y) {
    int outcomes = 3_000;
    int night = 10;
    double gamma = 0.02;
    double level = 0.1;
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO)
            .online(OnlineRule.aci(gamma))
            .window(200)
            .calibrate(examples(100, i -> Math.sin(i)));
    double misses = 0;
    for (int from = 0; from < outcomes; from += night) {
      AdaptiveConformal evening = wrapper;
      for (int t = from; t < from + night; t++) {
        IntervalForecast forecast = evening.forecast(PATTERN, 1 - level);
        misses += forecast.interval().contains(y.applyAsDouble(t)) ? 0 : 1;
        wrapper = wrapper.observe(forecast, y.applyAsDouble(t));
      }
    }
    double bound = (Math.max(level, 1 - level) + night * gamma) / (gamma * outcomes);
    assertThat(Math.abs(misses / outcomes - level)).isLessThanOrEqualTo(bound);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5})
  void the_quantile_tracker_keeps_its_long_run_bound_where_scores_are_bounded(double level) {
    int outcomes = 3_000;
    double[] noise = new Random(19).doubles(outcomes, -1, 1).toArray();
    IntToDoubleFunction y = t -> noise[t] * (t / 500 % 2 == 0 ? 0.1 : 1);
    double rate = 0.05;
    OnlineRule rule = OnlineRule.pid(rate, 0, 1, false);
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO)
            .online(rule)
            .keepingScores()
            .calibrate(examples(99, i -> i == 0 ? 1 : 0.5));
    double misses = 0;
    for (int t = 0; t < outcomes; t++) {
      IntervalForecast forecast = wrapper.forecast(PATTERN, 1 - level);
      misses += forecast.interval().contains(y.applyAsDouble(t)) ? 0 : 1;
      wrapper = wrapper.observe(forecast, y.applyAsDouble(t));
    }
    // The radius stays within one step of [0, 1], the range of the scores.
    assertThat(misses / outcomes).isCloseTo(level, within((1 + 2 * rate) / (rate * outcomes)));
  }

  @ParameterizedTest
  @MethodSource("adversarial")
  void the_integrator_keeps_its_long_run_bound_on_any_sequence(IntToDoubleFunction y) {
    int outcomes = 3_000;
    for (double saturation : new double[] {0.1, 0.3}) {
      for (double level : new double[] {0.1, 0.5}) {
        OnlineRule rule = OnlineRule.pid(0.01, 0.05, saturation, true);
        double misses = misses(rule, Tails.SYMMETRIC, level, outcomes, y);
        // Where the sum of misses less those due reaches this, the interval is infinite, or empty.
        double most = saturation * Math.PI / 2 * (outcomes + 1) / Math.log(outcomes + 1);
        assertThat(misses).isCloseTo(level, within((most + 1) / outcomes));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void every_rule_covers_in_the_long_run_while_the_scale_jumps_to_and_fro(OnlineRule rule) {
    double[] noise = new Random(23).doubles(6_000, -1, 1).toArray();
    IntToDoubleFunction y = t -> noise[t] * (t / 400 % 2 == 0 ? 1 : 3);
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO)
            .online(rule)
            .window(200)
            .calibrate(examples(500, i -> noise[5_000 + i]));
    double misses = 0;
    int afterJump = 0;
    for (int t = 0; t < 4_000; t++) {
      IntervalForecast forecast = wrapper.forecast(PATTERN, 0.9);
      boolean missed = !forecast.interval().contains(y.applyAsDouble(t));
      misses += missed ? 1 : 0;
      afterJump += missed && t / 400 % 2 == 1 && t % 400 < 100 ? 1 : 0;
      wrapper = wrapper.observe(forecast, y.applyAsDouble(t));
    }
    assertThat(misses / 4_000)
        .isCloseTo(0.1, within(rule.equals(OnlineRule.saocp()) ? 0.05 : 0.03));
    double missesAfterJump = afterJump / 500.0;
    if (rule.equals(OnlineRule.none())) {
      assertThat(missesAfterJump).isGreaterThan(0.4);
    } else {
      assertThat(missesAfterJump).isLessThan(0.4);
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void coverage_of_exchangeable_outcomes_is_what_was_asked_for(OnlineRule rule) {
    Random random = new Random(29);
    int outcomes = 4_000;
    for (Tails tails : Tails.values()) {
      AdaptiveConformal wrapper =
          AdaptiveConformal.builder(ZERO)
              .tails(tails)
              .online(rule)
              .window(1_000)
              .calibrate(examples(1_000, i -> Math.exp(random.nextGaussian())));
      double covered = 0;
      for (int t = 0; t < outcomes; t++) {
        double actual = Math.exp(random.nextGaussian());
        IntervalForecast forecast = wrapper.forecast(PATTERN, 0.9);
        covered += forecast.interval().contains(actual) ? 1 : 0;
        wrapper = wrapper.observe(forecast, actual);
      }
      // Four deviations of a share whose scores and outcomes are both random.
      double deviation = Math.sqrt(0.09 * (1.0 / outcomes + 1.0 / 1_000));
      assertThat(covered / outcomes).as("%s", tails).isCloseTo(0.9, within(4 * deviation));
    }
  }

  @Test
  void bad_parameters_are_named() {
    assertThatThrownBy(() -> OnlineRule.aci(-0.1)).hasMessageContaining("gamma is -0.1");
    assertThatThrownBy(() -> OnlineRule.agAci(new double[0]))
        .hasMessageContaining("number of steps is 0");
    assertThatThrownBy(() -> OnlineRule.dtAci(0, 0.1)).hasMessageContaining("interval is 0");
    assertThatThrownBy(() -> OnlineRule.pid(0.1, 0, 0, true))
        .hasMessageContaining("saturation is 0.0");
    assertThatThrownBy(() -> OnlineRule.saocp(0)).hasMessageContaining("lifetime is 0");
    assertThatThrownBy(() -> OnlineRule.dtAciWithEta(0, 10, 0.1))
        .hasMessageContaining("eta is 0.0");
    assertThatThrownBy(() -> OnlineRule.publishedPid(0.1, -1, 1, 10))
        .hasMessageContaining("KI is -1.0");
    assertThatThrownBy(() -> OnlineRule.publishedPid(0.1, 1, 0, 10))
        .hasMessageContaining("Csat is 0.0");
    assertThatThrownBy(() -> OnlineRule.publishedPid(0.1, 1, 1, 1))
        .hasMessageContaining("trailing is 1; expected 2 to 100000");
    assertThatThrownBy(() -> OnlineRule.sfOgd(0)).hasMessageContaining("largest radius is 0.0");
    assertThatThrownBy(() -> OnlineRule.saocp(8, -1))
        .hasMessageContaining("largest radius is -1.0");
    assertThat(OnlineRule.aci(0.1)).isEqualTo(OnlineRule.aci(0.1)).hasToString("aci[0.1]");
    assertThat(OnlineRule.aci(0.1)).isNotEqualTo(OnlineRule.aci(0.2));
  }
}
