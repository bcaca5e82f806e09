package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.forecast4j.server.storage.RecordFile;

/**
 * A model's log in a {@linkplain RecordFile file}: what was acknowledged is on the disk, and damage
 * to it is refused.
 */
final class Journal implements OutcomeLog {
  /** What the file says that it holds. */
  static final String KIND = "outcomes";

  private final Path path;
  private final RecordFile file;
  private final Checkpoints checkpoints;
  private final Consumer<Path> closed;

  private Journal(Path path, RecordFile file, Checkpoints checkpoints, Consumer<Path> closed) {
    this.path = path;
    this.file = file;
    this.checkpoints = checkpoints;
    this.closed = closed;
  }

  /**
   * Opens a journal or makes it; one of version 1 becomes one of today's, and stays beside it.
   *
   * @param listener is told what fails
   * @param writer writes checkpoints
   * @param every after how many entries it writes one
   * @param closed is told when the journal is closed
   */
  static Journal open(
      Path path, StateFolder.Listener listener, Executor writer, int every, Consumer<Path> closed)
      throws IOException {
    return new Journal(
        path,
        RecordFile.openOrUpgrade(path, KIND, listener::notKept),
        new Checkpoints(path, writer, listener, every),
        closed);
  }

  @Override
  public Optional<Resumption> resume(Trained trained) throws IOException {
    Optional<Checkpoint> checkpoint = checkpoints.read(trained);
    if (checkpoint.isEmpty()) {
      return Optional.empty();
    }
    List<LogEntry> entries = new ArrayList<>();
    boolean fits =
        file.readBehind(
            checkpoint.get().position(), (sequence, bytes) -> entries.add(entry(sequence, bytes)));
    if (!fits) {
      checkpoints.unused(
          "it was written at entry "
              + checkpoint.get().position().sequence()
              + " of another journal, or of one of which what was acknowledged later was lost");
      return Optional.empty();
    }
    return Optional.of(new Resumption(checkpoint.get().snapshot(), entries));
  }

  @Override
  public void rewritten(List<? extends LogEntry> entries, Fold now) {
    checkpoints.stale();
  }

  @Override
  public void due(Supplier<Snapshot> now) {
    checkpoints.due(file.position(), now);
  }

  @Override
  public List<LogEntry> read() throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    file.read((sequence, bytes) -> entries.add(entry(sequence, bytes)));
    return entries;
  }

  private LogEntry entry(long sequence, byte[] bytes) throws IOException {
    try {
      return LogEntry.fromBytes(bytes);
    } catch (IllegalArgumentException e) {
      throw RecordFile.unreadable(path, sequence, e);
    }
  }

  @Override
  public void append(List<? extends LogEntry> entries) throws IOException {
    file.append(entries.stream().map(LogEntry::toBytes).toList());
  }

  /** Why nothing can be kept, without the file's name; empty if it can, as far as is known. */
  Optional<String> degraded() {
    return file.degraded();
  }

  @Override
  public void close() throws IOException {
    checkpoints.close();
    file.close();
    closed.accept(path);
  }
}
