package org.forecast4j.lstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.forecast4j.Shape;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;
import org.junit.jupiter.api.Test;

class LstmWeightsTest {
  private static final LstmEncoding ENCODING =
      LstmEncoding.fit(
          Examples.randomWalks(50, new Shape(5, 2), 1),
          Map.of(Examples.DRIFT, Use.HEAD),
          0.1,
          0.5,
          0.9);
  private static final LstmWeights WEIGHTS = Networks.random(ENCODING, 2, 3, 4);

  @Test
  void its_portable_form_restores_it_to_the_bit() {
    LstmWeights restored = LstmWeights.fromBytes(WEIGHTS.toBytes());
    assertThat(restored).isEqualTo(WEIGHTS).hasSameHashCodeAs(WEIGHTS);
    assertThat(restored.toBytes()).isEqualTo(WEIGHTS.toBytes());
    assertThat(restored.encoding().quantiles()).containsExactly(0.1, 0.5, 0.9);
    assertThat(restored).isNotEqualTo(Networks.random(ENCODING, 2, 3, 5));
  }

  @Test
  void truncated_and_altered_files_are_refused() {
    byte[] bytes = WEIGHTS.toBytes();
    for (int length = 0; length < bytes.length; length += 7) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> LstmWeights.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("lstm file is damaged: ");
    }
    bytes[99] ^= 4;
    assertThatThrownBy(() -> LstmWeights.fromBytes(bytes))
        .hasMessageStartingWith("lstm file is damaged: truncated or altered: checksum");
  }

  @Test
  void whatever_stands_behind_a_right_checksum_is_read_or_refused() {
    byte[] original = WEIGHTS.toBytes();
    Random random = new Random(8);
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] altered = original.clone();
      for (int changes = 0; changes < 2; changes++) {
        altered[20 + random.nextInt(altered.length - 24)] = (byte) random.nextInt();
      }
      CRC32C checksum = new CRC32C();
      checksum.update(altered, 0, altered.length - 4);
      ByteBuffer.wrap(altered).putInt(altered.length - 4, (int) checksum.getValue());
      try {
        LstmWeights.fromBytes(altered);
      } catch (IllegalArgumentException expected) {
        assertThat(expected).hasMessageNotContaining("null");
        refused++;
      }
    }
    assertThat(refused).isBetween(500, 4_999);
  }

  @Test
  void lengths_that_do_not_fit_are_refused_with_both() {
    LstmWeights.Layer first = WEIGHTS.layers().get(0);
    LstmWeights.Layer second = WEIGHTS.layers().get(1);
    float[] head = WEIGHTS.headWeights();
    float[] bias = WEIGHTS.headBias();
    assertThatThrownBy(() -> new LstmWeights(ENCODING, List.of(), head, bias))
        .hasMessage("number of layers is 0; expected at least 1");
    assertThatThrownBy(() -> new LstmWeights(ENCODING, List.of(second, first), head, bias))
        .hasMessage("rows of input weights of layer 0 has length 3; expected 1");
    assertThatThrownBy(() -> new LstmWeights(ENCODING, List.of(first), new float[3], bias))
        .hasMessage("head weights has length 3; expected 24");
    assertThatThrownBy(() -> new LstmWeights(ENCODING, List.of(first), head, new float[2]))
        .hasMessage("head bias has length 2; expected 6");
    assertThatThrownBy(() -> new LstmWeights.Layer(new float[8], new float[16], new float[7]))
        .hasMessage("bias has length 7; expected a positive multiple of 4");
    assertThatThrownBy(() -> new LstmWeights.Layer(new float[8], new float[15], new float[8]))
        .hasMessage("recurrent weights has length 15; expected 16");
    assertThatThrownBy(() -> new LstmWeights.Layer(new float[9], new float[16], new float[8]))
        .hasMessage("input weights have length 9; expected a positive multiple of 8");
    float[] notANumber = {0, 0, Float.NaN, 0, 0, 0};
    assertThatThrownBy(() -> new LstmWeights(ENCODING, List.of(first), head, notANumber))
        .hasMessage("head bias[2] is NaN; expected a finite number");
  }

  @Test
  void its_arrays_cannot_be_changed_from_outside() {
    WEIGHTS.headBias()[0] = 99;
    WEIGHTS.layers().get(0).bias()[0] = 99;
    assertThat(WEIGHTS).isEqualTo(Networks.random(ENCODING, 2, 3, 4));
  }
}
