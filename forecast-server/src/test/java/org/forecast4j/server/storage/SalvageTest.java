package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.storage.Records.bytes;
import static org.forecast4j.server.storage.Records.edges;
import static org.forecast4j.server.storage.Records.head;
import static org.forecast4j.server.storage.Records.readUnforced;
import static org.forecast4j.server.storage.Records.text;
import static org.forecast4j.server.storage.Records.texts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalvageTest {
  private static final int COUNT = 6;
  private static final List<Integer> EDGES = edges(COUNT);

  @TempDir Path folder;
  private Path file;
  private Path saved;
  private byte[] whole;

  @BeforeEach
  void write() throws IOException {
    file = Records.write(folder.resolve("a"), COUNT);
    whole = Files.readAllBytes(file);
    saved = folder.resolve("saved");
  }

  private Salvage salvage(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Files.deleteIfExists(saved);
    Files.deleteIfExists(head(saved));
    Salvage salvage = Salvage.of(file, saved, "other");
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    return salvage;
  }

  /** The records of a file are parts of it, in an order of their own. */
  private byte[] records(byte[] from, Integer... numbers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(whole, 0, EDGES.get(0));
    for (int number : numbers) {
      int at = EDGES.get(number - 1);
      out.write(from, at, EDGES.get(number) - at);
    }
    return out.toByteArray();
  }

  private static List<String> textsBut(Integer... lost) {
    List<String> texts = new ArrayList<>(texts(1, COUNT));
    for (int number : lost) {
      texts.remove(text(number));
    }
    return texts;
  }

  @Test
  void of_a_whole_file_everything_is_saved() throws IOException {
    Salvage salvage = salvage(whole);
    assertThat(readUnforced(saved)).isEqualTo(texts(1, COUNT));
    assertThat(salvage).isEqualTo(new Salvage(COUNT, List.of(), List.of()));
  }

  @Test
  void a_changed_byte_costs_the_record_that_it_stands_in_and_no_other() throws IOException {
    for (int at = EDGES.get(0); at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x20;
      int number = 1;
      while (EDGES.get(number) <= at) {
        number++;
      }
      Salvage salvage = salvage(changed);
      assertThat(readUnforced(saved)).as("byte %s", at).isEqualTo(textsBut(number));
      assertThat(salvage.losses()).containsExactly("lost: record " + number);
      assertThat(salvage.doubts()).isEmpty();
    }
  }

  @Test
  void what_is_cut_off_is_lost_as_far_as_the_head_knows() throws IOException {
    for (int length = EDGES.get(0); length < whole.length; length++) {
      int kept = 0;
      while (EDGES.get(kept + 1) <= length) {
        kept++;
      }
      Salvage salvage = salvage(Arrays.copyOf(whole, length));
      assertThat(readUnforced(saved)).isEqualTo(texts(1, kept));
      assertThat(salvage.losses())
          .containsExactly(
              kept == COUNT - 1
                  ? "lost: record " + COUNT
                  : "lost: records " + (kept + 1) + " to " + COUNT);
    }
  }

  @Test
  void a_lost_record_that_only_a_damaged_head_knew_is_said_to_be_possible() throws IOException {
    byte[] heads = Files.readAllBytes(head(file));
    byte[] changed = whole.clone();
    changed[whole.length - 1] ^= 1;
    for (int place : new int[] {0, 4096}) {
      byte[] damaged = heads.clone();
      damaged[place] ^= 1;
      Files.write(head(file), damaged);
      assertThat(salvage(changed).losses()).anyMatch(loss -> loss.contains("not known whether"));
      assertThat(readUnforced(saved)).isEqualTo(textsBut(COUNT));
      assertThat(salvage(whole).losses()).isEmpty();
    }
  }

  @Test
  void records_in_a_wrong_order_or_twice_are_put_right() throws IOException {
    assertThat(salvage(records(whole, 1, 2, 5, 4, 3, 6)).losses()).isEmpty();
    assertThat(readUnforced(saved)).isEqualTo(texts(1, COUNT));
    assertThat(salvage(records(whole, 1, 2, 2, 3, 4, 5, 3, 6, 6)).losses()).isEmpty();
    assertThat(readUnforced(saved)).isEqualTo(texts(1, COUNT));
    assertThat(salvage(records(whole, 1, 3, 4, 6)).losses())
        .containsExactly("lost: record 2", "lost: record 5");
    assertThat(readUnforced(saved)).isEqualTo(textsBut(2, 5));
  }

  @Test
  void records_of_another_file_are_left_out() throws IOException {
    byte[] other = Files.readAllBytes(Records.write(folder.resolve("b"), COUNT));
    for (int from = 2; from < COUNT; from++) {
      for (int to = from; to < COUNT; to++) {
        byte[] mixed = whole.clone();
        int at = EDGES.get(from - 1);
        System.arraycopy(other, at, mixed, at, EDGES.get(to) - at);
        Salvage salvage = salvage(mixed);
        assertThat(salvage.losses()).hasSize(2);
        assertThat(salvage.losses().get(0)).startsWith("readable, but left out: record");
        assertThat(readUnforced(saved)).hasSize(COUNT - (to - from + 1));
      }
    }
  }

  @Test
  void what_hangs_on_its_number_alone_is_saved_and_said() throws IOException {
    byte[] changed = whole.clone();
    changed[EDGES.get(1) - 1] ^= 1;
    changed[EDGES.get(4) - 1] ^= 1;
    Salvage salvage = salvage(changed);
    assertThat(salvage.losses()).containsExactly("lost: record 1", "lost: record 4");
    assertThat(salvage.doubts())
        .containsExactly(
            "that records 2 to 3 belong to this file is known from their numbers alone");
    assertThat(readUnforced(saved)).isEqualTo(textsBut(1, 4));
  }

  @Test
  void without_a_head_or_a_header_the_records_are_saved_and_what_is_not_known_is_said()
      throws IOException {
    Files.delete(head(file));
    Salvage salvage = salvage(whole);
    assertThat(salvage.losses())
        .containsExactly(
            "the head cannot be read, so it is not known whether there were records behind 6");
    assertThat(readUnforced(saved)).isEqualTo(texts(1, COUNT));
    // The head of another file says as little.
    Files.copy(head(Records.write(folder.resolve("b"), 9)), head(file));
    assertThat(salvage(whole)).isEqualTo(salvage);
    Files.delete(head(file));
    byte[] changed = whole.clone();
    changed[20] ^= 1;
    assertThat(salvage(changed).saved()).isEqualTo(COUNT);
    assertThat(Scan.header(saved, Blocks.open(saved, true)).kind()).isEqualTo("other");
  }

  @Test
  void nothing_is_written_over_and_what_is_open_is_not_read() throws IOException {
    Files.createFile(head(saved));
    assertThatThrownBy(() -> Salvage.of(file, saved, "other"))
        .hasMessageContaining("exists, and nothing is written over");
    assertThatThrownBy(() -> Salvage.of(folder.resolve("none"), saved, "other"))
        .hasMessageContaining("is missing; expected a journal");
    try (RecordFile open = Records.open(file)) {
      assertThat(open.count()).isEqualTo(COUNT);
      assertThatThrownBy(() -> Salvage.of(file, folder.resolve("d"), "other"))
          .hasMessageContaining("in use by this process");
    }
  }

  @Test
  void a_header_whose_kind_is_none_is_a_damaged_one_though_its_check_is_right() throws IOException {
    byte[] changed = whole.clone();
    changed[16] = 'T';
    CRC32C check = new CRC32C();
    check.update(changed, 0, Format.FILE_HEADER - Integer.BYTES);
    ByteBuffer.wrap(changed).putInt(Format.FILE_HEADER - Integer.BYTES, (int) check.getValue());
    assertThat(salvage(changed).saved()).isEqualTo(COUNT);
    assertThat(RecordFiles.verify(saved).kind()).isEqualTo("other");
    assertThatThrownBy(() -> RecordFiles.verify(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its kind is 'Test'; expected [a-z]{1,16}");
  }

  @Test
  void of_two_beginnings_the_acknowledged_one_is_saved_then_the_one_in_its_place()
      throws IOException {
    Format.Header header = Format.Header.fromBytes(Arrays.copyOf(whole, Format.FILE_HEADER));
    byte[] shorter = Format.records(List.of(bytes("a"), bytes("b")), 1, header.check());
    byte[] longer = Format.records(List.of(bytes("x"), bytes("y"), bytes("z")), 1, header.check());
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(header.toBytes());
    both.writeBytes(shorter);
    both.writeBytes(longer);
    int end = Format.FILE_HEADER + shorter.length;
    int check = Format.lastCheck(shorter, List.of(bytes("b")));
    HeadFile.create(head(file), new Format.Head(header.id(), 9, 2, end, check));
    Salvage salvage = salvage(both.toByteArray());
    assertThat(readUnforced(saved)).containsExactly("a", "b");
    assertThat(salvage.losses())
        .singleElement()
        .asString()
        .startsWith("readable, but left out: records 1 to 3");
    HeadFile.create(head(file), Format.Head.empty(header));
    assertThat(salvage(both.toByteArray()).saved()).isEqualTo(2);
    check = Format.lastCheck(longer, List.of(bytes("z")));
    HeadFile.create(head(file), new Format.Head(header.id(), 9, 3, end, check));
    assertThat(salvage(both.toByteArray()).saved()).isEqualTo(3);
    assertThat(readUnforced(saved)).containsExactly("x", "y", "z");
  }
}
