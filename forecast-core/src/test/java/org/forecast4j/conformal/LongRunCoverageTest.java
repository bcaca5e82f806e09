package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every online rule under every weighting on a series as markets make it: errors that depend on the
 * ones before, calm and wild times that come and go, single shocks, and a level and a scale that
 * drift.
 */
class LongRunCoverageTest {
  private static final Persistence ZERO = new Persistence(new Shape(1, 1));
  private static final Pattern PATTERN = Pattern.of(0);
  private static final int OUTCOMES = 20_000;
  private static final int CALIBRATION = 100;
  private static final double[] SERIES = series(OUTCOMES + CALIBRATION, 16);

  private static double[] series(int length, long seed) {
    Random random = new Random(seed);
    double[] series = new double[length];
    double volatility = 0;
    double error = 0;
    for (int t = 0; t < length; t++) {
      volatility = 0.98 * volatility + 0.2 * random.nextGaussian();
      error = 0.6 * error + Math.exp(volatility) * random.nextGaussian();
      double shock = random.nextInt(200) == 0 ? 20 * random.nextGaussian() : 0;
      double drift = 1 + 2.0 * t / length;
      series[t] = drift * (error + shock) + Math.sin(t / 2_000.0);
    }
    return series;
  }

  private static final List<OnlineRule> RULES =
      List.of(
          OnlineRule.none(),
          OnlineRule.aci(0.01),
          OnlineRule.dtAci(),
          OnlineRule.dtAciWithEta(2, 100, 0.001, 0.01, 0.1),
          OnlineRule.agAci(),
          OnlineRule.pid(),
          OnlineRule.pid(0.05, 10, 5, false),
          OnlineRule.pid(0.05, 0, 1, false),
          OnlineRule.publishedPid(0.1, 10, 5, 100),
          OnlineRule.sfOgd(),
          OnlineRule.sfOgd(50),
          OnlineRule.saocp(),
          OnlineRule.saocp(8, 50));

  private static final Map<String, Weighting> WEIGHTINGS =
      Map.of(
          "uniform", Weighting.uniform(),
          "decay", Weighting.decay(0.97),
          "by age", Weighting.byAge(age -> 1 / Math.sqrt(age)),
          "fixed", Weighting.fixed(IntStream.range(0, CALIBRATION).mapToDouble(i -> 1).toArray()),
          "likelihood ratio", Weighting.likelihoodRatio(pattern -> 0.5));

  static Stream<Arguments> combinations() {
    return RULES.stream()
        .flatMap(
            rule ->
                WEIGHTINGS.entrySet().stream()
                    .map(named -> Arguments.of(rule, named.getKey(), named.getValue())));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("combinations")
  void a_rule_covers_in_the_long_run_under_any_weighting(
      OnlineRule rule, String name, Weighting weighting) {
    // Without a rule a window follows too late; it shows that the series is hard.
    double tolerance = rule.equals(OnlineRule.none()) ? 0.05 : 0.02;
    assertThat(misses(rule, weighting, 100)).as(name).isCloseTo(0.1, within(tolerance));
  }

  @Test
  void pid_covers_whatever_the_window() {
    for (int window : new int[] {20, 50, 200}) {
      for (OnlineRule rule :
          List.of(
              OnlineRule.pid(),
              OnlineRule.pid(0.05, 10, 5, false),
              OnlineRule.pid(0.05, 0, 1, false))) {
        assertThat(misses(rule, Weighting.uniform(), window))
            .as("%s, window %d", rule, window)
            .isCloseTo(0.1, within(0.005));
      }
    }
  }

  private static double misses(OnlineRule rule, Weighting weighting, int window) {
    List<LabeledPattern> calibration = new ArrayList<>();
    for (int i = 0; i < CALIBRATION; i++) {
      calibration.add(LabeledPattern.of("e", LocalDate.EPOCH, PATTERN, SERIES[i]));
    }
    AdaptiveConformal wrapper =
        AdaptiveConformal.builder(ZERO)
            .online(rule)
            .weighting(weighting)
            .window(window)
            .calibrate(calibration);
    double misses = 0;
    for (int t = 0; t < OUTCOMES; t++) {
      IntervalForecast forecast = wrapper.forecast(PATTERN, 0.9);
      double actual = SERIES[CALIBRATION + t];
      misses += forecast.interval().contains(actual) ? 0 : 1;
      wrapper = wrapper.observe(forecast, actual);
    }
    return misses / OUTCOMES;
  }
}
