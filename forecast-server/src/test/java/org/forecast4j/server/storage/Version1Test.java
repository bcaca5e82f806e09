package org.forecast4j.server.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.forecast4j.server.storage.RecordFiles.Facts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they were before they had heads, byte by byte. */
class Version1Test {
  private static final int HEADER = 8;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("old");
  }

  /** Bytes that end with their check, behind their number and its complement. */
  private static byte[] record(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    CRC32C check = new CRC32C();
    check.update(bytes, 0, length - Integer.BYTES);
    ByteBuffer.wrap(bytes).putInt(length - Integer.BYTES, (int) check.getValue());
    return ByteBuffer.allocate(HEADER + length).putInt(length).putInt(~length).put(bytes).array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private Facts verify(byte[]... parts) throws IOException {
    Files.write(file, join(parts));
    return RecordFiles.verify(file);
  }

  private static Facts facts(int count, long bytes, long rest) {
    return new Facts("", 1, count, 0, rest, bytes, false);
  }

  @Test
  void records_of_16_bytes_to_a_mebibyte_are_read() throws IOException {
    int most = 1 << 20;
    assertThat(verify(record(16), record(most), record(100)))
        .isEqualTo(facts(3, 3 * HEADER + 16 + most + 100, 0));
    assertThat(verify()).isEqualTo(facts(0, 0, 0));
    assertThat(verify(record(15))).isEqualTo(facts(0, 0, HEADER + 15));
    assertThatThrownBy(() -> verify(record(most + 1), record(16)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged at byte 0, record 1 of the old format");
  }

  @Test
  void what_a_crash_can_leave_behind_the_last_record_is_a_rest() throws IOException {
    byte[] first = record(30);
    byte[] last = record(40);
    for (int length = 0; length < last.length; length++) {
      assertThat(verify(first, Arrays.copyOf(last, length)))
          .isEqualTo(facts(1, first.length, length));
    }
    last[last.length - 1] ^= 1;
    assertThat(verify(first, last)).isEqualTo(facts(1, first.length, last.length));
    byte[] longest = Arrays.copyOf(record(1 << 20), 100);
    assertThat(verify(first, longest)).isEqualTo(facts(1, first.length, 100));
    for (int zeros : new int[] {1, 7, 8, 8_191, 8_192, 8_193, 20_000}) {
      assertThat(verify(first, new byte[zeros])).isEqualTo(facts(1, first.length, zeros));
    }
  }

  @Test
  void damage_before_the_last_record_is_refused_saying_where_and_how() throws IOException {
    byte[] whole = record(30);
    String second = "is damaged at byte " + whole.length + ", record 2 of the old format: ";
    byte[] changed = whole.clone();
    changed[HEADER] ^= 1;
    assertRefused(second + "its bytes do not match their check", whole, changed, whole);
    changed = whole.clone();
    changed[3] ^= 1;
    assertRefused(second + "its length is 31, not what its complement", whole, changed, whole);
    byte[] negative = ByteBuffer.allocate(HEADER).putInt(-5).putInt(4).array();
    assertRefused(second + "its bytes do not match their check", whole, negative, whole);
    assertRefused(second + "its length is 1, not what", whole, new byte[] {0, 0, 0, 1, 2, 3, 4, 5});
    for (int zeros : new int[] {8, 9_000}) {
      assertRefused(second + "its length is 0, not what", whole, new byte[zeros], whole);
    }
    byte[] shorter = record(30);
    ByteBuffer.wrap(shorter).putInt(20).putInt(~20);
    assertRefused(second + "its bytes do not match their check", whole, shorter);
  }

  @Test
  void a_damaged_journal_is_told_from_a_file_of_another_kind_by_a_record_that_can_be_read()
      throws IOException {
    byte[] damaged = record(30);
    damaged[3] ^= 1;
    String first = "is damaged at byte 0, record 1 of the old format: its length is 31, not what";
    assertRefused(first, damaged, record(16));
    byte[] text = "Dear journal, nothing of note has happened today.".getBytes(US_ASCII);
    assertThatThrownBy(() -> verify(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a journal: it has no header of one");
    assertThatThrownBy(() -> verify(damaged)).hasMessageContaining("is not a journal");
    // Behind a whole record it is no other file, however little of it can be read.
    assertRefused("is damaged at byte 24, record 2 of the old format", record(16), text);
  }

  private void assertRefused(String message, byte[]... parts) {
    assertThatThrownBy(() -> verify(parts))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("journal salvage");
  }

  @Test
  void every_record_between_other_bytes_is_salvaged_and_those_bytes_are_named() throws IOException {
    byte[] first = record(30);
    byte[] second = record(16);
    byte[] noise = {1, 2, 3, 4, 5};
    byte[] third = record(20);
    Files.write(file, join(noise, first, noise, noise, second, third, noise));
    Path saved = folder.resolve("saved");
    Salvage salvage = Salvage.of(file, saved, Records.KIND);
    assertThat(salvage.saved()).isEqualTo(3);
    assertThat(salvage.losses())
        .containsExactly(
            "bytes 0 to 4 are no record; how many were acknowledged there is not known",
            "bytes 43 to 52 are no record; how many were acknowledged there is not known",
            "bytes 105 to 109 are no record; how many were acknowledged there is not known");
    assertThat(salvage.doubts()).isEmpty();
    assertThat(bytes(saved)).containsExactly(body(first), body(second), body(third));
  }

  @Test
  void it_is_taken_over_and_kept_beside() throws IOException {
    byte[] old = join(record(30), record(16), new byte[] {1, 2, 3});
    Files.write(file, old);
    try (RecordFile taken = RecordFile.openOrUpgrade(file, Records.KIND, () -> {})) {
      assertThat(taken.count()).isEqualTo(2);
    }
    assertThat(bytes(file)).containsExactly(body(record(30)), body(record(16)));
    assertThat(folder.resolve("old.v1")).hasBinaryContent(old);
    assertThat(folder).isDirectoryNotContaining("glob:**.next*");
  }

  @Test
  void an_earlier_one_that_was_kept_stays() throws IOException {
    Path first = Files.writeString(folder.resolve("old.v1"), "first");
    Path second = Files.writeString(folder.resolve("old.v1-2"), "second");
    byte[] old = record(30);
    Files.write(file, old);
    RecordFile.openOrUpgrade(file, Records.KIND, () -> {}).close();
    assertThat(first).hasContent("first");
    assertThat(second).hasContent("second");
    assertThat(folder.resolve("old.v1-3")).hasBinaryContent(old);
  }

  /** As a crash between the second name and the move leaves it. */
  @Test
  void one_that_has_its_second_name_already_gets_no_third() throws IOException {
    Files.write(file, record(30));
    Files.createLink(folder.resolve("old.v1"), file);
    RecordFile.openOrUpgrade(file, Records.KIND, () -> {}).close();
    assertThat(folder.resolve("old.v1")).hasBinaryContent(record(30));
    assertThat(folder.resolve("old.v1-2")).doesNotExist();
  }

  @Test
  void it_is_not_copied_since_nothing_says_how_many_records_it_has() throws IOException {
    Files.write(file, record(16));
    assertThatThrownBy(() -> RecordFiles.copy(file, folder.resolve("copy")))
        .hasMessageContaining("is of version 1, which has no head");
    assertThat(RecordFiles.hasBeenAt(file, new RecordFile.Position(0, 0, 0))).isFalse();
  }

  private static byte[] body(byte[] record) {
    return Arrays.copyOfRange(record, HEADER, record.length);
  }

  private static List<byte[]> bytes(Path path) throws IOException {
    List<byte[]> found = new ArrayList<>();
    try (RecordFile file = Records.open(path)) {
      file.read((sequence, bytes) -> found.add(bytes));
    }
    return found;
  }
}
