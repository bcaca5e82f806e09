package org.forecast4j.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WrapperBytesTest {
  private static final Shape SHAPE = new Shape(5, 3);
  private static final List<LabeledPattern> WALKS = Examples.randomWalks(400, SHAPE, 1);
  private static final List<LabeledPattern> CALIBRATION = WALKS.subList(150, 250);

  private static LinearForecaster linear() {
    return LinearForecaster.fit(WALKS.subList(0, 150), 1e-3);
  }

  private static Stream<ConformalWrapper> wrappers() {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(DejavuForecaster.builder(WALKS.subList(0, 150)).k(10).build(), linear()),
            0.5,
            0.5);
    return Stream.of(
        SplitConformal.calibrate(new Persistence(SHAPE), CALIBRATION),
        SplitConformal.calibrate(linear(), CALIBRATION),
        AdaptiveConformal.builder(linear())
            .online(OnlineRule.dtAci())
            .window(60)
            .calibrate(CALIBRATION),
        AdaptiveConformal.builder(ensemble).online(OnlineRule.dtAci()).calibrate(CALIBRATION));
  }

  private static ConformalWrapper learned(ConformalWrapper wrapper, int from, int to) {
    ConformalWrapper next = wrapper;
    for (LabeledPattern walk : WALKS.subList(from, to)) {
      next = next.observe(next.forecast(walk.pattern(), 0.9), walk.outcome());
    }
    return next;
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void a_wrapper_that_is_read_back_goes_on_to_the_bit(ConformalWrapper wrapper) {
    ConformalWrapper uninterrupted = learned(wrapper, 250, 320);
    ConformalWrapper read = WrapperBytes.fromBytes(WrapperBytes.toBytes(uninterrupted), SHAPE);
    for (double confidence : new double[] {0.5, 0.9}) {
      ConformalWrapper a = learned(uninterrupted, 320, 390);
      ConformalWrapper b = learned(read, 320, 390);
      for (LabeledPattern walk : WALKS.subList(390, 400)) {
        assertThat(b.forecast(walk.pattern(), confidence))
            .isEqualTo(a.forecast(walk.pattern(), confidence));
      }
      assertThat(WrapperBytes.toBytes(learned(read, 320, 390)))
          .isEqualTo(WrapperBytes.toBytes(learned(uninterrupted, 320, 390)));
    }
  }

  @Test
  void bytes_that_are_damaged_or_of_another_shape_are_refused() {
    byte[] bytes = WrapperBytes.toBytes(SplitConformal.calibrate(linear(), CALIBRATION));
    assertThatThrownBy(() -> WrapperBytes.fromBytes(bytes, new Shape(5, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its shape is 5→3; expected 5→4");
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> WrapperBytes.fromBytes(damaged, SHAPE))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> WrapperBytes.fromBytes(new byte[0], SHAPE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("truncated");
  }
}
