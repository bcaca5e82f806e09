package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose checks are right, but which are another kind of file, or of another version. */
class FormatTest {
  private static final int VERSION_AT = 4;
  private static final int FIRST_RECORD = Format.FILE_HEADER;

  @TempDir Path folder;

  /** With an int changed, and the check made right again. */
  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    ByteBuffer out = ByteBuffer.wrap(changed).putInt(at, value);
    CRC32C crc = new CRC32C();
    crc.update(changed, 0, changed.length - Integer.BYTES);
    out.putInt(changed.length - Integer.BYTES, (int) crc.getValue());
    return changed;
  }

  @Test
  void a_header_of_another_kind_of_file_or_version_is_refused_though_its_check_is_right() {
    byte[] header = Format.Header.of(7, "test").toBytes();
    assertThat(Format.Header.fromBytes(header)).isEqualTo(Format.Header.of(7, "test"));
    assertThatThrownBy(() -> Format.Header.fromBytes(with(header, 0, 0x0102_0304)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its magic is 01020304; expected 46344a52");
    assertThatThrownBy(() -> Format.Header.fromBytes(with(header, VERSION_AT, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its version is 3; this server knows 2");
    byte[] damaged = header.clone();
    damaged[9] ^= 1;
    assertThatThrownBy(() -> Format.Header.fromBytes(damaged))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its check is");
  }

  @Test
  void a_head_of_another_kind_of_file_or_version_is_refused_though_its_check_is_right() {
    byte[] head = new Format.Head(7, 5, 3, 99, 11).toBytes();
    assertThat(Format.Head.fromBytes(head)).isEqualTo(new Format.Head(7, 5, 3, 99, 11));
    assertThatThrownBy(() -> Format.Head.fromBytes(with(head, 0, Format.MAGIC)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its magic is 46344a52; expected 46344a48");
    assertThatThrownBy(() -> Format.Head.fromBytes(with(head, VERSION_AT, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its version is 1; this server knows 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Test", "test1", "te st", "abcdefghijklmnopq"})
  void a_kind_that_no_header_can_hold_is_refused(String kind) {
    assertThatThrownBy(() -> Format.Header.of(7, kind))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("its kind is '" + kind + "'; expected [a-z]{1,16}");
    assertThat(Format.Header.fromBytes(Format.Header.of(7, "abcdefghijklmnop").toBytes()).kind())
        .isEqualTo("abcdefghijklmnop");
  }

  @Test
  void why_there_is_no_record_is_said_with_what_was_found_and_expected() throws Exception {
    byte[] record = {1, 2, 3, 4, 5};
    byte[] records = Format.records(List.of(record), 1, 0);
    byte[] whole = new byte[FIRST_RECORD + records.length];
    System.arraycopy(records, 0, whole, FIRST_RECORD, records.length);
    assertThat(flaw(whole)).isEmpty();
    assertThat(flaw(Arrays.copyOf(whole, FIRST_RECORD + 19)))
        .isEqualTo("it has 19 bytes; its header alone has 20");
    assertThat(flaw(Arrays.copyOf(whole, FIRST_RECORD + 20)))
        .isEqualTo("its length is 5; 0 bytes are there");
    assertThat(flaw(Arrays.copyOf(whole, whole.length - 1)))
        .isEqualTo("its length is 5; 4 bytes are there");
    for (int length : new int[] {0, -1, Format.MAX_BYTES + 1}) {
      byte[] wrong = whole.clone();
      ByteBuffer.wrap(wrong).putInt(FIRST_RECORD, length);
      assertThat(flaw(wrong)).isEqualTo("its length is " + length + "; expected 1 to 1048576");
    }
    byte[] damaged = whole.clone();
    damaged[whole.length - 1] ^= 1;
    assertThat(flaw(damaged)).matches("its check is [0-9a-f]{8}; its bytes have [0-9a-f]{8}");
  }

  private String flaw(byte[] bytes) throws Exception {
    Path path = Files.write(folder.resolve("records"), bytes);
    try (Blocks file = Blocks.open(path, true)) {
      RecordReader reader = new RecordReader(file);
      RecordReader.Found found = reader.at(FIRST_RECORD);
      assertThat(found == null).isNotEqualTo(reader.flaw().isEmpty());
      return reader.flaw();
    }
  }
}
