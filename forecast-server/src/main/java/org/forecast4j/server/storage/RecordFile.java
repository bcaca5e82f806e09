package org.forecast4j.server.storage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of records that only grows. When {@link #append} returns, its records are on the disk, and
 * so is a head beside the file that says how many there are; only then are they acknowledged. No
 * killed process, lost machine or full disk loses one of them.
 *
 * <p>Each record carries its sequence number, the check of the record before it and its own. So any
 * damage to what was acknowledged is refused when it is read, saying where: a changed byte, zeros,
 * a record that is missing, repeated or in another place, an end that is not where the head says. A
 * check is CRC32C, which finds accidents; it is no protection against somebody who forges one, nor
 * against an older copy of both files in the place of the newer. What stands behind the head was
 * never acknowledged: whole records are kept, the rest is dropped with a warning.
 *
 * <p>One process at a time may have the file open. Before each append the file is held against what
 * it was: one that was deleted, replaced, cut or lengthened by somebody else is not written, and
 * the append fails; it works again as soon as the file is back.
 *
 * <p>Reading takes memory for one record. Safe for concurrent use.
 */
public final class RecordFile implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(RecordFile.class);
  private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What this process has open. POSIX would release the lock of a file if the process opened it
   * once more and closed that again.
   */
  private static final Set<FileIdentity> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final String kind;
  private final Runnable failed;
  private final Blocks.Opener opener;
  private final ReentrantLock lock = new ReentrantLock();
  private Appender end;
  private boolean isRead;
  private boolean closed;
  private long lastTry;
  private volatile @Nullable String degraded;

  /** Takes records in their order. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Takes a record.
     *
     * @param sequence its number, from 1 on
     * @param bytes what was appended; the visitor's own
     */
    void accept(long sequence, byte[] bytes) throws IOException;
  }

  /**
   * The end of a number of records, which no other file has and no other records lead to.
   *
   * @param file the id of the file
   * @param sequence how many records
   * @param check that of the last of them, which rests on all before
   */
  public record Position(long file, long sequence, int check) {}

  private RecordFile(Path path, String kind, Runnable failed, Blocks.Opener opener, Appender end) {
    this.path = path;
    this.kind = kind;
    this.failed = failed;
    this.opener = opener;
    this.end = end;
  }

  /**
   * Opens a file, or makes it if there is none.
   *
   * @param kind what the records are, at most 16 lower-case letters; a file of another kind is
   *     refused
   * @param failed is told of each append that fails, to count it
   * @throws IOException if it is in use, not a record file, or its head does not fit it
   */
  public static RecordFile open(Path path, String kind, Runnable failed) throws IOException {
    return open(path, kind, failed, Blocks::open);
  }

  /**
   * As {@link #open}; a journal of version 1 becomes a record file, and the old one stays beside it
   * under the ending {@code .v1}.
   *
   * @param kind as there
   * @param failed as there
   * @throws IOException as there
   */
  public static RecordFile openOrUpgrade(Path path, String kind, Runnable failed)
      throws IOException {
    if (Version1.isIt(path)) {
      Version1.upgrade(path, kind);
    }
    return open(path, kind, failed);
  }

  static RecordFile open(Path path, String kind, Runnable failed, Blocks.Opener opener)
      throws IOException {
    Replacement.finish(path);
    if (!Files.exists(path)) {
      requireNothingLost(path);
      Replacement.write(path, kind, List.<byte[]>of().iterator());
      Replacement.move(path);
    }
    FileIdentity identity = FileIdentity.of(path);
    if (!OPEN.add(identity)) {
      throw Replacement.inUse(path);
    }
    try {
      Blocks file = Replacement.openLocked(path, opener);
      return new RecordFile(path, kind, failed, opener, end(path, kind, opener, file, identity));
    } catch (IOException | RuntimeException e) {
      OPEN.remove(identity);
      throw e;
    }
  }

  /** Whether this process has a file open. */
  static boolean isOpen(Path path) throws IOException {
    return OPEN.contains(FileIdentity.of(path));
  }

  private static void requireNothingLost(Path path) throws IOException {
    Path head = HeadFile.of(path);
    if (Files.exists(head)) {
      throw new NoSuchFileException(
          path
              + " is missing, and "
              + head
              + " says that it was there; bring it back, restore it from a backup with 'journal"
              + " restore', or move the head away to begin anew");
    }
  }

  private static Appender end(
      Path path, String kind, Blocks.Opener opener, Blocks file, FileIdentity identity)
      throws IOException {
    try {
      String found = Scan.header(path, file).kind();
      if (!found.equals(kind)) {
        throw new IOException(path + " holds '" + found + "'; expected '" + kind + "'");
      }
      return new Appender(path, file, identity, HeadFile.open(path, opener, false));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * What is wrong with a file that has a whole record which is not what its reader expects.
   *
   * @param sequence the record's number
   * @param cause why it cannot be read
   */
  public static IOException unreadable(Path path, long sequence, Exception cause) {
    String why = cause instanceof EOFException ? "it ends too early" : cause.getMessage();
    return new IOException(
        path
            + " holds what this server cannot read: record "
            + sequence
            + " is whole, and "
            + why
            + "; a newer server may have written it",
        cause);
  }

  /**
   * Reads every record. The first time, what stands behind the head is read too, if it is whole;
   * what is not was never acknowledged, and is dropped.
   *
   * @throws IOException if what was acknowledged cannot be read, saying where and what is known;
   *     the file is left as it is
   */
  public void read(Visitor visitor) throws IOException {
    take(found -> visitor.accept(found.sequence(), found.bytes()));
  }

  /**
   * As {@link #read}, but hands over only what stands behind a position; all is checked.
   *
   * @return whether the file has that position; if not, nothing is handed over
   */
  public boolean readBehind(Position position, Visitor visitor) throws IOException {
    lock.lock();
    try {
      requireOpen();
      if (end.head().id() != position.file() || end.head().count() < position.sequence()) {
        return false;
      }
      take(
          found -> {
            if (found.sequence() > position.sequence()) {
              visitor.accept(found.sequence(), found.bytes());
            } else if (found.sequence() == position.sequence()
                && found.check() != position.check()) {
              throw new OtherPosition();
            }
          });
      return true;
    } catch (OtherPosition e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Another record stands where a position ends. */
  private static final class OtherPosition extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private void take(Scan.Taker taker) throws IOException {
    lock.lock();
    try {
      requireOpen();
      if (isRead) {
        Scan.acknowledged(path, end.file(), end.heads(), taker);
        return;
      }
      Scan scan = Scan.of(path, end.file(), end.heads(), taker);
      if (scan.beyond() > 0) {
        LOG.warn(
            "{} holds {} whole records behind the last that was acknowledged: they are kept",
            path,
            scan.beyond());
      }
      if (scan.rest() > 0) {
        LOG.warn(
            "{} ends within a record that was never acknowledged: the last {} bytes are dropped",
            path,
            scan.rest());
      }
      end.settle(scan);
      isRead = true;
    } finally {
      lock.unlock();
    }
  }

  /** Where what is acknowledged ends. */
  public Position position() {
    lock.lock();
    try {
      return new Position(end.head().id(), end.head().count(), end.head().check());
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many records are acknowledged.
   *
   * @return their number, which is the sequence number of the last
   */
  public long count() {
    lock.lock();
    try {
      return end.head().count();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Appends records, all or none, at the price of one: the more at once, the less each costs.
   *
   * @param records each 1 byte to 1 MiB
   * @throws IOException if they cannot be kept: none of them is acknowledged, and the next append
   *     tries anew
   */
  public void append(List<byte[]> records) throws IOException {
    if (!records.isEmpty()) {
      write(
          () -> {
            if (!isRead) {
              read((sequence, bytes) -> {});
            }
            end.append(records);
          });
    }
  }

  /**
   * Replaces all records, at once or not at all: they are written beside the file, forced, and
   * moved into place. For a file of which older records are not needed any more.
   *
   * @param records what is kept, asked for one by one; each 1 byte to 1 MiB
   * @throws IOException if they cannot be kept
   */
  public void replace(Iterator<byte[]> records) throws IOException {
    write(
        () -> {
          end.requireSame();
          Replacement.write(path, kind, records);
          Blocks file = Replacement.moveLocked(path, opener);
          Appender old = end;
          end = end(path, kind, opener, file, FileIdentity.of(path));
          isRead = true;
          OPEN.add(end.identity());
          OPEN.remove(old.identity());
          old.close();
        });
  }

  private interface Write {
    void run() throws IOException;
  }

  private void write(Write write) throws IOException {
    lock.lock();
    try {
      requireOpen();
      write.run();
      well();
    } catch (IOException e) {
      failed.run();
      ill(e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException(path + " is closed");
    }
  }

  /**
   * Why records cannot be kept, without the file's name. The file is looked at, and after a
   * failure, once a second, whether the disk takes bytes again.
   *
   * @return empty if they can be kept, as far as is known
   */
  public Optional<String> degraded() {
    if (!lock.tryLock()) {
      return Optional.ofNullable(degraded);
    }
    try {
      if (!closed && isRead) {
        end.requireSame();
        if (degraded != null && System.nanoTime() - lastTry >= PROBE_NANOS) {
          end.probe();
          well();
        }
      }
    } catch (IOException e) {
      ill(e);
    } finally {
      lock.unlock();
    }
    return Optional.ofNullable(degraded);
  }

  private void well() {
    if (degraded != null) {
      LOG.info("{} is written again", path);
      degraded = null;
    }
  }

  private void ill(IOException e) {
    lastTry = System.nanoTime();
    String why = String.valueOf(e.getMessage());
    String reason = why.replace(path.toString(), "the file");
    if (!reason.equals(degraded)) {
      LOG.warn("{} cannot be written, nothing is acknowledged until it can: {}", path, why);
      degraded = reason;
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        OPEN.remove(end.identity());
        end.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
