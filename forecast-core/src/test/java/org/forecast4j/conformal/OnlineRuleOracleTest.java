package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.junit.jupiter.api.Test;

/** Every online rule against a second implementation, written down from its paper. */
class OnlineRuleOracleTest {
  private static final Persistence ONE = new Persistence(new Shape(1, 1));
  private static final Pattern ZERO = Pattern.of(0);
  private static final double LEVEL = 0.1;
  private static final double[] GAMMAS = {0, 0.0137, 0.0731, 0.31};

  /** What gives intervals around zero, from all scores so far, and learns. */
  private interface Oracle {
    Interval interval(List<Double> scores);

    void learn(List<Double> scores, double actual);
  }

  /** The score of rank ⌈(n+1)(1−α)⌉. */
  private static double quantile(List<Double> scores, double alpha) {
    if (alpha >= 1) {
      return Double.NEGATIVE_INFINITY;
    }
    int n = scores.size();
    int rank = n + 1 - (int) Math.floor(alpha * (n + 1));
    return rank > n
        ? Double.POSITIVE_INFINITY
        : scores.stream().sorted().skip(rank - 1L).findFirst().orElseThrow();
  }

  private static double max(List<Double> scores) {
    return scores.stream().mapToDouble(s -> s).max().orElseThrow();
  }

  private static Interval symmetric(double radius) {
    return radius < 0 ? Interval.EMPTY : new Interval(-radius, radius);
  }

