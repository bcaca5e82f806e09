package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.storage.Records.append;
import static org.forecast4j.server.storage.Records.bytes;
import static org.forecast4j.server.storage.Records.copy;
import static org.forecast4j.server.storage.Records.edges;
import static org.forecast4j.server.storage.Records.head;
import static org.forecast4j.server.storage.Records.open;
import static org.forecast4j.server.storage.Records.openUnforced;
import static org.forecast4j.server.storage.Records.read;
import static org.forecast4j.server.storage.Records.readUnforced;
import static org.forecast4j.server.storage.Records.text;
import static org.forecast4j.server.storage.Records.texts;
import static org.forecast4j.server.storage.Records.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.forecast4j.server.storage.RecordFile.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void place() {
    Path state = folder.resolve("state");
    assertThat(state.toFile().mkdir()).isTrue();
    path = state.resolve("a");
  }

  @Test
  void what_was_appended_alone_or_together_is_read_in_its_order() throws IOException {
    try (RecordFile file = open(path)) {
      assertThat(read(file)).isEmpty();
      append(file, text(1), text(2));
      append(file);
      append(file, text(3));
      assertThat(file.count()).isEqualTo(3);
      assertThat(read(file)).isEqualTo(texts(1, 3));
    }
    assertThat(read(path)).isEqualTo(texts(1, 3));
    try (RecordFile file = open(path)) {
      append(file, text(4));
      assertThat(read(file)).isEqualTo(texts(1, 4));
    }
  }

  @Test
  void records_longer_than_what_is_read_at_once_are_read_to_the_bit() throws IOException {
    Random random = new Random(7);
    List<byte[]> records = new ArrayList<>();
    for (int length : new int[] {1, 65_535, 65_536, 65_537, 1 << 20, 30, 65_500, 100}) {
      byte[] record = new byte[length];
      random.nextBytes(record);
      records.add(record);
    }
    try (RecordFile file = open(path)) {
      file.append(records);
    }
    List<byte[]> found = new ArrayList<>();
    try (RecordFile file = open(path)) {
      file.read((sequence, bytes) -> found.add(bytes));
    }
    assertThat(found).usingRecursiveComparison().isEqualTo(records);
  }

  @Test
  void a_record_that_is_empty_or_too_long_is_refused_and_changes_nothing() throws IOException {
    try (RecordFile file = open(path)) {
      for (int length : new int[] {0, (1 << 20) + 1}) {
        assertThatThrownBy(() -> file.append(List.of(bytes("a"), new byte[length])))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("has " + length + " bytes; expected 1 to 1048576");
      }
      append(file, text(1));
    }
    assertThat(read(path)).isEqualTo(texts(1, 1));
  }

  @Test
  void a_crash_at_any_byte_that_is_written_leaves_at_least_what_was_acknowledged()
      throws IOException {
    write(path, 0);
    int total = 0;
    for (int left = 0; total == 0; left++) {
      Path place = copy(path, folder.resolve("crash" + left));
      List<String> acknowledged = new ArrayList<>();
      if (crashAfter(left, place, acknowledged)) {
        total = left;
      }
      List<String> found = readUnforced(place);
      assertThat(found).isEqualTo(texts(1, found.size()));
      assertThat(found).hasSizeBetween(acknowledged.size(), acknowledged.size() + 2);
      try (RecordFile again = openUnforced(place)) {
        append(again, text(found.size() + 1));
      }
      assertThat(readUnforced(place)).isEqualTo(texts(1, found.size() + 1));
    }
    assertThat(total).isGreaterThan(3 * Format.HEAD);
  }

  /** Ends all writing within the byte that is reached; true if it was never reached. */
  private static boolean crashAfter(int bytes, Path place, List<String> acknowledged)
      throws IOException {
    int[] left = {bytes};
    FaultyDisk disk =
        new FaultyDisk() {
          @Override
          int reaches(Path file, long at, int length) {
            int reaches = Math.min(left[0], length);
            left[0] -= reaches;
            return reaches;
          }

          @Override
          boolean truncates() {
            return left[0] > 0;
          }
        };
    try (RecordFile file = RecordFile.open(place, Records.KIND, () -> {}, disk)) {
      append(file, text(1));
      acknowledged.addAll(texts(1, 1));
      append(file, text(2), text(3));
      acknowledged.addAll(texts(2, 3));
      append(file, text(4));
      acknowledged.addAll(texts(4, 4));
      return true;
    } catch (IOException e) {
      assertThat(e).hasMessage(FaultyDisk.FULL);
      return false;
    }
  }

  @Test
  void a_tail_that_was_never_acknowledged_is_kept_where_it_is_whole_and_dropped_where_it_is_not()
      throws IOException {
    write(path, 2);
    byte[] older = Files.readAllBytes(head(path));
    try (RecordFile file = open(path)) {
      append(file, text(3), text(4));
    }
    byte[] whole = Files.readAllBytes(path);
    List<Integer> edges = edges(4);
    for (int length = edges.get(2); length <= whole.length; length++) {
      Files.write(head(path), older);
      Files.write(path, Arrays.copyOf(whole, length));
      int kept = length < edges.get(3) ? 2 : length < edges.get(4) ? 3 : 4;
      assertThat(read(path)).isEqualTo(texts(1, kept));
      assertThat(Files.size(path)).isEqualTo((long) edges.get(kept));
      // From then on they are acknowledged.
      Files.write(path, Arrays.copyOf(whole, edges.get(kept) - 1));
      assertThatThrownBy(() -> read(path)).hasMessageContaining("record " + kept);
    }
  }

  @Test
  void zeros_that_a_lost_machine_left_at_the_end_are_dropped() throws IOException {
    write(path, 2);
    Files.write(path, new byte[4096], StandardOpenOption.APPEND);
    assertThat(read(path)).isEqualTo(texts(1, 2));
    assertThat(Files.size(path)).isEqualTo((long) edges(2).get(2));
  }

  @Test
  void a_disk_that_fails_at_random_loses_nothing_and_invents_nothing() throws IOException {
    write(path, 0);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Path place = copy(path, folder.resolve("random" + seed));
      FaultyDisk disk =
          new FaultyDisk() {
            @Override
            int reaches(Path file, long at, int length) {
              // Also all of it, and the failure comes after that.
              return random.nextInt(3) > 0 ? length : -random.nextInt(length + 1);
            }

            @Override
            boolean truncates() {
              return random.nextInt(3) > 0;
            }
          };
      appendAtRandom(place, random, disk);
    }
  }

  private static void appendAtRandom(Path place, Random random, FaultyDisk disk)
      throws IOException {
    Path copied = place.resolveSibling("copy");
    List<String> acknowledged = new ArrayList<>();
    List<List<String>> refused = new ArrayList<>();
    int failures = 0;
    int[] counted = {0};
    try (RecordFile file = RecordFile.open(place, Records.KIND, () -> counted[0]++, disk)) {
      for (int i = 0; i < 30; i++) {
        String[] some = new String[1 + random.nextInt(3)];
        Arrays.setAll(some, any -> text(random.nextInt(100)));
        try {
          append(file, some);
          acknowledged.addAll(List.of(some));
          refused.clear();
          assertThat(file.degraded()).isEmpty();
        } catch (IOException e) {
          failures++;
          refused.add(List.of(some));
          assertThat(file.degraded()).contains(FaultyDisk.FULL);
        }
        assertThat(read(file)).isEqualTo(acknowledged);
        assertLeftByCrash(readUnforced(copy(place, copied)), acknowledged, refused);
      }
    }
    assertThat(counted[0]).isEqualTo(failures);
  }

  /** All that was acknowledged, and behind it at most what one of the refused appends began. */
  private static void assertLeftByCrash(
      List<String> found, List<String> acknowledged, List<List<String>> refused) {
    int count = acknowledged.size();
    assertThat(found).hasSizeGreaterThanOrEqualTo(count);
    assertThat(found.subList(0, count)).isEqualTo(acknowledged);
    List<String> more = found.subList(count, found.size());
    assertThat(refused)
        .satisfiesAnyOf(
            any -> assertThat(more).isEmpty(),
            some ->
                assertThat(some)
                    .anyMatch(
                        one ->
                            one.size() >= more.size() && one.subList(0, more.size()).equals(more)));
  }

  @Test
  void a_full_disk_is_told_until_it_has_space_again() throws IOException {
    boolean[] full = {false};
    FaultyDisk disk =
        new FaultyDisk() {
          @Override
          int reaches(Path file, long at, int length) {
            return full[0] ? length / 2 : length;
          }
        };
    try (RecordFile file = RecordFile.open(path, Records.KIND, () -> {}, disk)) {
      append(file, text(1));
      full[0] = true;
      assertThatThrownBy(() -> append(file, text(2))).hasMessage(FaultyDisk.FULL);
      assertThat(file.degraded()).contains(FaultyDisk.FULL);
      assertThat(Files.size(path)).isEqualTo((long) edges(1).get(1));
      full[0] = false;
      // Nobody appends: it finds out by itself.
      while (file.degraded().isPresent()) {
        Thread.onSpinWait();
      }
      assertThat(Files.size(path)).isEqualTo((long) edges(1).get(1));
      append(file, text(2));
    }
    assertThat(read(path)).isEqualTo(texts(1, 2));
  }

  @Test
  void a_file_that_was_deleted_replaced_cut_or_lengthened_is_not_written() throws IOException {
    try (RecordFile file = open(path)) {
      append(file, text(1));
      byte[] bytes = Files.readAllBytes(path);
      Path aside = folder.resolve("aside");

      Files.move(path, aside);
      assertRefused(file, "the file was deleted or moved while it was in use");
      Files.write(path, bytes);
      assertRefused(file, "the file was replaced by another file while it was in use");
      Files.delete(path);
      Files.move(aside, path);
      append(file, text(2));

      Files.move(head(path), aside);
      assertRefused(file, "the file.head was deleted or moved while it was in use");
      Files.move(aside, head(path));

      long length = Files.size(path);
      Files.write(path, bytes("x"), StandardOpenOption.APPEND);
      assertRefused(file, "it has " + (length + 1) + " bytes; expected " + length);
      Files.write(path, Arrays.copyOf(Files.readAllBytes(path), (int) length - 1));
    }
  }

  private static void assertRefused(RecordFile file, String why) {
    assertThat(file.degraded().orElseThrow()).contains(why);
    assertThatThrownBy(() -> append(file, "lost"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a");
    assertThat(file.degraded().orElseThrow()).contains(why);
  }

  @Test
  void a_folder_that_was_deleted_is_noticed_and_one_that_comes_back_is_used_again()
      throws IOException {
    Path state = folder.resolve("state");
    try (RecordFile file = open(path)) {
      append(file, text(1));
      Files.move(state, folder.resolve("elsewhere"));
      assertRefused(file, "was deleted or moved");
      Files.move(folder.resolve("elsewhere"), state);
      append(file, text(2));
      assertThat(file.degraded()).isEmpty();
      assertThat(read(file)).isEqualTo(texts(1, 2));
    }
  }

  @Test
  void one_at_a_time_may_have_it_open() throws IOException {
    try (RecordFile first = open(path)) {
      assertThatThrownBy(() -> open(path)).hasMessageContaining("in use by another server");
      append(first, text(1));
    }
    assertThat(read(path)).isEqualTo(texts(1, 1));
  }

  @Test
  void an_interrupted_thread_appends_and_reads() throws IOException {
    try (RecordFile file = open(path)) {
      Thread.currentThread().interrupt();
      append(file, text(1));
      append(file, text(2));
      assertThat(read(file)).isEqualTo(texts(1, 2));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void its_records_are_replaced_at_once() throws IOException {
    try (RecordFile file = open(path)) {
      append(file, "a", "b", "c");
      file.replace(List.of(bytes(text(1)), bytes(text(2))).iterator());
      assertThat(read(file)).isEqualTo(texts(1, 2));
      assertThatThrownBy(() -> open(path)).hasMessageContaining("in use by another server");
      append(file, text(3));
      assertThat(read(file)).isEqualTo(texts(1, 3));
    }
    assertThat(read(path)).isEqualTo(texts(1, 3));
    try (RecordFile file = open(path)) {
      read(file);
      file.replace(List.<byte[]>of().iterator());
    }
    assertThat(read(path)).isEmpty();
  }

  @Test
  void what_stands_behind_a_position_is_handed_over_if_the_file_has_it() throws IOException {
    List<Position> positions = new ArrayList<>();
    try (RecordFile file = open(path)) {
      positions.add(file.position());
      for (int i = 1; i <= 3; i++) {
        append(file, text(i));
        positions.add(file.position());
      }
    }
    try (RecordFile file = open(path)) {
      assertThat(file.position()).isEqualTo(positions.get(3));
      for (int i = 0; i <= 3; i++) {
        assertThat(readBehind(file, positions.get(i))).contains(texts(i + 1, 3));
      }
      Position last = positions.get(3);
      assertThat(readBehind(file, new Position(last.file() + 1, 3, last.check()))).isEmpty();
      assertThat(readBehind(file, new Position(last.file(), 2, last.check()))).isEmpty();
      assertThat(readBehind(file, new Position(last.file(), 4, last.check()))).isEmpty();
      append(file, text(4));
      assertThat(readBehind(file, last)).contains(texts(4, 4));
    }
  }

  private static Optional<List<String>> readBehind(RecordFile file, Position position)
      throws IOException {
    List<String> found = new ArrayList<>();
    boolean has =
        file.readBehind(
            position,
            (sequence, bytes) -> {
              found.add(new String(bytes, StandardCharsets.UTF_8));
              assertThat(sequence).isEqualTo(position.sequence() + found.size());
            });
    assertThat(has || found.isEmpty()).isTrue();
    return has ? Optional.of(found) : Optional.empty();
  }

  @Test
  void more_records_are_replaced_than_are_written_at_once() throws IOException {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] record = new byte[700_000];
      Arrays.fill(record, (byte) i);
      records.add(record);
    }
    try (RecordFile file = open(path)) {
      append(file, text(1));
      file.replace(records.iterator());
      assertThat(file.count()).isEqualTo(5);
    }
    List<byte[]> found = new ArrayList<>();
    try (RecordFile file = open(path)) {
      file.read((sequence, bytes) -> found.add(bytes));
    }
    assertThat(found).usingRecursiveComparison().isEqualTo(records);
  }

  /** The number of the old one may be given to any other file. */
  @Test
  void a_file_that_was_replaced_is_not_taken_for_open_any_more() throws IOException {
    Path old = folder.resolve("old");
    try (RecordFile file = open(path)) {
      append(file, text(1));
      Files.createLink(old, path);
      file.replace(List.of(bytes("new")).iterator());
      assertThat(RecordFile.isOpen(old)).isFalse();
      assertThat(RecordFile.isOpen(path)).isTrue();
    }
    assertThat(RecordFile.isOpen(path)).isFalse();
  }

  @Test
  void a_head_of_another_file_that_a_crash_left_is_not_taken() throws IOException {
    write(path, 3);
    Path other = write(folder.resolve("other"), 1);
    Path left = path.resolveSibling("a.next.head");
    Files.copy(head(other), left);
    assertThat(read(path)).isEqualTo(texts(1, 3));
    assertThat(left).exists();
  }

  @Test
  void a_crash_while_records_are_replaced_leaves_the_old_or_the_new_ones() throws IOException {
    write(path, 3);
    Replacement.write(path, Records.KIND, List.of(bytes("new")).iterator());
    assertThat(read(path)).isEqualTo(texts(1, 3));
    Replacement.write(path, Records.KIND, List.of(bytes("new")).iterator());
    Files.delete(path);
    Files.move(folder.resolve("state/a.next"), path);
    assertThat(read(path)).containsExactly("new");
    assertThat(folder.resolve("state/a.next.head")).doesNotExist();
  }

  @Test
  void a_closed_file_refuses() throws IOException {
    RecordFile file = open(path);
    file.close();
    file.close();
    assertThatThrownBy(() -> append(file, "a")).hasMessageContaining("is closed");
    assertThatThrownBy(() -> read(file)).hasMessageContaining("is closed");
  }
}
