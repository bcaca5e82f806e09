package org.forecast4j.server.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.forecast4j.server.storage.Format.Head;
import org.jspecify.annotations.Nullable;

/**
 * The head of a record file, in a file of its own beside it: two of them, of which always the older
 * one is written over, so that a crash within a write leaves the other.
 */
final class HeadFile implements Closeable {
  static final String SUFFIX = ".head";

  /** A place of its own on the disk for each, so that a torn write reaches one alone. */
  private static final int PLACE = 4096;

  private final Path path;
  private final Blocks file;
  private boolean doubtful;
  private Head head;

  /** Which of the two is written next. */
  private int spare;

  private long generation;

  private HeadFile(Path path, Blocks file, Head head, int spare, boolean doubtful) {
    this.path = path;
    this.file = file;
    this.head = head;
    this.spare = spare;
    this.doubtful = doubtful;
    generation = head.generation();
  }

  /** Where the head of a file is. */
  static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  /** Makes the file of a head, which takes all the space that it will ever need. */
  static void create(Path path, Head head) throws IOException {
    byte[] bytes = new byte[PLACE + Format.HEAD];
    System.arraycopy(head.toBytes(), 0, bytes, 0, Format.HEAD);
    System.arraycopy(head.toBytes(), 0, bytes, PLACE, Format.HEAD);
    Files.deleteIfExists(path);
    Files.createFile(path);
    try (Blocks file = Blocks.open(path, false)) {
      file.write(0, bytes);
    }
  }

  /** Opens the head of a record file. */
  static HeadFile open(Path recordFile, Blocks.Opener opener, boolean readOnly) throws IOException {
    Path path = of(recordFile);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(
          path
              + " is missing, so which records of "
              + recordFile
              + " were acknowledged is not known; bring it back, or save the readable records with"
              + " 'journal salvage'");
    }
    Blocks file = opener.open(path, readOnly);
    try {
      return read(path, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static HeadFile read(Path path, Blocks file) throws IOException {
    Head first = read(file, 0);
    Head second = read(file, PLACE);
    if (first != null && second != null && first.id() != second.id()) {
      throw new IOException(
          path + " is damaged: its two heads belong to different files" + Scan.HOW_TO_GO_ON);
    }
    boolean doubtful = first == null || second == null;
    if (first != null && (second == null || first.generation() >= second.generation())) {
      return new HeadFile(path, file, first, 1, doubtful);
    }
    if (second != null) {
      return new HeadFile(path, file, second, 0, doubtful);
    }
    throw new IOException(
        path
            + " is damaged: neither of its two heads can be read, so which records were acknowledged"
            + " is not known"
            + Scan.HOW_TO_GO_ON);
  }

  private static @Nullable Head read(Blocks file, long at) throws IOException {
    if (file.length() < at + Format.HEAD) {
      return null;
    }
    byte[] bytes = new byte[Format.HEAD];
    file.read(at, bytes, 0, bytes.length);
    try {
      return Head.fromBytes(bytes);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  Path path() {
    return path;
  }

  /** The newest head that was written. */
  Head head() {
    return head;
  }

  /** Whether one of the two was damaged when they were read; it may have been the newer one. */
  boolean isDoubtful() {
    return doubtful;
  }

  /** Writes a head; if that fails, either one may be found the next time. */
  void write(long count, long end, int check) throws IOException {
    Head next = new Head(head.id(), ++generation, count, end, check);
    file.write((long) spare * PLACE, next.toBytes());
    head = next;
    spare = 1 - spare;
    doubtful = false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
