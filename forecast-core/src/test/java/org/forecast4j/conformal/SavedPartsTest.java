package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.bundle.codec.ForecasterFile;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.linear.LinearForecaster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a saved wrapper is made of, where its checksum is right and what it holds is not. */
class SavedPartsTest {
  private static BinaryReader reader(int version, Consumer<BinaryWriter> content) {
    BinaryWriter out = new BinaryWriter("part", version);
    content.accept(out);
    return new BinaryReader("part", version, out.toBytes());
  }

  private static void assertRefused(ThrowingCallable reading, String message) {
    assertThatThrownBy(reading)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** The same file with a byte more, and a checksum that is right. */
  private static byte[] longer(byte[] file) {
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    CRC32C checksum = new CRC32C();
    checksum.update(longer, 0, file.length - 3);
    ByteBuffer.wrap(longer).putInt(file.length - 3, (int) checksum.getValue());
    return longer;
  }

  @Test
  void a_wrapper_that_goes_on_after_its_end_is_refused() {
    Persistence persistence = new Persistence(new Shape(1, 1));
    List<LabeledPattern> examples =
        Collections.nCopies(4, LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0), 1));
    String message = "file is damaged: 1 bytes are left over; expected none";

    SplitConformal split = SplitConformal.calibrate(persistence, examples);
    assertRefused(() -> SplitConformal.fromBytes(persistence, longer(split.toBytes())), message);

    CrossConformal cross = CrossConformal.fit(some -> LinearForecaster.fit(some, 1), examples, 2);
    assertRefused(() -> CrossConformal.fromBytes(persistence, longer(cross.toBytes())), message);

    ConditionalQuantiles quantiles = (pattern, forecast, p) -> new double[] {p};
    QuantileConformal quantile = QuantileConformal.calibrate(persistence, quantiles, examples);
    assertRefused(
        () -> QuantileConformal.restore(persistence, quantiles, longer(quantile.toBytes())),
        message);
    byte[] first =
        new BinaryWriter("quantile-conformal", 1)
            .putDoubles(new double[] {1})
            .putInt(1)
            .putDoubles(new double[] {0})
            .putInt(0)
            .putDoubles(new double[] {1})
            .toBytes();
    assertRefused(() -> QuantileConformal.restore(persistence, quantiles, longer(first)), message);

