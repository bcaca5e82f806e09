package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.conformal.Channel.Part;
import org.junit.jupiter.api.Test;

class ChannelTest {
  private static final StepScales SCALES = StepScales.of(2, 1, 10);
  private static final IntervalForecast ISSUED =
      new IntervalForecast(
          Pattern.of(0),
          Forecast.of(0, 0),
          0.9,
          List.of(new Interval(-1, 2), new Interval(-30, 40)),
          List.of(new Interval(-5, 5), new Interval(-50, 50)));

  @Test
  void each_step_has_its_channels_above_before_below_and_the_band_comes_last() {
    assertThat(Channel.all(Tails.EQUAL, 2))
        .containsExactly(
            new Channel(0, Part.UPPER_END, 0),
            new Channel(1, Part.LOWER_END, 0),
            new Channel(2, Part.UPPER_END, 1),
            new Channel(3, Part.LOWER_END, 1),
            new Channel(4, Part.BAND, 0));
    assertThat(Channel.all(Tails.SYMMETRIC, 2))
        .containsExactly(
            new Channel(0, Part.BOTH_ENDS, 0),
            new Channel(1, Part.BOTH_ENDS, 1),
            new Channel(2, Part.BAND, 0));
  }

  @Test
  void only_the_band_and_both_ends_of_a_step_are_told_to_be_so() {
    assertThat(Part.values()).filteredOn(part -> of(part, 0).isBand()).containsExactly(Part.BAND);
    assertThat(Part.values())
        .filteredOn(part -> of(part, 0).hasBothEnds())
        .containsExactly(Part.BOTH_ENDS);
  }

  @Test
  void one_end_may_miss_half_as_often_as_the_whole() {
    assertThat(of(Part.UPPER_END, 0).level(0.1)).isEqualTo(0.05);
    assertThat(of(Part.LOWER_END, 0).level(0.1)).isEqualTo(0.05);
    assertThat(of(Part.BOTH_ENDS, 0).level(0.1)).isEqualTo(0.1);
    assertThat(of(Part.BAND, 0).level(0.1)).isEqualTo(0.1);
  }

  @Test
  void a_score_is_how_far_an_outcome_lies_on_the_side_of_the_channel() {
    double[] errors = {-3, 20};
    assertThat(of(Part.UPPER_END, 0).score(errors, SCALES)).isEqualTo(-3);
    assertThat(of(Part.LOWER_END, 0).score(errors, SCALES)).isEqualTo(3);
    assertThat(of(Part.LOWER_END, 0).held(errors, SCALES)).isEqualTo(-3);
    assertThat(of(Part.BOTH_ENDS, 0).score(errors, SCALES)).isEqualTo(3);
    assertThat(of(Part.BAND, 0).score(errors, SCALES)).isEqualTo(3);
    assertThat(of(Part.BAND, 0).score(new double[] {-1, 20}, SCALES)).isEqualTo(2);
  }

  @Test
  void an_outcome_at_an_end_is_covered_and_one_beyond_it_is_missed() {
    assertThat(misses(2, 40)).isEmpty();
    assertThat(misses(-1, -30)).isEmpty();
    assertThat(misses(2.01, 0)).containsExactly(Part.BOTH_ENDS, Part.UPPER_END);
    assertThat(misses(-1.01, 0)).containsExactly(Part.BOTH_ENDS, Part.LOWER_END);
    assertThat(misses(0, 40.01)).containsExactly(Part.BOTH_ENDS, Part.UPPER_END);
    assertThat(misses(0, -30.01)).containsExactly(Part.BOTH_ENDS, Part.LOWER_END);
    assertThat(misses(5.01, 0)).contains(Part.BAND);
    assertThat(misses(0, -50.01)).contains(Part.BAND);
    assertThat(misses(5, -50)).doesNotContain(Part.BAND);
    // The band misses where a step does, however many others it covers.
    assertThat(misses(5.01, -50.01)).contains(Part.BAND);
  }

  /** Which kinds of channel miss an outcome, of all steps. */
  private static List<Part> misses(double... actual) {
    return List.of(
            of(Part.BOTH_ENDS, 0),
            of(Part.BOTH_ENDS, 1),
            of(Part.UPPER_END, 0),
            of(Part.UPPER_END, 1),
            of(Part.LOWER_END, 0),
            of(Part.LOWER_END, 1),
            of(Part.BAND, 0))
        .stream()
        .filter(channel -> channel.isMissed(ISSUED, actual))
        .map(Channel::part)
        .distinct()
        .toList();
  }

  private static Channel of(Part part, int step) {
    return new Channel(0, part, step);
  }
}
