package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.storage.Records.edges;
import static org.forecast4j.server.storage.Records.head;
import static org.forecast4j.server.storage.Records.read;
import static org.forecast4j.server.storage.Records.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to damage a small file: none is taken for what was acknowledged. */
class RecordFileDamageTest {
  private static final int COUNT = 5;
  private static final List<Integer> EDGES = edges(COUNT);
  private static final int[] FLIPS = {0x01, 0x10, 0x80, 0xff};

  @TempDir Path folder;
  private Path file;
  private byte[] whole;
  private byte[] wholeHead;

  @BeforeEach
  void write() throws IOException {
    file = Records.write(folder.resolve("a"), COUNT);
    whole = Files.readAllBytes(file);
    wholeHead = Files.readAllBytes(head(file));
  }

  private void put(byte[] bytes, byte[] headBytes) throws IOException {
    Files.write(file, bytes);
    Files.write(head(file), headBytes);
  }

  /** Refused, and nothing changed. */
  private String refusal(byte[] bytes) throws IOException {
    put(bytes, wholeHead);
    try {
      List<String> found = read(file);
      throw new AssertionError("read as " + found);
    } catch (IOException e) {
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
      assertThat(Files.readAllBytes(head(file))).isEqualTo(wholeHead);
      assertThat(e).hasMessageContaining(file.toString());
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void a_copy_of_the_last_record_behind_it_is_dropped() throws IOException {
    put(join(whole, record(COUNT)), wholeHead);
    assertThat(read(file)).isEqualTo(texts(1, COUNT));
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private byte[] part(int from, int to) {
    return Arrays.copyOfRange(whole, from, to);
  }

  private byte[] record(int number) {
    return part(EDGES.get(number - 1), EDGES.get(number));
  }

  @Test
  void any_changed_byte_is_refused_naming_its_record() throws IOException {
    for (int flip : FLIPS) {
      for (int at = 0; at < whole.length; at++) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) flip;
        String why = refusal(changed);
        int number = recordAt(at);
        assertThat(why).as("byte %s", at).contains(number == 0 ? "at byte 0" : place(number));
      }
    }
  }

  @Test
  void what_is_wrong_with_a_record_is_said() throws IOException {
    int from = EDGES.get(1);
    byte[] changed = whole.clone();
    Arrays.fill(changed, from, from + 4, (byte) 0);
    assertThat(refusal(changed)).contains(place(2) + " its length is 0; expected 1 to 1048576;");
    changed = whole.clone();
    changed[from + 2] = 1;
    int left = whole.length - from - Format.RECORD_HEADER;
    int length = 256 + EDGES.get(2) - from - Format.RECORD_HEADER;
    assertThat(refusal(changed))
        .contains(place(2) + " its length is " + length + "; " + left + " bytes are there;");
    changed = whole.clone();
    changed[EDGES.get(2) - 1] ^= 1;
    assertThat(refusal(changed))
        .containsPattern(
            "record 2: its check is [0-9a-f]{8}; its bytes have [0-9a-f]{8}; records 1 to 1 are"
                + " whole, of 2 to 5, all acknowledged,");
    changed = whole.clone();
    changed[EDGES.get(0) + 1] ^= 1;
    assertThat(refusal(changed)).contains("; no record stands before it, of 1 to 5, all");
  }

  private static int recordAt(int at) {
    int number = 0;
    while (number < COUNT && EDGES.get(number) <= at) {
      number++;
    }
    return number;
  }

  private static String place(int number) {
    return "at byte " + EDGES.get(number - 1) + ", record " + number + ":";
  }

  @Test
  void any_shorter_file_is_refused_also_one_that_ends_at_the_edge_of_a_record() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      String why = refusal(Arrays.copyOf(whole, length));
      int number = recordAt(length);
      if (number > 0) {
        assertThat(why)
            .contains(
                place(number),
                "ends at byte " + length + "; its head says " + whole.length,
                number < COUNT
                    ? "of " + number + " to 5, all acknowledged"
                    : "of this one, acknowledged");
      }
    }
  }

  @Test
  void zeros_in_the_place_of_anything_are_refused() throws IOException {
    for (int from = 0; from < whole.length; from++) {
      for (int length : new int[] {1, 20, 4096}) {
        byte[] changed = whole.clone();
        Arrays.fill(changed, from, Math.min(whole.length, from + length), (byte) 0);
        if (!Arrays.equals(changed, whole)) {
          assertThat(refusal(changed)).contains("damaged at byte");
        }
      }
    }
  }

  @Test
  void a_record_that_is_missing_repeated_or_in_another_place_is_refused() throws IOException {
    for (int one = 1; one <= COUNT; one++) {
      byte[] before = part(0, EDGES.get(one - 1));
      byte[] behind = part(EDGES.get(one), whole.length);
      refusal(join(before, behind));
      if (one < COUNT) {
        assertThat(refusal(join(before, record(one), record(one), behind)))
            .contains("record " + (one + 1) + ":", "record " + one + " stands in its place");
      }
      for (int other = one + 1; other <= COUNT; other++) {
        byte[] between = part(EDGES.get(one), EDGES.get(other - 1));
        byte[] rest = part(EDGES.get(other), whole.length);
        assertThat(refusal(join(before, record(other), between, record(one), rest)))
            .contains(place(one), "record " + other + " stands in its place");
      }
    }
  }

  @Test
  void a_record_of_another_file_is_refused() throws IOException {
    byte[] other = Files.readAllBytes(Records.write(folder.resolve("b"), COUNT));
    for (int number = 1; number <= COUNT; number++) {
      byte[] changed = whole.clone();
      int from = EDGES.get(number - 1);
      System.arraycopy(other, from, changed, from, EDGES.get(number) - from);
      assertThat(refusal(changed)).contains("it follows another record " + (number - 1));
    }
  }

  @Test
  void a_changed_head_loses_nothing_in_silence() throws IOException {
    int refused = 0;
    for (int flip : FLIPS) {
      for (int at = 0; at < wholeHead.length; at++) {
        byte[] changed = wholeHead.clone();
        changed[at] ^= (byte) flip;
        put(whole, changed);
        assertThat(read(file)).as("byte %s of the head", at).isEqualTo(texts(1, COUNT));
        changed[4096 + at % Format.HEAD] ^= 1;
        changed[at % Format.HEAD] ^= 1;
        put(whole, changed);
        if (at < Format.HEAD && flip != 1) {
          assertThatThrownBy(() -> read(file)).hasMessageContaining("neither of its two heads");
          refused++;
        }
      }
    }
    assertThat(refused).isEqualTo(3 * Format.HEAD);
  }

  @Test
  void a_head_that_is_cut_is_refused_or_loses_nothing() throws IOException {
    for (int length = 0; length < wholeHead.length; length++) {
      put(whole, Arrays.copyOf(wholeHead, length));
      if (length < Format.HEAD) {
        assertThatThrownBy(() -> read(file)).hasMessageContaining("neither of its two heads");
      } else {
        assertThat(read(file)).isEqualTo(texts(1, COUNT));
      }
    }
  }

  @Test
  void behind_a_damaged_head_a_torn_record_is_refused_since_it_may_have_been_acknowledged()
      throws IOException {
    byte[] torn = Arrays.copyOf(whole, whole.length - 1);
    List<Boolean> refused = new ArrayList<>();
    for (int place : new int[] {0, 4096}) {
      byte[] changed = wholeHead.clone();
      changed[place] ^= 1;
      put(torn, changed);
      assertThatThrownBy(() -> read(file)).hasMessageContaining("damaged at byte");
      refused.add(Arrays.equals(Files.readAllBytes(file), torn));
    }
    assertThat(refused).containsExactly(true, true);
  }

  @Test
  void a_file_or_head_that_is_missing_or_of_another_file_is_refused() throws IOException {
    Path other = Records.write(folder.resolve("b"), COUNT);
    Files.write(head(file), Files.readAllBytes(head(other)));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("belongs to another file");
    Files.delete(head(file));
    assertThatThrownBy(() -> read(file)).hasMessageContaining("is missing, so which records");
    Files.write(head(file), wholeHead);
    Files.delete(file);
    assertThatThrownBy(() -> read(file)).hasMessageContaining("says that it was there");
    assertThat(file).doesNotExist();
  }

  @Test
  void an_older_copy_of_the_file_alone_is_refused() throws IOException {
    byte[] older = part(0, EDGES.get(3));
    assertThat(refusal(older)).contains(place(4));
    put(whole, wholeHead);
    try (RecordFile open = Records.open(file)) {
      Records.append(open, "later");
    }
    assertThatThrownBy(
            () -> {
              Files.write(file, whole);
              read(file);
            })
        .hasMessageContaining("record 6");
  }

  @Test
  void another_kind_and_a_newer_version_are_refused() throws IOException {
    assertThatThrownBy(() -> RecordFile.open(file, "ticks", () -> {}))
        .hasMessageContaining("holds 'test'; expected 'ticks'");
    byte[] newer = whole.clone();
    newer[7] = 9;
    assertThat(refusal(newer)).contains("version is 9; this server knows 2");
  }
}
