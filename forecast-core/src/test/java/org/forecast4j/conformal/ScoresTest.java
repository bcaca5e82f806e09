package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.internal.Atoms;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scores against a list of all that came. */
class ScoresTest {
  private static final double DECAY = 0.9;

  private final Random random = new Random(95);

  /** A score and the weight it brought along. */
  private record Arrived(double score, double own) {}

  static Stream<Weighting> weightings() {
    return Stream.of(
        Weighting.uniform(),
        Weighting.decay(DECAY),
        Weighting.byAge(age -> 1.0 / age),
        Weighting.fixed(),
        Weighting.likelihoodRatio(pattern -> 1));
  }

  private Arrived arrive() {
    return new Arrived(random.nextInt(6), random.nextInt(1, 5));
  }

  private static Scores of(Weighting weighting, int window, List<Arrived> arrived) {
    return Scores.of(
        weighting,
        window,
        arrived.stream().mapToDouble(Arrived::score).toArray(),
        arrived.stream().mapToDouble(Arrived::own).toArray());
  }

  private static double weight(Weighting weighting, Arrived one, int age) {
    return switch (weighting.kind()) {
      case UNIFORM -> 1;
      case DECAY -> Math.pow(DECAY, age);
      case BY_AGE -> 1.0 / age;
      case FIXED, LIKELIHOOD_RATIO -> one.own();
    };
  }