  private static void assertAgrees(OnlineRule rule, Oracle oracle) {
    Random random = new Random(71);
    List<Double> scores = new ArrayList<>();
    List<LabeledPattern> calibration = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double error = random.nextGaussian();
      scores.add(Math.abs(error));
      calibration.add(LabeledPattern.of("e", LocalDate.EPOCH, ZERO, error));
    }
    AdaptiveConformal wrapper = AdaptiveConformal.builder(ONE).online(rule).calibrate(calibration);
    for (int t = 0; t < 400; t++) {
      IntervalForecast forecast = wrapper.forecast(ZERO, 1 - LEVEL);
      Interval expected = oracle.interval(scores);
      if (expected.isFinite()) {
        assertThat(forecast.interval().lower()).isCloseTo(expected.lower(), within(1e-9));
        assertThat(forecast.interval().upper()).isCloseTo(expected.upper(), within(1e-9));
      } else {
        assertThat(forecast.interval()).isEqualTo(expected);
      }
      // Ties, quiet times and wild times, skewed to one side.
      double scale = t / 100 % 2 == 0 ? 0.5 : 4;
      double actual =
          t % 9 == 0
              ? scores.get(t)
              : scale * (random.nextGaussian() + (random.nextInt(3) == 0 ? 1 : 0));
      wrapper = wrapper.observe(forecast, actual);
      oracle.learn(scores, actual);
      scores.add(Math.abs(actual));
    }
  }

  @Test
  void dtaci_weighs_the_levels_of_its_experts_as_the_paper_says() {
    int interval = 50;
    double eta =
        Math.sqrt(3.0 / interval)
            * Math.sqrt(
                (Math.log(GAMMAS.length * interval) + 2)
                    / (Math.pow(1 - LEVEL, 2) * Math.pow(LEVEL, 3)
                        + Math.pow(LEVEL, 2) * Math.pow(1 - LEVEL, 3)));
    assertAgrees(OnlineRule.dtAci(interval, GAMMAS), dtAci(eta, interval));
  }

  @Test
  void dtaci_learns_at_a_given_rate() {
    assertAgrees(OnlineRule.dtAciWithEta(9.8232, 50, GAMMAS), dtAci(9.8232, 50));
    assertAgrees(OnlineRule.dtAciWithEta(0.5, 100, GAMMAS), dtAci(0.5, 100));
  }

  private static Oracle dtAci(double eta, int interval) {
    int experts = GAMMAS.length;
    double[] alpha = new double[experts];
    double[] weight = new double[experts];
    Arrays.fill(alpha, LEVEL);
    Arrays.fill(weight, 1);
    double sigma = 1.0 / (2 * interval);
    return new Oracle() {
      @Override
      public Interval interval(List<Double> scores) {
        double total = Arrays.stream(weight).sum();
        double mean =
            IntStream.range(0, experts).mapToDouble(i -> weight[i] * alpha[i]).sum() / total;
        // Levels that are all the same have that very mean.
        return symmetric(
            quantile(scores, Arrays.stream(alpha).allMatch(a -> a == alpha[0]) ? alpha[0] : mean));
      }

      @Override
      public void learn(List<Double> scores, double actual) {
        double score = Math.abs(actual);
        double beta = (scores.stream().filter(s -> s >= score).count() + 1.0) / (scores.size() + 1);
        double[] weighted = new double[experts];
        for (int i = 0; i < experts; i++) {
          double loss = LEVEL * (beta - alpha[i]) - Math.min(0, beta - alpha[i]);
          weighted[i] = weight[i] * Math.exp(-eta * loss);
        }
        double all = Arrays.stream(weighted).sum();
        for (int i = 0; i < experts; i++) {
          weight[i] = (1 - sigma) * weighted[i] + all * sigma / experts;
          boolean missed = score > quantile(scores, alpha[i]);
          alpha[i] += GAMMAS[i] * (LEVEL - (missed ? 1 : 0));
        }
        // Only ratios count; without this they underflow.
        double sum = Arrays.stream(weight).sum();
        for (int i = 0; i < experts; i++) {
          weight[i] /= sum;
        }
      }
    };
  }

  /** BOA of one bound of several experts, as in opera 1.1. */
  private static final class Aggregation {
    private final double probability;
    private final double[] regret = new double[GAMMAS.length];
    private final double[] squares = new double[GAMMAS.length];
    private final double[] largest = new double[GAMMAS.length];

    Aggregation(double probability) {
      this.probability = probability;
    }

    private double eta(int k) {
      return Math.min(1 / (2 * largest[k]), Math.sqrt(Math.log(GAMMAS.length) / squares[k]));
    }

    double mean(double[] bounds) {
      double sum = 0;
      double mean = 0;
      for (int k = 0; k < bounds.length; k++) {
        double weight = regret[k] == 0 ? 1 : Math.exp(eta(k) * regret[k]);
        sum += weight;
        mean += weight * bounds[k];
      }
      return mean / sum;
    }

    void learn(double[] bounds, double actual) {
      double mean = mean(bounds);
      double gradient = (actual < mean ? 1 : 0) - probability;
      boolean seen = true;
      double[] r = new double[bounds.length];
      for (int k = 0; k < r.length; k++) {
        r[k] = gradient * (mean - bounds[k]);
        squares[k] += r[k] * r[k];
        largest[k] = Math.max(largest[k], Math.abs(r[k]));
        seen &= largest[k] > 0;
      }
      for (int k = 0; k < r.length; k++) {
        regret[k] += seen ? r[k] - eta(k) * r[k] * r[k] : r[k];
      }
    }
  }

  @Test
  void agaci_aggregates_either_bound_of_its_experts_for_itself() {
    double[] alpha = new double[GAMMAS.length];
    Arrays.fill(alpha, LEVEL);
    Aggregation lower = new Aggregation(LEVEL / 2);
    Aggregation upper = new Aggregation(1 - LEVEL / 2);
    assertAgrees(
        OnlineRule.agAci(GAMMAS),
        new Oracle() {
          private double[] radii(List<Double> scores) {
            double least = scores.stream().mapToDouble(s -> s).min().orElseThrow();
            return Arrays.stream(alpha)
                .map(a -> Math.max(least, Math.min(max(scores), quantile(scores, a))))
                .toArray();
          }

          private double[] negated(double[] radii) {
            return Arrays.stream(radii).map(r -> -r).toArray();
          }

          @Override
          public Interval interval(List<Double> scores) {
            double[] radii = radii(scores);
            return new Interval(lower.mean(negated(radii)), upper.mean(radii));
          }

          @Override
          public void learn(List<Double> scores, double actual) {
            double[] radii = radii(scores);
            lower.learn(negated(radii), actual);
            upper.learn(radii, actual);
            for (int k = 0; k < alpha.length; k++) {
              boolean missed = Math.abs(actual) > quantile(scores, alpha[k]);
              alpha[k] += GAMMAS[k] * (LEVEL - (missed ? 1 : 0));
            }
          }
        });
  }

  @Test
  void pid_adds_tracker_integrator_and_scorecaster() {
    for (boolean scorecaster : new boolean[] {true, false}) {
      double rate = 0.03;
      double integral = 0.2;
      double saturation = 0.4;
      assertAgrees(
          OnlineRule.pid(rate, integral, saturation, scorecaster),
          new Oracle() {
            private double tracked = Double.NaN;
            private double excess;
            private int t;

            private double scorecast(List<Double> scores) {
              return scorecaster ? quantile(scores, LEVEL) : 0;
            }

            private double radius(List<Double> scores) {
              if (Double.isNaN(tracked)) {
                tracked = scorecaster ? 0 : quantile(scores, LEVEL);
              }
              double angle = excess * Math.log(t + 1) / (saturation * (t + 1));
              if (Math.abs(angle) >= Math.PI / 2) {
                return angle * Double.POSITIVE_INFINITY;
              }
              return tracked + integral * max(scores) * Math.tan(angle) + scorecast(scores);
            }

            @Override
            public Interval interval(List<Double> scores) {
              return symmetric(radius(scores));
            }

            @Override
            public void learn(List<Double> scores, double actual) {
              double error = Math.abs(actual) > radius(scores) ? 1 : 0;
              tracked += rate * max(scores) * (error - LEVEL);
              excess += error - LEVEL;
              t++;
            }
          });
    }
  }

  @Test
  void the_published_pid_has_an_absolute_integral_and_a_step_of_the_range_of_the_newest_scores() {
    double rate = 0.1;
    double ki = 0.7;
    double csat = 0.5;
    int trailing = 30;
    assertAgrees(
        OnlineRule.publishedPid(rate, ki, csat, trailing),
        new Oracle() {
          private final List<Double> newest = new ArrayList<>();
          private double tracked = Double.NaN;
          private double excess;
          private int t;

          private double radius(List<Double> scores) {
            if (Double.isNaN(tracked)) {
              tracked = quantile(scores, LEVEL);
              newest.addAll(List.of(Collections.min(scores), max(scores)));
            }
            double angle = excess * Math.log(t + 1) / (csat * (t + 1));
            double saturated =
                angle >= Math.PI / 2
                    ? Double.POSITIVE_INFINITY
                    : angle <= -Math.PI / 2 ? Double.NEGATIVE_INFINITY : Math.tan(angle);
            return tracked + ki * saturated;
          }

          @Override
          public Interval interval(List<Double> scores) {
            return symmetric(radius(scores));
          }

          @Override
          public void learn(List<Double> scores, double actual) {
            double error = Math.abs(actual) > radius(scores) ? 1 : 0;
            tracked += rate * (max(newest) - Collections.min(newest)) * (error - LEVEL);
            excess += error - LEVEL;
            t++;
            newest.add(Math.abs(actual));
            if (newest.size() > trailing) {
              newest.remove(0);
            }
          }
        });
  }

  @Test
  void sf_ogd_descends_on_the_radius_from_the_quantile() {
    assertAgrees(OnlineRule.sfOgd(), sfOgd(Double.NaN));
    assertAgrees(OnlineRule.sfOgd(7.5), sfOgd(7.5));
  }

  /** With the largest radius to expect, NaN for the largest score at the start. */
  private static Oracle sfOgd(double given) {
    return new Oracle() {
      private double radius = Double.NaN;
      private double scale;
      private double squares;

      @Override
      public Interval interval(List<Double> scores) {
        if (Double.isNaN(radius)) {
          radius = quantile(scores, LEVEL);
          scale = Double.isNaN(given) ? max(scores) : given;
          // As if the calibration scores had been met at their own quantile.
          squares = scores.size() * LEVEL * (1 - LEVEL);
        }
        return symmetric(radius);
      }

      @Override
      public void learn(List<Double> scores, double actual) {
        double gradient = Math.abs(actual) > radius ? LEVEL - 1 : LEVEL;
        squares += gradient * gradient;
        radius -= scale / Math.sqrt(3) * gradient / Math.sqrt(squares);
      }
    };
  }

  @Test
  void aci_asks_the_scores_for_the_level_it_has_learned() {
    double[] alpha = {LEVEL};
    assertAgrees(
        OnlineRule.aci(0.0731),
        new Oracle() {
          @Override
          public Interval interval(List<Double> scores) {
            return symmetric(quantile(scores, alpha[0]));
          }

          @Override
          public void learn(List<Double> scores, double actual) {
            boolean missed = Math.abs(actual) > quantile(scores, alpha[0]);
            alpha[0] += 0.0731 * (LEVEL - (missed ? 1 : 0));
          }
        });
  }
}
