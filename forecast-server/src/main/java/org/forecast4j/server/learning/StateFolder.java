package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.forecast4j.internal.Failures;
import org.forecast4j.internal.OutputFolder;
import org.forecast4j.server.storage.RecordFile.Position;
import org.forecast4j.server.storage.RecordFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which a server keeps what it learns: one journal for each version of each model,
 * since a newly trained model begins anew. One server at a time may use it.
 */
public final class StateFolder implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
  private static final int ORIGIN_DIGITS = 16;

  /** A journal, its head, its checkpoint, or what it was before its format changed. */
  private static final Pattern JOURNAL =
      Pattern.compile(
          "(.+-[0-9a-f]{"
              + ORIGIN_DIGITS
              + "}\\.journal)(\\.head|\\.checkpoint(\\.next)?|\\.v1(-\\d+)?)?");

  /** What this process uses: closing a second channel to a lock would release it. */
  private static final Set<Path> USED = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Listener listener;
  private final int kept;
  private final FileChannel lock;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "forecast-checkpoints");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Path, Journal> open = new ConcurrentHashMap<>();

  /** Is told what fails, to count it. */
  public interface Listener {
    /** A write to a journal failed: nothing of it was acknowledged. */
    default void notKept() {}

    /** A checkpoint was damaged, of something else or too new, so all was learned again. */
    default void checkpointNotUsed() {}

    /** A checkpoint could not be written. */
    default void checkpointNotWritten() {}
  }

  private StateFolder(Path folder, Listener listener, int kept, FileChannel lock) {
    this.folder = folder;
    this.listener = listener;
    this.kept = kept;
    this.lock = lock;
  }

  /**
   * Opens a folder, or makes it.
   *
   * @param listener is told what fails
   */
  public static StateFolder open(Path folder, Listener listener) throws IOException {
    return open(folder, listener, 0);
  }

  /**
   * Opens a folder, or makes it.
   *
   * @param listener is told what fails
   * @param kept how many outcomes and results a journal keeps when it is compacted, which happens
   *     when it is opened with more than twice as many; 0 if it never is
   */
  public static StateFolder open(Path folder, Listener listener, int kept) throws IOException {
    OutputFolder.create(folder);
    Path real = folder.toRealPath();
    if (!USED.add(real)) {
      throw inUse(folder);
    }
    try {
      return new StateFolder(real, listener, kept, lock(folder));
    } catch (IOException | RuntimeException e) {
      USED.remove(real);
      throw e;
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel lock = openLock(folder);
    if (!isFree(lock)) {
      lock.close();
      throw inUse(folder);
    }
    return lock;
  }

  private static FileChannel openLock(Path folder) throws IOException {
    try {
      return FileChannel.open(
          folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new IOException(
          folder
              + ": cannot be written: "
              + Failures.reason(e)
              + "; expected a folder that this server may write",
          e);
    }
  }

  private static boolean isFree(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static IOException inUse(Path folder) {
    return new IOException(
        "state folder " + folder + " is in use by another server; expected one of its own");
  }

  /** The journal of a model, by its name and its origin, which tells it from every other. */
  public OutcomeLog journal(String model, String origin) throws IOException {
    Path file = folder.resolve(fileName(model, origin));
    Journal journal = Journal.open(file, listener, writer, Checkpoints.EVERY, kept, open::remove);
    open.put(file, journal);
    return journal;
  }

  static String fileName(String model, String origin) {
    String plain = model.replaceAll("[^A-Za-z0-9._-]", "_");
    return plain + "-" + origin.substring(0, ORIGIN_DIGITS) + ".journal";
  }

  /**
   * What is to be said of the checkpoint of a journal.
   *
   * @return empty if there is none
   */
  public static Optional<String> checkpoint(Path journal) {
    Path file = Checkpoint.of(journal);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Position position = Checkpoint.position(file);
      String of = RecordFiles.hasBeenAt(journal, position) ? "" : " of another journal, not used";
      return Optional.of("a checkpoint at record " + position.sequence() + of);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(
          "its checkpoint cannot be used, so a start learns all of it: " + e.getMessage());
    }
  }

  /**
   * What is to be said of the beginning of a journal.
   *
   * @return empty if it begins with the first outcome
   * @throws IOException if it cannot be read
   */
  public static Optional<String> beginning(Path journal) throws IOException {
    return RecordFiles.first(journal)
        .filter(Base::isPieceOf)
        .map(piece -> "compacted: its first records are what earlier outcomes led to");
  }

  /**
   * Makes sure that a journal, its head and its checkpoint can be written without writing over
   * anything.
   *
   * @throws FileAlreadyExistsException if one of them exists
   */
  public static void requireFree(Path journal) throws FileAlreadyExistsException {
    RecordFiles.requireFree(journal);
    RecordFiles.refuseTaken(Checkpoint.of(journal));
  }

  /**
   * Copies a journal with its head, and its checkpoint if there is one.
   *
   * @throws FileAlreadyExistsException if one of them is there already
   * @throws IOException if the journal is damaged; nothing is copied then
   */
  public static RecordFiles.Facts copy(Path from, Path to) throws IOException {
    requireFree(to);
    // The checkpoint first: one that is newer than the journal beside it could not be used.
    if (Files.isRegularFile(Checkpoint.of(from))) {
      Files.copy(Checkpoint.of(from), Checkpoint.of(to));
    }
    try {
      return RecordFiles.copy(from, to);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(Checkpoint.of(to));
      throw e;
    }
  }

  /** Why outcomes cannot be kept, without the names of files; empty if they can. */
  public Optional<String> degraded() {
    return open.values().stream().flatMap(one -> one.degraded().stream()).findFirst();
  }

  /**
   * Deletes the journals of models that have not been served for so long. Those that are served are
   * kept whole, since a model learns from all of its outcomes; so are other files.
   */
  public void forget(Duration unused) throws IOException {
    FileTime now = FileTime.from(Instant.now());
    Instant oldest = now.toInstant().minus(unused);
    for (Path file : files()) {
      Matcher name = JOURNAL.matcher(file.getFileName().toString());
      if (!name.matches()) {
        continue;
      }
      if (open.containsKey(folder.resolve(name.group(1)))) {
        Files.setLastModifiedTime(file, now);
      } else if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
        Files.delete(file);
        LOG.info("{} is deleted: its model was not served for {} days", file, unused.toDays());
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    writer.shutdown();
    USED.remove(folder);
    lock.close();
  }
}
