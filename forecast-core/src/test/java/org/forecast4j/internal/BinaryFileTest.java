package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BinaryFileTest {
  private static final byte[] FILE =
      new BinaryWriter("sample", 2)
          .putInt(-5)
          .putLong(1L << 40)
          .putDouble(-0.0)
          .putString("naïve")
          .putInts(new int[] {1, Integer.MIN_VALUE})
          .putFloats(new float[] {1.5f, Float.NEGATIVE_INFINITY})
          .putDoubles(new double[] {0.1, -0.0, Double.MAX_VALUE})
          .toBytes();

  @Test
  void everything_written_is_read_again_to_the_bit() {
    BinaryReader in = new BinaryReader("sample", 3, FILE);
    assertThat(in.version()).isEqualTo(2);
    assertThat(in.getInt()).isEqualTo(-5);
    assertThat(in.getLong()).isEqualTo(1L << 40);
    assertThat(Double.doubleToRawLongBits(in.getDouble())).isEqualTo(Long.MIN_VALUE);
    assertThat(in.getString()).isEqualTo("naïve");
    assertThat(in.getInts()).containsExactly(1, Integer.MIN_VALUE);
    assertThat(in.getFloats()).containsExactly(1.5f, Float.NEGATIVE_INFINITY);
    assertThat(in.getDoubles()).containsExactly(0.1, -0.0, Double.MAX_VALUE);
    in.end();
  }

  @Test
  void whole_numbers_take_one_or_two_bytes_each() {
    double[] small = {-128, 0, 127};
    double[] medium = {-129, 0, 3};
    double[] halves = {0.5, 2};
    double[] negativeZero = {-0.0, 2};
    assertThat(sizeOf(small)).isEqualTo(3);
    assertThat(sizeOf(medium)).isEqualTo(6);
    assertThat(sizeOf(halves)).isEqualTo(8);
    assertThat(sizeOf(negativeZero)).isEqualTo(8);
    for (double[] values : new double[][] {small, medium, halves, negativeZero}) {
      byte[] file = new BinaryWriter("a", 1).putDoubles(values).toBytes();
      assertThat(new BinaryReader("a", 1, file).getDoubles()).isEqualTo(values);
    }
  }

  private static int sizeOf(double[] values) {
    int empty = new BinaryWriter("a", 1).putDoubles(new double[0]).toBytes().length;
    return new BinaryWriter("a", 1).putDoubles(values).toBytes().length - empty;
  }

  @Test
  void every_truncation_and_every_flipped_bit_is_refused() {
    for (int length = 0; length < FILE.length; length++) {
      byte[] cut = Arrays.copyOf(FILE, length);
      assertThatThrownBy(() -> new BinaryReader("sample", 2, cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("sample file is damaged: ");
    }
    for (int bit = 0; bit < FILE.length * 8; bit++) {
      byte[] altered = FILE.clone();
      altered[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThatThrownBy(() -> new BinaryReader("sample", 2, altered))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void another_kind_or_a_newer_version_is_refused_by_name() {
    assertThatThrownBy(() -> new BinaryReader("other", 2, FILE))
        .hasMessage("other file is damaged: of kind 'sample'; expected 'other'");
    assertThatThrownBy(() -> new BinaryReader("sample", 1, FILE))
        .hasMessage("sample file is damaged: of version 2; expected 1 to 1");
  }

  @Test
  void a_length_that_is_not_there_is_refused_before_it_is_allocated() {
    byte[] file = new BinaryWriter("a", 1).putInt(Integer.MAX_VALUE).putInt(4).toBytes();
    assertThatThrownBy(() -> new BinaryReader("a", 1, file).getInts())
        .hasMessage("a file is damaged: array length is 2147483647; expected 0 to 1, what is left");
    byte[] negative = new BinaryWriter("a", 1).putInt(-1).toBytes();
    assertThatThrownBy(() -> new BinaryReader("a", 1, negative).getBytes())
        .hasMessageContaining("array length is -1");
  }

  @Test
  void random_bytes_behind_a_right_checksum_never_cause_anything_but_a_refusal() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] file = Arrays.copyOf(FILE, 16 + random.nextInt(FILE.length));
      for (int flips = 0; flips < 3; flips++) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      CRC32C checksum = new CRC32C();
      checksum.update(file, 0, file.length - 4);
      ByteBuffer.wrap(file).putInt(file.length - 4, (int) checksum.getValue());
      try {
        BinaryReader in = new BinaryReader("sample", 2, file);
        in.getInt();
        in.getLong();
        in.getDouble();
        in.getString();
        in.getInts();
        in.getFloats();
        in.getDoubles();
        in.end();
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageStartingWith("sample file is damaged: ");
      }
    }
  }

  @Test
  void the_sign_for_broken_text_is_text_and_broken_text_is_refused() {
    byte[] sign = new BinaryWriter("kind", 1).putString("a\uFFFDb").toBytes();
    assertThat(new BinaryReader("kind", 1, sign).getString()).isEqualTo("a\uFFFDb");
    byte[] broken = new BinaryWriter("kind", 1).putBytes(new byte[] {'a', (byte) 0xC3}).toBytes();
    assertThatThrownBy(() -> new BinaryReader("kind", 1, broken).getString())
        .hasMessage("kind file is damaged: text is not UTF-8");
  }

  @Test
  void what_nobody_reads_is_refused() {
    byte[] file = new BinaryWriter("a", 1).putInt(1).toBytes();
    assertThatThrownBy(() -> new BinaryReader("a", 1, file).end())
        .hasMessageContaining("4 bytes are left over");
  }
}
