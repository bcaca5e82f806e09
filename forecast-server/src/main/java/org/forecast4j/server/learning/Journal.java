package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.forecast4j.server.storage.RecordFile;
import org.forecast4j.server.storage.RecordFile.Position;

/**
 * A model's log in a {@linkplain RecordFile file}: what was acknowledged is on the disk, and damage
 * to it is refused.
 */
final class Journal implements OutcomeLog {
  /** What the file says that it holds. */
  static final String KIND = "outcomes";

  /** A base stands in no file but its own. */
  private static final Position NOWHERE = new Position(0, 1, 0);

  private final Path path;
  private final RecordFile file;
  private final Checkpoints checkpoints;
  private final int kept;
  private final Consumer<Path> closed;

  private Journal(
      Path path, RecordFile file, Checkpoints checkpoints, int kept, Consumer<Path> closed) {
    this.path = path;
    this.file = file;
    this.checkpoints = checkpoints;
    this.kept = kept;
    this.closed = closed;
  }

  /**
   * Opens a journal or makes it; one of version 1 becomes one of today's, and stays beside it.
   *
   * @param listener is told what fails
   * @param writer writes checkpoints
   * @param every after how many entries it writes one
   * @param kept how many facts it keeps when it is compacted, at twice as many; 0 if it never is
   * @param closed is told when the journal is closed
   */
  static Journal open(
      Path path,
      StateFolder.Listener listener,
      Executor writer,
      int every,
      int kept,
      Consumer<Path> closed)
      throws IOException {
    return new Journal(
        path,
        RecordFile.openOrUpgrade(path, KIND, listener::notKept),
        new Checkpoints(path, writer, listener, every),
        kept,
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
    file.read(
        (sequence, bytes) -> {
          if (!Base.isPieceOf(bytes)) {
            entries.add(entry(sequence, bytes));
          }
        });
    return entries;
  }

  @Override
  public Optional<Snapshot> base(Trained trained) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    file.read(
        (sequence, bytes) -> {
          if (Base.isPieceOf(bytes)) {
            pieces.add(bytes);
          }
        });
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Checkpoint.fromParts(Base.parts(pieces), trained).snapshot());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          path
              + " was compacted, and what it begins with cannot be used: "
              + e.getMessage()
              + "; start the server as it was when it compacted the journal, or restore a backup",
          e);
    }
  }

  @Override
  public int keptWhenCompacted() throws IOException {
    return kept > 0 && file.count() > 2L * kept ? kept : 0;
  }

  @Override
  public void compact(Snapshot before, List<Fact> rest, Trained trained) throws IOException {
    checkpoints.begin(trained);
    List<byte[]> pieces = Base.pieces(new Checkpoint(NOWHERE, before).parts(trained));
    Checkpoint again = Checkpoint.fromParts(Base.parts(pieces), trained);
    List<byte[]> twice = Base.pieces(new Checkpoint(NOWHERE, again.snapshot()).parts(trained));
    if (!Arrays.deepEquals(pieces.toArray(), twice.toArray())) {
      throw new IOException("what is to be forgotten of " + path + " is not restored to the bit");
    }
    file.replace(Stream.concat(pieces.stream(), rest.stream().map(LogEntry::toBytes)).iterator());
    checkpoints.discard();
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
