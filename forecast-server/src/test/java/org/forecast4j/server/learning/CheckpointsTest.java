package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
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
