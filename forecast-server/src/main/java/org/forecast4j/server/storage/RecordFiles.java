package org.forecast4j.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.forecast4j.server.storage.RecordFile.Position;

/**
 * What can be done with record files from outside. All but salvaging may be done while a server, in
 * another process, appends to the file: what it had acknowledged at the beginning is what counts.
 */
public final class RecordFiles {
  private static final int TRIES = 3;

  private RecordFiles() {}

  /**
   * What a file holds that is not damaged.
   *
   * @param kind what the records are
   * @param version of the format
   * @param acknowledged how many records the head says; as many are there
   * @param beyond how many whole records stand behind them
   * @param rest how many bytes behind those are no whole record
   * @param bytes how many bytes the records take
   * @param headDamaged whether one of the two heads is damaged
   */
  public record Facts(
      String kind,
      int version,
      long acknowledged,
      long beyond,
      long rest,
      long bytes,
      boolean headDamaged) {}

  /**
   * Reads a whole file, and changes nothing.
   *
   * @throws IOException if it is damaged, saying where and what is known
   */
  public static Facts verify(Path path) throws IOException {
    require(path);
    if (Version1.isIt(path)) {
      return verifyVersion1(path);
    }
    try (Blocks file = Blocks.open(path, true);
        HeadFile heads = HeadFile.open(path, Blocks::open, true)) {
      String kind = Scan.header(path, file).kind();
      Scan scan = Scan.of(path, file, heads, found -> {});
      return new Facts(
          kind,
          Format.VERSION,
          heads.head().count(),
          scan.beyond(),
          scan.rest(),
          scan.end(),
          heads.isDoubtful());
    }
  }

  /**
   * Whether a file has, or had before it grew, a position as its end.
   *
   * @throws IOException if it is damaged, saying where
   */
  public static boolean hasBeenAt(Path path, Position position) throws IOException {
    if (Version1.isIt(path)) {
      return false;
    }
    try (Blocks file = Blocks.open(path, true);
        HeadFile heads = HeadFile.open(path, Blocks::open, true)) {
      AtomicBoolean same = new AtomicBoolean(position.sequence() == 0);
      Scan.acknowledged(
          path,
          file,
          heads,
          found -> {
            if (found.sequence() == position.sequence()) {
              same.set(found.check() == position.check());
            }
          });
      return same.get() && heads.head().id() == position.file();
    }
  }

  /**
   * The first record of a file, if that is whole.
   *
   * @throws IOException if the file cannot be read
   */
  public static Optional<byte[]> first(Path path) throws IOException {
    if (Version1.isIt(path)) {
      return Optional.empty();
    }
    try (Blocks file = Blocks.open(path, true)) {
      return Optional.ofNullable(new RecordReader(file).at(Format.FILE_HEADER))
          .map(RecordReader.Found::bytes);
    }
  }

  private static Facts verifyVersion1(Path path) throws IOException {
    try (Blocks file = Blocks.open(path, true)) {
      Version1.Reader reader = new Version1.Reader(path, file);
      while (reader.hasNext()) {
        reader.next();
      }
      long rest = file.length() - reader.end();
      return new Facts("", 1, reader.count(), 0, rest, reader.end(), false);
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Refuses a file that is missing, or that this process would unlock by reading it. */
  static void require(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new NoSuchFileException(
          path + (Files.exists(path) ? " is no file" : " is missing") + "; expected a journal");
    }
    if (RecordFile.isOpen(path)) {
      throw new IOException(path + " is in use by this process");
    }
  }

  /**
   * Copies what is acknowledged of a file, with a head of its own; the copy is read before it takes
   * its place, so it is there wholly or not at all.
   *
   * @param to must not exist
   * @return what was copied
   * @throws IOException if the file is damaged or the place is taken
   */
  public static Facts copy(Path from, Path to) throws IOException {
    require(from);
    requireFree(to);
    for (int i = 1; ; i++) {
      try {
        return copyOnce(from, to);
      } catch (IOException e) {
        // A server may have replaced the file between two looks at it.
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Refuses a place that a file or a head has.
   *
   * @throws FileAlreadyExistsException if there is one
   */
  public static void requireFree(Path to) throws FileAlreadyExistsException {
    refuseTaken(to);
    refuseTaken(HeadFile.of(to));
  }

  /** Refuses to write over a file of any kind. */
  public static void refuseTaken(Path to) throws FileAlreadyExistsException {
    if (Files.exists(to)) {
      throw new FileAlreadyExistsException(
          to + " exists, and nothing is written over; move it away, or name another place");
    }
  }

  private static Facts copyOnce(Path from, Path to) throws IOException {
    if (Version1.isIt(from)) {
      throw new IOException(
          from
              + " is of version 1, which has no head; copy it while no server uses it, or let a"
              + " server open it once");
    }
    try (Blocks file = Blocks.open(from, true);
        HeadFile heads = HeadFile.open(from, Blocks::open, true)) {
      Format.Head head = heads.head();
      Scan scan = Scan.acknowledged(from, file, heads, found -> {});
      Replacement.copy(file, head, to);
      String kind = Scan.header(from, file).kind();
      return new Facts(kind, Format.VERSION, scan.count(), 0, 0, scan.end(), false);
    }
  }
}
