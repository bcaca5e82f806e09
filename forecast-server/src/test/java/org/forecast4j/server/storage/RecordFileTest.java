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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.forecast4j.server.storage.RecordFile.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    assertThat(found).containsExactlyElementsOf(records);
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
    int[] writes = {0};
    FaultyDisk disk =
        new FaultyDisk() {
          @Override
          int reaches(Path file, long at, int length) {
            writes[0]++;
            return full[0] ? length / 2 : length;
          }
        };
    try (RecordFile file = RecordFile.open(path, Records.KIND, () -> {}, disk)) {
      append(file, text(1));
      full[0] = true;
      long from = System.nanoTime();
      assertThatThrownBy(() -> append(file, text(2))).hasMessage(FaultyDisk.FULL);
      int before = writes[0];
      long looks = 0;
      while (writes[0] == before || looks < 1_000) {
        assertThat(file.degraded()).contains(FaultyDisk.FULL);
        looks++;
      }
      // Once a second it tries, and then finds no more space than before.
      assertThat(writes[0] - before).isLessThanOrEqualTo(seconds(from));
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

  private static int seconds(long from) {
    return (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - from);
  }

  @Test
  @Timeout(60)
  void a_look_at_it_waits_for_no_write() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    boolean[] full = {true};
    FaultyDisk disk =
        new FaultyDisk() {
          @Override
          int reaches(Path file, long at, int length) {
            if (!full[0]) {
              writing.countDown();
              await(gate);
            }
            return full[0] ? length / 2 : length;
          }
        };
    try (RecordFile file = RecordFile.open(path, Records.KIND, () -> {}, disk)) {
      assertThatThrownBy(() -> append(file, text(1))).hasMessage(FaultyDisk.FULL);
      full[0] = false;
      CompletableFuture<Void> appending = CompletableFuture.runAsync(() -> appendAny(file));
      writing.await();
      assertThat(file.degraded()).contains(FaultyDisk.FULL);
      gate.countDown();
      assertThat(appending.get()).isNull();
      assertThat(file.degraded()).isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void appendAny(RecordFile file) {
    try {
      append(file, text(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Timeout(60)
  void after_every_call_others_can_use_it() throws Exception {
    RecordFile file = open(path);
    List<Callable<Object>> calls =
        List.of(
            file::count,
            file::position,
            file::degraded,
            () -> read(file),
            () -> readBehind(file, file.position()),
            () -> readBehind(file, new Position(0, 0, 0)),
            () -> {
              append(file, text(1));
              return 1;
            },
            () -> {
              file.replace(List.of(bytes(text(1))).iterator());
              return 1;
            },
            () -> {
              assertThatThrownBy(() -> append(file, "")).hasMessageContaining("expected 1 to");
              return 1;
            },
            () -> {
              file.close();
              return 1;
            });
    for (Callable<Object> call : calls) {
      assertThat(call.call()).isNotNull();
      assertThat(CompletableFuture.supplyAsync(file::count).get()).isBetween(0L, 1L);
    }
  }

  @Test
  void a_file_that_was_moved_or_replaced_is_not_replaced_by_what_was_kept() throws IOException {
    try (RecordFile file = open(path)) {
      append(file, text(1));
      Path aside = folder.resolve("aside");
      Files.move(path, aside);
      assertThatThrownBy(() -> file.replace(List.of(bytes("new")).iterator()))
          .hasMessageContaining("was deleted or moved while it was in use");
      assertThat(path).doesNotExist();
      Files.writeString(path, "of somebody else");
      assertThatThrownBy(() -> file.replace(List.of(bytes("new")).iterator()))
          .hasMessageContaining("was replaced by another file while it was in use");
      assertThat(path).hasContent("of somebody else");
      Files.move(aside, path, StandardCopyOption.REPLACE_EXISTING);
      file.replace(List.of(bytes("new")).iterator());
      assertThat(read(file)).containsExactly("new");
    }
  }

  @Test
  void what_is_opened_is_closed_also_when_it_is_replaced_or_refused() throws IOException {
    int[] open = {0};
    boolean[] locks = {true};
    FaultyDisk disk =
        new FaultyDisk() {
          @Override
          boolean locks() {
            return locks[0];
          }

          @Override
          void opened() {
            open[0]++;
          }

          @Override
          void closed() {
            open[0]--;
          }
        };
    try (RecordFile file = RecordFile.open(path, Records.KIND, () -> {}, disk)) {
      assertThat(open[0]).isEqualTo(2);
      for (int i = 0; i < 3; i++) {
        file.replace(List.of(bytes(text(1))).iterator());
        assertThat(open[0]).isEqualTo(2);
      }
      assertThatThrownBy(() -> RecordFile.open(path, Records.KIND, () -> {}, disk))
          .hasMessageContaining("in use");
      assertThat(open[0]).isEqualTo(2);
    }
    assertThat(open[0]).isZero();
    assertThatThrownBy(() -> RecordFile.open(path, "other", () -> {}, disk))
        .hasMessageContaining("holds 'test'; expected 'other'");
    assertThat(open[0]).isZero();
    locks[0] = false;
    assertThatThrownBy(() -> RecordFile.open(path, Records.KIND, () -> {}, disk))
        .hasMessageContaining("in use by another server");
    assertThat(open[0]).isZero();
    locks[0] = true;
    Files.write(head(path), new byte[10]);
    assertThatThrownBy(() -> RecordFile.open(path, Records.KIND, () -> {}, disk))
        .hasMessageContaining("neither of its two heads");
    assertThat(open[0]).isZero();
  }

  @Test
  void the_older_of_the_two_heads_is_written_over() throws IOException {
    try (RecordFile file = open(path)) {
      for (int i = 1; i <= 4; i++) {
        append(file, text(i));
        byte[] heads = Files.readAllBytes(head(path));
        List<Long> counts = new ArrayList<>();
        for (int place : new int[] {0, 4096}) {
          counts.add(
              Format.Head.fromBytes(Arrays.copyOfRange(heads, place, place + Format.HEAD)).count());
        }
        assertThat(counts).containsExactlyInAnyOrder(i - 1L, (long) i);
      }
    }
  }

  /** Such as a disk that is full, and one whose head was written although it said it was not. */
  @Test
  void what_a_failed_append_left_is_freed_and_the_next_one_goes_on() throws IOException {
    int[] reaches = {0};
    String[] failing = {""};
    boolean[] truncates = {true};
    FaultyDisk disk =
        new FaultyDisk() {
          @Override
          int reaches(Path file, long at, int length) {
            boolean fails = file.getFileName().toString().equals(failing[0]);
            return fails ? Math.min(reaches[0], length - 1) : length;
          }

          @Override
          boolean truncates() {
            return truncates[0];
          }
        };
    try (RecordFile file = RecordFile.open(path, Records.KIND, () -> {}, disk)) {
      int count = 0;
      for (String name : List.of("a", "a.head")) {
        for (int bytes : new int[] {0, 7, -1_000}) {
          append(file, text(++count));
          failing[0] = name;
          reaches[0] = bytes;
          assertThatThrownBy(() -> append(file, "lost")).hasMessage(FaultyDisk.FULL);
          failing[0] = "";
          if (name.equals("a")) {
            assertThat(Files.size(path)).isEqualTo((long) edges(count).get(count));
          }
          assertThat(file.count()).isEqualTo(count);
          Path crash = copy(path, folder.resolve("crash" + count + name));
          List<String> left = readUnforced(crash);
          assertThat(left.subList(0, count)).isEqualTo(texts(1, count));
        }
      }
      append(file, text(++count));
      assertThat(read(file)).isEqualTo(texts(1, count));
      truncates[0] = false;
      failing[0] = "a";
      assertThatThrownBy(() -> append(file, "lost"))
          .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }
  }

  @Test
  void records_that_replace_others_are_not_all_in_memory_at_a_time() throws IOException {
    try (RecordFile file = open(path)) {
      Path next = folder.resolve("state/a.next");
      List<Long> sizes = new ArrayList<>();
      file.replace(
          Stream.generate(() -> new byte[400_000])
              .limit(8)
              .peek(record -> sizes.add(next.toFile().length()))
              .iterator());
      // Of up to 1 MiB and one more.
      for (int i = 0; i < 8; i++) {
        assertThat(sizes.get(i)).isGreaterThanOrEqualTo((i - 3) * 400_000L);
      }
    }
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
    assertThat(found).containsExactlyElementsOf(records);
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
    assertThatThrownBy(() -> readBehind(file, new Position(0, 0, 0)))
        .hasMessageContaining("is closed");
    assertThatThrownBy(() -> file.replace(List.of(bytes("a")).iterator()))
        .hasMessageContaining("is closed");
    assertThat(read(path)).isEmpty();
  }
}