    AdaptiveConformal adaptive = AdaptiveConformal.builder(persistence).calibrate(examples);
    assertRefused(
        () -> AdaptiveConformal.fromBytes(persistence, longer(adaptive.toBytes())), message);
    assertRefused(() -> adaptive.withHeldLevels(longer(adaptive.heldLevels())), message);
  }

  @Test
  void folds_have_as_many_examples_as_there_are_errors() {
    Persistence persistence = new Persistence(new Shape(1, 1));
    LinearForecaster fold =
        LinearForecaster.fit(List.of(LabeledPattern.of("e", LocalDate.EPOCH, Pattern.of(0), 1)), 1);
    BinaryWriter out = new BinaryWriter("cross-conformal", 1).putEnum(Tails.EQUAL);
    out.putDoubles(new double[] {1}).putDoubles(new double[] {1, 2, 3}).putInt(2);
    for (int i = 0; i < 2; i++) {
      out.putInt(1).putString(ForecasterFile.kind(fold)).putBytes(ForecasterFile.toBytes(fold));
    }
    assertRefused(
        () -> CrossConformal.fromBytes(persistence, out.toBytes()),
        "all folds has length 2; expected 3");
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(OnlineRule.none(), length -> length == 0),
        rule(OnlineRule.aci(0.02), length -> length == 1),
        rule(OnlineRule.dtAci(50, 0.1, 0.2, 0.3), length -> length == 6),
        rule(OnlineRule.dtAciWithEta(0.5, 50, 0.1, 0.2), length -> length == 4),
        rule(OnlineRule.agAci(0.1, 0.2), length -> length == 14),
        rule(OnlineRule.pid(0.1, 0.2, 0.3, true), List.of(0, 3, 4)::contains),
        rule(OnlineRule.pid(0.1, 0.2, 0.3, false), List.of(0, 3, 4)::contains),
        rule(
            OnlineRule.publishedPid(0.1, 0.2, 0.3, 7),
            length -> length == 0 || (length >= 5 && length <= 10)),
        rule(OnlineRule.sfOgd(), List.of(0, 3)::contains),
        rule(OnlineRule.sfOgd(2.5), List.of(0, 3)::contains),
        rule(OnlineRule.saocp(4), List.of(0, 7, 12, 17)::contains),
        rule(OnlineRule.saocp(4, 2.5), List.of(0, 7, 12, 17)::contains));
  }

  private static Arguments rule(OnlineRule rule, IntPredicate lengths) {
    return Arguments.of(rule, lengths);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_rule_comes_back_with_its_numbers_and_takes_states_of_its_lengths(
      OnlineRule rule, IntPredicate lengths) {
    BinaryReader in = reader(1, out -> out.putString(rule.id()).putDoubles(rule.parameters()));
    OnlineRule read = OnlineRule.read(in);
    assertThat(read).isEqualTo(rule).hasSameClassAs(rule).hasSameHashCodeAs(rule);
    for (int length = 0; length < 20; length++) {
      double[] state = new double[length];
      if (lengths.test(length)) {
        assertThat(read.checkedState(in, state)).isSameAs(state);
      } else {
        assertRefused(
            () -> read.checkedState(in, state),
            "part file is damaged: state of " + rule + " has length " + length);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void a_state_holds_no_nan_but_may_be_infinite(OnlineRule rule, IntPredicate lengths) {
    BinaryReader in = reader(1, out -> {});
    int longest = IntStream.range(0, 20).filter(lengths).max().orElseThrow();
    double[] state = new double[longest];
    Arrays.fill(state, Double.NEGATIVE_INFINITY);
    assertThat(rule.checkedState(in, state)).isSameAs(state);
    if (longest > 0) {
      state[longest - 1] = Double.NaN;
      assertRefused(() -> rule.checkedState(in, state), "state of " + rule + " holds NaN");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "none, 1, 0",
    "aci, 0, 1",
    "aci, 2, 1",
    "pid, 3, 4",
    "pid, 5, 4",
    "pid-published, 3, 4",
    "sf-ogd, 2, 1",
    "saocp, 0, 1",
    "saocp, 3, 2",
    "dtaci, 0, 1",
    "dtaci-eta, 0, 2",
    "dtaci-eta, 1, 2"
  })
  void a_rule_has_as_many_numbers_as_it_needs(String id, int count, int expected) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    assertRefused(
        () -> OnlineRule.read(reader(1, out -> out.putString(id).putDoubles(ones))),
        "parameters of " + id + " has length " + count + "; expected " + expected);
  }

  @Test
  void an_unknown_rule_is_named() {
    assertRefused(
        () -> OnlineRule.read(reader(1, out -> out.putString("guess").putDoubles(new double[0]))),
        "part file is damaged: online rule is 'guess'");
  }

  private static Scores scores(
      Weighting weighting, int window, double[] values, int[] arrivals, double[] own) {
    return Scores.read(
        reader(1, out -> out.putDoubles(values).putInts(arrivals).putDoubles(own)),
        weighting,
        window);
  }

  @Test
  void scores_ascend_and_may_be_equal() {
    int[] noArrivals = {};
    double[] noWeights = {};
    Weighting uniform = Weighting.uniform();
    int all = Integer.MAX_VALUE;
    Scores read = scores(uniform, all, new double[] {1, 2, 2, 5}, noArrivals, noWeights);
    assertThat(read.size()).isEqualTo(4);
    assertThat(read.value(3)).isEqualTo(5);
    assertRefused(
        () -> scores(uniform, all, new double[] {1, 2, 1.5}, noArrivals, noWeights),
        "score 2 is 1.5; expected ascending scores");
    assertRefused(
        () -> scores(uniform, all, new double[] {1, Double.NaN}, noArrivals, noWeights),
        "scores[1] is NaN");
    assertRefused(
        () -> scores(uniform, all, new double[] {1, 2}, new int[] {0, 1}, noWeights),
        "arrivals has length 2; expected 0");
    assertRefused(
        () -> scores(uniform, all, new double[] {1, 2}, noArrivals, new double[] {1, 1}),
        "weights has length 2; expected 0");
  }

  @Test
  void scores_of_a_window_or_an_age_say_when_each_came() {
    double[] values = {1, 2, 3};
    double[] noWeights = {};
    for (Weighting weighting : List.of(Weighting.uniform(), Weighting.decay(0.5))) {
      Scores read = scores(weighting, 3, values, new int[] {2, 0, 1}, noWeights);
      // The oldest, 2, makes room.
      Scores next = read.with(9, 1);
      assertThat(IntStream.range(0, 3).mapToDouble(next::value).toArray()).containsExactly(1, 3, 9);
      assertRefused(
          () -> scores(weighting, 3, values, new int[] {0, 1}, noWeights),
          "arrivals has length 2; expected 3");
      assertRefused(
          () -> scores(weighting, 3, values, new int[] {0, 3, 1}, noWeights),
          "arrival of score 1 is 3; expected each from 0 to 2 once");
      assertRefused(
          () -> scores(weighting, 3, values, new int[] {-1, 0, 1}, noWeights),
          "arrival of score 0 is -1; expected each from 0 to 2 once");
      assertRefused(
          () -> scores(weighting, 3, values, new int[] {2, 0, 2}, noWeights),
          "arrival of score 2 is 2; expected each from 0 to 2 once");
    }
  }

  @Test
  void scores_with_weights_of_their_own_have_each_one_that_is_not_negative() {
    double[] values = {1, 2};
    int[] arrivals = {0, 1};
    Scores read =
        scores(Weighting.fixed(), Integer.MAX_VALUE, values, arrivals, new double[] {0, 3});
    assertThat(read.massOf(1)).isZero();
    assertThat(read.massOf(2)).isEqualTo(3);
    assertRefused(
        () -> scores(Weighting.fixed(), Integer.MAX_VALUE, values, arrivals, new double[] {1, -1}),
        "weight is -1.0");
    assertRefused(
        () -> scores(Weighting.fixed(), Integer.MAX_VALUE, values, arrivals, new double[] {1}),
        "weights has length 1; expected 2");
  }

  @Test
  void every_step_and_the_band_have_as_many_scores() {
    double[] two = {1, 2};
    double[] three = {1, 2, 3};
    Settings symmetric = Settings.plain(Tails.SYMMETRIC, StepScales.ofRandomWalk(1));
    Settings equal = Settings.plain(Tails.EQUAL, StepScales.ofRandomWalk(1));
    assertThat(sets(symmetric, two, two, two).size()).isEqualTo(2);
    assertThat(sets(equal, three, three).size()).isEqualTo(3);
    assertRefused(
        () -> sets(symmetric, two, three, three), "scores of step 0 has length 2; expected 3");
    assertRefused(
        () -> sets(symmetric, three, two, three),
        "absolute scores of step 0 has length 2; expected 3");
    assertRefused(() -> sets(equal, two, three), "scores of step 0 has length 2; expected 3");
  }

  private static ScoreSets sets(Settings settings, double[]... scores) {
    return ScoreSets.read(
        reader(
            1,
            out -> {
              for (double[] each : scores) {
                out.putDoubles(each).putInts(new int[0]).putDoubles(new double[0]);
              }
            }),
        settings);
  }

  @Test
  void an_outcome_says_of_every_channel_whether_it_was_missed() {
    BinaryWriter out = new BinaryWriter("part", 1);
    new Outcome(0.1, new double[] {3, -4}, 2, new boolean[] {true, false, true}).write(out);
    Outcome read = Outcome.read(new BinaryReader("part", 1, out.toBytes()), 2, 3);
    assertThat(read.level()).isEqualTo(0.1);
    assertThat(read.errors()).containsExactly(3, -4);
    assertThat(read.weight()).isEqualTo(2);
    assertThat(read.missed()).containsExactly(true, false, true);
    assertRefused(
        () -> Outcome.read(new BinaryReader("part", 1, out.toBytes()), 2, 4),
        "misses has length 3; expected 4");
  }

  private static Settings settings(
      int version, int window, int learns, int bounded, double cap, int whole) {
    return Settings.read(
        reader(
            version,
            out -> {
              out.putEnum(Tails.EQUAL).putDoubles(new double[] {1, 2});
              out.putEnum(Weighting.Kind.DECAY).putDouble(0.5);
              out.putString("aci").putDoubles(new double[] {0.1});
              out.putInt(window).putInt(learns).putInt(bounded).putDouble(cap).putInt(whole);
            }),
        2,
        Weighting.uniform());
  }

  @Test
  void settings_come_back_and_say_which_of_them_cannot_be() {
    Settings read = settings(2, 7, 1, 0, Double.POSITIVE_INFINITY, 1);
    assertThat(read.tails()).isEqualTo(Tails.EQUAL);
    assertThat(read.stepScales().of(1)).isEqualTo(2);
    assertThat(read.weighting().kind()).isEqualTo(Weighting.Kind.DECAY);
    assertThat(read.weighting().rho()).isEqualTo(0.5);
    assertThat(read.rule()).isEqualTo(OnlineRule.aci(0.1));
    assertThat(read.window()).isEqualTo(7);
    assertThat(read.learnsScores()).isTrue();
    assertThat(read.bounded()).isFalse();
    assertThat(read.cap()).isInfinite();
    assertThat(read.wholeNumbers()).isTrue();
    // Version 1 did not know of whole numbers.
    assertThat(settings(1, 7, 0, 1, 3, 1).wholeNumbers()).isFalse();
    assertThat(settings(1, 7, 0, 1, 3, 1).bounded()).isTrue();
    assertThat(settings(2, 7, 0, 1, 3, 0).learnsScores()).isFalse();
    assertRefused(() -> settings(2, 0, 0, 0, 1, 0), "window is 0");
    assertRefused(() -> settings(2, 1, 2, 0, 1, 0), "whether scores are learned is 2");
    assertRefused(() -> settings(2, 1, 0, 2, 1, 0), "whether it is bounded is 2");
    assertRefused(() -> settings(2, 1, 0, 0, 0, 0), "cap is 0.0; expected more than 0");
    assertRefused(() -> settings(2, 1, 0, 0, Double.NaN, 0), "cap is NaN; expected more than 0");
    assertRefused(() -> settings(2, 1, 0, 0, 1, 2), "whole numbers is 2");
  }
}
