package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;
import org.forecast4j.server.storage.RecordFile.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** When a checkpoint is written, which is done when the test lets it be. */
class CheckpointsTest {
  private static final int EVERY = 10;
  private static final Trained TRAINED = CheckpointTest.trained(1, "origin");

  @TempDir Path folder;
  private Path journal;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private int asked;
  private int unused;
  private int unwritten;

  private final StateFolder.Listener listener =
      new StateFolder.Listener() {
        @Override
        public void checkpointNotUsed() {
          unused++;
        }

        @Override
        public void checkpointNotWritten() {
          unwritten++;
        }
      };

  @BeforeEach
  void place() {
    journal = folder.resolve("a.journal");
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(journal, tasks::add, listener, EVERY);
  }

  private void due(Checkpoints checkpoints, long entries) {
    checkpoints.due(
        new Position(7, entries, 1),
        () -> {
          asked++;
          return Snapshot.of(Fold.begin(TRAINED, Map.of()));
        });
  }

  /** Those of a journal of which a checkpoint was written. */
  private Checkpoints afterOne(long entries) {
    Checkpoints first = checkpoints();
    first.begin(TRAINED);
    due(first, entries);
    tasks.remove().run();
    asked = 0;
    Checkpoints next = checkpoints();
    assertThat(next.read(TRAINED).orElseThrow().position().sequence()).isEqualTo(entries);
    return next;
  }

  @Test
  void one_is_written_after_so_many_entries_and_none_while_one_is_under_way() throws IOException {
    Checkpoints checkpoints = checkpoints();
    due(checkpoints, 10);
    assertThat(asked).as("before it began").isZero();
    checkpoints.begin(TRAINED);
    due(checkpoints, 9);
    assertThat(asked).isZero();
    due(checkpoints, 10);
    due(checkpoints, 30);
    assertThat(asked).isEqualTo(1);
    assertThat(Checkpoint.of(journal)).doesNotExist();
    tasks.remove().run();
    assertThat(Checkpoint.position(Checkpoint.of(journal))).isEqualTo(new Position(7, 10, 1));
    while (tasks.isEmpty()) {
      due(checkpoints, 31); // It rests after a write.
    }
    tasks.remove().run();
    assertThat(Checkpoint.position(Checkpoint.of(journal)).sequence()).isEqualTo(31);
    assertThat(unwritten).isZero();
  }

  @Test
  void entries_are_counted_from_the_checkpoint_that_was_read() {
    Checkpoints checkpoints = afterOne(15);
    due(checkpoints, 24);
    assertThat(asked).isZero();
    due(checkpoints, 25);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void what_was_changed_before_it_makes_one_due_at_once_if_there_is_one() {
    Checkpoints none = checkpoints();
    none.begin(TRAINED);
    none.stale();
    due(none, 9);
    assertThat(asked).isZero();
    Checkpoints checkpoints = afterOne(15);
    checkpoints.stale();
    due(checkpoints, 16);
    assertThat(asked).isEqualTo(1);
    tasks.remove().run();
  }

  @Test
  void entries_are_counted_from_none_if_it_is_discarded_or_of_no_use() throws IOException {
    Checkpoints discarded = afterOne(15);
    discarded.discard();
    assertThat(Checkpoint.of(journal)).doesNotExist();
    due(discarded, 10);
    assertThat(asked).isEqualTo(1);
    tasks.clear();
    Checkpoints useless = afterOne(15);
    useless.unused("it is of a test");
    assertThat(unused).isEqualTo(1);
    due(useless, 10);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void one_that_the_heap_has_no_room_for_is_said_and_not_written() {
    assertThat(Checkpoints.fits(1, 2_100)).isTrue();
    assertThat(Checkpoints.fits(1, 2_099)).isFalse();
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Checkpoints.class);
    logger.addAppender(logged);
    long most = Runtime.getRuntime().maxMemory() / 3;
    long entries = most / 700 + 1;
    Checkpoints checkpoints = checkpoints();
    checkpoints.begin(TRAINED);
    due(checkpoints, entries);
    due(checkpoints, entries + 9);
    logger.detachAppender(logged);
    assertThat(asked).isZero();
    assertThat(unwritten).isEqualTo(1);
    assertThat(logged.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains(
            entries
                + " entries may take "
                + ((entries * 700) >> 20)
                + " MiB, more than a third of");
    due(checkpoints, entries + 10);
    assertThat(unwritten).isEqualTo(2);
  }

  private static List<byte[]> parts(Snapshot snapshot) {
    List<byte[]> parts = new ArrayList<>();
    new Checkpoint(new Position(7, 1, 1), snapshot).parts(TRAINED).forEachRemaining(parts::add);
    return parts;
  }

  @Test
  void more_ids_than_go_into_a_part_are_known_again() {
    Map<String, Snapshot.Known> known = new HashMap<>();
    for (int i = 0; i <= 50_000; i++) {
      known.put("id" + i, new Snapshot.Known(new Fingerprint(i, -i), i));
    }
    Fold fold = Fold.begin(TRAINED, Map.of());
    Snapshot all = new Snapshot(fold, known, 50_000, Set.of(), OldIds.NONE);
    Map<String, Snapshot.Known> found =
        Checkpoint.fromParts(parts(all), TRAINED).snapshot().known();
    assertThat(found).hasSize(50_001);
    found.forEach(
        (id, one) ->
            assertThat(one.values()).isEqualTo(Objects.requireNonNull(known.get(id)).values()));
  }

  @Test
  void a_part_that_is_missing_or_goes_on_after_its_end_is_refused() {
    Snapshot snapshot = Snapshot.of(Fold.begin(TRAINED, Map.of()));
    int count = parts(snapshot).size();
    for (int kept = 0; kept < count; kept++) {
      List<byte[]> fewer = parts(snapshot).subList(0, kept);
      assertThatThrownBy(() -> Checkpoint.fromParts(fewer, TRAINED))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int part = 0; part < 2; part++) {
      List<byte[]> parts = parts(snapshot);
      parts.set(part, longer(parts.get(part)));
      assertThatThrownBy(() -> Checkpoint.fromParts(parts, TRAINED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 bytes are left over; expected none");
    }
  }

  /** The same part with a byte more, and a checksum that is right. */
  private static byte[] longer(byte[] part) {
    byte[] longer = Arrays.copyOf(part, part.length + 1);
    CRC32C checksum = new CRC32C();
    checksum.update(longer, 0, part.length - 3);
    ByteBuffer.wrap(longer).putInt(part.length - 3, (int) checksum.getValue());
    return longer;
  }

  @Test
  @Timeout(60)
  void closing_waits_for_what_is_being_written() throws InterruptedException {
    Checkpoints checkpoints = checkpoints();
    checkpoints.begin(TRAINED);
    due(checkpoints, 10);
    Thread closing = new Thread(checkpoints::close);
    closing.start();
    while (closing.getState() != Thread.State.WAITING) {
      assertThat(closing.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    tasks.remove().run();
    closing.join();
    assertThat(Checkpoint.of(journal)).exists();
  }
}
