package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void skill_and_difference_by_hand() {
    double[] actual = {0, 0, 0, 0};
    double[] reference = {2, -2, 4, 0};
    double[] forecast = {1, -1, 3, 1};
    assertThat(Bootstrap.DEFAULT.skill(forecast, reference, actual).value()).isEqualTo(0.25);
    assertThat(Bootstrap.DEFAULT.maeDifference(forecast, reference, actual).value())
        .isEqualTo(-0.5);
  }

  @Test
  void many_resamples_find_the_quantiles_of_all_possible_resamples() {
    double[] actual = new double[5];
    double[] forecast = {1, 0.3, 2.1, 0.7, 1.9};
    double[] reference = {1.4, 0.9, 1.6, 2.2, 1.5};
    double[] difference = new double[3125];
    double[] skill = new double[3125];
    for (int resample = 0; resample < 3125; resample++) {
      double sum = 0;
      double referenceSum = 0;
      for (int draw = 0, rest = resample; draw < 5; draw++, rest /= 5) {
        sum += forecast[rest % 5];
        referenceSum += reference[rest % 5];
      }
      difference[resample] = (sum - referenceSum) / 5;
      skill[resample] = 1 - sum / referenceSum;
    }
    Arrays.sort(difference);
    Arrays.sort(skill);
    Bootstrap bootstrap = new Bootstrap(200_000, 0.8, 1);
    Estimate estimate = bootstrap.maeDifference(forecast, reference, actual);
    assertThat(estimate.low()).isCloseTo(difference[312], within(0.005));
    assertThat(estimate.high()).isCloseTo(difference[2812], within(0.005));
    estimate = bootstrap.skill(forecast, reference, actual);
    assertThat(estimate.low()).isCloseTo(skill[312], within(0.005));
    assertThat(estimate.high()).isCloseTo(skill[2812], within(0.005));
  }

  @Test
  void the_ends_cut_the_tails_off() {
    // One draw of the single example: every resample is the same, and so is every end.
    double[] one = {3};
    assertThat(Bootstrap.DEFAULT.maeDifference(one, new double[] {5}, new double[] {0}))
        .isEqualTo(new Estimate(-2, -2, -2));
    // Of 39 resamples 95 % spans all, 90 % leaves one out on either side.
    double[] actual = new double[50];
    double[] forecast = new Random(1).doubles(50).toArray();
    double[] reference = new Random(2).doubles(50).toArray();
    Estimate all = new Bootstrap(39, 0.95, 4).maeDifference(forecast, reference, actual);
    Estimate most = new Bootstrap(39, 0.9, 4).maeDifference(forecast, reference, actual);
    assertThat(most.low()).isGreaterThan(all.low());
    assertThat(most.high()).isLessThan(all.high());
  }

  @Test
  void what_is_hard_for_both_cancels() {
    Random random = new Random(9);
    double[] actual = random.doubles(500, -100, 100).toArray();
    double[] reference = new double[500];
    double[] forecast = new double[500];
    Arrays.fill(forecast, 200);
    Arrays.fill(reference, 201);
    Estimate difference = Bootstrap.DEFAULT.maeDifference(forecast, reference, actual);
    assertThat(difference.low()).isCloseTo(-1, within(1e-9));
    assertThat(difference.high()).isCloseTo(-1, within(1e-9));
  }

  @Test
  void the_width_agrees_with_the_normal_approximation() {
    Random random = new Random(6);
    int n = 4000;
    double[] actual = new double[n];
    double[] forecast = new double[n];
    double[] reference = new double[n];
    double square = 0;
    for (int i = 0; i < n; i++) {
      forecast[i] = 10 + random.nextGaussian();
      reference[i] = 10 + random.nextGaussian();
      square += Math.pow(forecast[i] - reference[i], 2);
    }
    Estimate difference = Bootstrap.DEFAULT.maeDifference(forecast, reference, actual);
    double normal = 2 * 1.96 * Math.sqrt(square / n / n);
    assertThat(difference.high() - difference.low()).isCloseTo(normal, within(0.08 * normal));
  }

  @Test
  void the_same_seed_gives_the_same_bits_on_every_virtual_machine() {
    double[] actual = new double[100];
    double[] forecast = new Random(1).doubles(100).toArray();
    double[] reference = new Random(2).doubles(100).toArray();
    Estimate first = Bootstrap.DEFAULT.skill(forecast, reference, actual);
    assertThat(Bootstrap.DEFAULT.skill(forecast, reference, actual)).isEqualTo(first);
    assertThat(new Bootstrap(2000, 0.95, 1).skill(forecast, reference, actual)).isNotEqualTo(first);
    // From SplitMix64 and the percentile rule, written again in another language.
    assertThat(first)
        .isEqualTo(new Estimate(-0.0030786434751721714, -0.19683177245661443, 0.15184137263814024));
  }

  @Test
  void a_reference_without_error_cannot_be_beaten() {
    double[] actual = {1, 2};
    assertThat(Bootstrap.DEFAULT.skill(actual, actual, actual)).isEqualTo(new Estimate(0, 0, 0));
    Estimate worse = Bootstrap.DEFAULT.skill(new double[] {2, 3}, actual, actual);
    assertThat(worse.value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(worse.high()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void too_few_resamples_for_the_confidence_are_refused() {
    assertThatThrownBy(() -> new Bootstrap(38, 0.95, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("38")
        .hasMessageContaining("0.95");
    assertThatThrownBy(() -> new Bootstrap(0, 0.95, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resamples is 0");
    assertThatThrownBy(() -> new Bootstrap(2000, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("confidence is 1.0");
  }
}
