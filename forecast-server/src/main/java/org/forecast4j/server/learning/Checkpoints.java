package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.forecast4j.server.storage.RecordFile.Position;
import org.forecast4j.server.storage.SideFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one journal: when one is written, which a thread of its own does, and whether
 * it can be used. Guarded by the lock of the fold, but for what that thread does.
 */
final class Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  /** How many entries a start learns again in a second or two. */
  static final int EVERY = 2_000;

  /** After a write it rests for so many times as long as that took. */
  private static final int REST = 3;

  /** What an entry takes, at most, while its checkpoint is written: measured, and rounded up. */
  private static final long BYTES_OF_ENTRY = 700;

  private final Path journal;
  private final Executor writer;
  private final StateFolder.Listener listener;
  private final int every;
  private @Nullable Trained trained;
  private long written;

  /** Whether what was written does not lead to what is known any more. */
  private boolean stale;

  private CompletableFuture<?> writing = CompletableFuture.completedFuture(null);
  private volatile long restsUntil = System.nanoTime();

  /**
   * Those of a journal.
   *
   * @param every after how many entries one is written
   */
  Checkpoints(Path journal, Executor writer, StateFolder.Listener listener, int every) {
    this.every = every;
    this.journal = journal;
    this.writer = writer;
    this.listener = listener;
  }

  /** Has checkpoints written from now on. */
  void begin(Trained model) {
    trained = model;
  }

  /** Reads the checkpoint; empty if there is none that can be used, which is said and counted. */
  Optional<Checkpoint> read(Trained model) {
    begin(model);
    discardUnfinished();
    if (!Files.exists(Checkpoint.of(journal))) {
      return Optional.empty();
    }
    try {
      Checkpoint read = Checkpoint.read(journal, model);
      written = read.position().sequence();
      return Optional.of(read);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      unused(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void discardUnfinished() {
    try {
      SideFile.discardUnfinished(Checkpoint.of(journal));
    } catch (IOException e) {
      LOG.warn("what is left of an unfinished checkpoint of {} stays: {}", journal, e.toString());
    }
  }

  /** What was kept before was changed: another one is due if there is one. */
  void stale() {
    stale = written > 0;
  }

  /** Deletes the checkpoint of a journal that was compacted: it is not of what it is now. */
  void discard() throws IOException {
    Files.deleteIfExists(Checkpoint.of(journal));
    written = 0;
  }

  /** Says that the checkpoint that was read cannot be used. */
  void unused(String why) {
    written = 0;
    listener.checkpointNotUsed();
    LOG.warn(
        "{} is not used, all of the journal is learned again: {}", Checkpoint.of(journal), why);
  }

  /** Has a checkpoint written if it is time. */
  void due(Position position, Supplier<Snapshot> now) {
    Trained model = trained;
    if (model == null
        || (position.sequence() - written < every && !stale)
        || !writing.isDone()
        || System.nanoTime() - restsUntil < 0) {
      return;
    }
    written = position.sequence();
    stale = false;
    if (!fits(written, Runtime.getRuntime().maxMemory())) {
      notWritten("a third of the heap");
      return;
    }
    if (written * BYTES_OF_ENTRY > free()) {
      notWritten("is free on its disk");
      return;
    }
    Checkpoint checkpoint = new Checkpoint(position, now.get());
    writing = CompletableFuture.runAsync(() -> write(checkpoint, model), writer);
  }

  /** Whether a heap has room for writing a checkpoint beside all else. */
  static boolean fits(long entries, long heap) {
    return entries * BYTES_OF_ENTRY <= heap / 3;
  }

  private void notWritten(String most) {
    listener.checkpointNotWritten();
    LOG.warn(
        "no checkpoint of {}: {} entries may take {} MiB, more than {}; a start will learn all that"
            + " came since the last one again",
        journal,
        written,
        (written * BYTES_OF_ENTRY) >> 20,
        most);
  }

  /** Outcomes need the disk more: a checkpoint must not take what is left of it. */
  private long free() {
    try {
      return Files.getFileStore(journal).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private void write(Checkpoint checkpoint, Trained model) {
    long begun = System.nanoTime();
    try {
      checkpoint.write(journal, model);
      LOG.debug("checkpoint of {} at {}", journal, checkpoint.position().sequence());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      listener.checkpointNotWritten();
      LOG.warn(
          "no checkpoint of {}, a start will learn more of it again: {}", journal, e.toString());
    } finally {
      restsUntil = System.nanoTime() + REST * (System.nanoTime() - begun);
    }
  }

  /** Waits until nothing is written any more. */
  void close() {
    try {
      Object unused = writing.join();
    } catch (CompletionException e) {
      LOG.warn("no checkpoint of {}: {}", journal, e.toString());
    }
  }
}
