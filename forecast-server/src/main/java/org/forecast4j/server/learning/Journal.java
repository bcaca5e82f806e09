package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
  private final Consumer<Path> closed;

  private Journal(Path path, RecordFile file, Consumer<Path> closed) {
    this.path = path;
    this.file = file;
    this.closed = closed;
  }

  /**
   * Opens a journal or makes it; one of version 1 becomes one of today's, and stays beside it.
   *
   * @param failed is run for each append that fails
   * @param closed is told when the journal is closed
   */
  static Journal open(Path path, Runnable failed, Consumer<Path> closed) throws IOException {
    return new Journal(path, RecordFile.openOrUpgrade(path, KIND, failed), closed);
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
    file.close();
    closed.accept(path);
  }
}