  private static void assertHolds(Scores scores, Weighting weighting, List<Arrived> held) {
    int size = held.size();
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> held.get(i).score()))
            .mapToInt(i -> i)
            .toArray();
    double[] weights =
        Arrays.stream(order).mapToDouble(i -> weight(weighting, held.get(i), size - i)).toArray();
    double[] sorted = Arrays.stream(order).mapToDouble(i -> held.get(i).score()).toArray();
    assertThat(scores.size()).isEqualTo(size);
    double mass = 0;
    for (int i = 0; i < size; i++) {
      assertThat(scores.value(i)).isEqualTo(sorted[i]);
      assertThat(scores.massOf(i)).isCloseTo(mass, within(1e-12));
      mass += weights[i];
    }
    assertThat(scores.total()).isCloseTo(mass, within(1e-12));
    for (int value = 0; value <= 6; value++) {
      int bound = value;
      assertThat(scores.countBelow(value))
          .isEqualTo((int) held.stream().filter(one -> one.score() < bound).count());
    }
    if (size > 0) {
      PredictiveDistribution distribution = scores.distribution().around(0);
      assertThat(distribution.errors()).isEqualTo(sorted);
      assertThat(distribution.weights()).containsExactly(weights, within(1e-12));
    }
  }

  private static byte[] bytes(Scores scores) {
    BinaryWriter out = new BinaryWriter("scores", 1);
    scores.write(out);
    return out.toBytes();
  }

  private static Scores read(byte[] bytes, Weighting weighting, int window) {
    return Scores.read(new BinaryReader("scores", 1, bytes), weighting, window);
  }

  @ParameterizedTest
  @MethodSource("weightings")
  void they_hold_the_newest_with_their_weights_whichever_way_they_came(Weighting weighting) {
    for (int window : new int[] {1, 2, 7, 30, Integer.MAX_VALUE}) {
      for (int start : new int[] {0, 1, 9, 40}) {
        List<Arrived> held = new ArrayList<>(Stream.generate(this::arrive).limit(start).toList());
        Scores scores = of(weighting, window, held);
        while (held.size() > window) {
          held.remove(0);
        }
        assertHolds(scores, weighting, held);
        for (int step = 0; step < 20; step++) {
          Arrived next = arrive();
          held.add(next);
          scores = scores.with(next.score(), next.own());
          if (held.size() > window) {
            held.remove(0);
          }
          assertHolds(scores, weighting, held);
          byte[] saved = bytes(scores);
          assertThat(saved).isEqualTo(bytes(of(weighting, window, held)));
          Scores restored = read(saved, weighting, window);
          assertHolds(restored, weighting, held);
          if (step % 4 == 0) {
            scores = restored;
          }
        }
      }
    }
  }

  /** After some have come and gone, so that the numbers of those that are there begin above 0. */
  @Test
  void a_replay_begins_with_what_is_held_by_then() {
    for (Weighting weighting : List.of(Weighting.uniform(), Weighting.decay(DECAY))) {
      for (int window : new int[] {8, Integer.MAX_VALUE}) {
        List<Arrived> held = new ArrayList<>(Stream.generate(this::arrive).limit(5).toList());
        Scores scores = of(weighting, window, held);
        for (int step = 0; step < 20; step++) {
          Arrived next = arrive();
          held.add(next);
          scores = scores.with(next.score(), next.own());
        }
        double[] later = random.ints(15, 0, 6).asDoubleStream().toArray();
        Replay replay = scores.replay(later);
        for (double score : later) {
          List<Arrived> present = held.subList(Math.max(0, held.size() - window), held.size());
          Scores expected = of(weighting, window, present);
          assertThat(replay.size()).isEqualTo(present.size());
          for (double level : new double[] {0.03, 0.11, 0.2, 0.5, 0.81}) {
            assertThat(replay.upper(level, 1)).isEqualTo(expected.upper(level, 1));
            assertThat(replay.lower(level, 1)).isEqualTo(expected.lower(level, 1));
          }
          for (int i = 0; i < present.size(); i++) {
            double value = expected.value(i);
            int from = expected.countBelow(value);
            int to = expected.countAtMost(value);
            double below = expected.massOf(from);
            // Equal scores share their weight.
            double shared = below + (expected.massOf(to) - below) * (i + 1 - from) / (to - from);
            assertThat(replay.massOf(i + 1)).isCloseTo(shared, within(1e-9));
          }
          replay.add();
          held.add(new Arrived(score, 1));
        }
      }
    }
  }

  private static double[] values(Atoms atoms) {
    return IntStream.range(0, atoms.size()).mapToDouble(atoms::value).toArray();
  }

  /** By step; the band's are the largest over √1 and √2. */
  @ParameterizedTest
  @EnumSource
  void each_channel_holds_its_side_of_the_errors(Tails tails) {
    Settings settings =
        new Settings(
            tails,
            StepScales.ofRandomWalk(2),
            Weighting.uniform(),
            OnlineRule.none(),
            3,
            true,
            false,
            Double.POSITIVE_INFINITY,
            false);
    double[][] errors = {{3, -1, 2, -5}, {-2, 4, 9, 5}};
    ScoreSets all = ScoreSets.of(settings, errors, new double[] {1, 1, 1, 1});
    double[][] older = {{3, -1, 2}, {-2, 4, 9}};
    ScoreSets learned =
        ScoreSets.of(settings, older, new double[] {1, 1, 1})
            .with(new Outcome(0.1, new double[] {-5, 5}, 1, new boolean[3]));
    double root = Math.sqrt(2);
    double[][] signed = {{-5, -1, 2}, {4, 5, 9}};
    double[][] absolute = {{1, 2, 5}, {4, 5, 9}};
    double[] largest = {4 / root, 5, 9 / root};
    for (ScoreSets sets : List.of(all, learned)) {
      assertThat(sets.size()).isEqualTo(3);
      assertThat(sets.channels()).hasSize(tails == Tails.SYMMETRIC ? 3 : 5);
      for (Channel channel : sets.channels()) {
        double[] expected =
            switch (channel.part()) {
              case BAND -> largest;
              case BOTH_ENDS -> absolute[channel.step()];
              case UPPER_END, LOWER_END -> signed[channel.step()];
            };
        assertThat(values(sets.scores(channel))).containsExactly(expected, within(1e-12));
      }
    }
  }

  @Test
  void weights_without_a_finite_sum_are_refused_at_once() {
    double[] two = {1, 2};
    double[] huge = {1e308, 1e308};
    assertThatThrownBy(() -> Scores.of(Weighting.fixed(huge), Integer.MAX_VALUE, two, huge))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sum of the weights");
  }
}
