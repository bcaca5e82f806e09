package org.forecast4j.server.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.server.storage.Format.Head;

/**
 * Writes behind the end of a record file: first the records, then, when they are on the disk, the
 * head that acknowledges them. Whatever fails in between, file and head fit one another.
 */
final class Appender implements Closeable {
  /** What must fit on the disk for it to be well. */
  private static final byte[] PROBE = new byte[1 << 16];

  private final Path path;
  private final Blocks file;
  private final HeadFile heads;
  private final FileIdentity identity;
  private final FileIdentity headIdentity;

  /** The end of what is acknowledged. */
  private Head head;

  /** Whether something may stand behind the end. */
  private boolean untidy;

  /** Whether the head on the disk may be one that was never acknowledged. */
  private boolean headUnsure;

  /**
   * Takes over an open file and its head.
   *
   * @param identity of the file
   */
  Appender(Path path, Blocks file, FileIdentity identity, HeadFile heads) throws IOException {
    this.path = path;
    this.file = file;
    this.heads = heads;
    this.identity = identity;
    headIdentity = FileIdentity.of(heads.path());
    head = heads.head();
  }

  Blocks file() {
    return file;
  }

  HeadFile heads() {
    return heads;
  }

  FileIdentity identity() {
    return identity;
  }

  /** The end of what is acknowledged. */
  Head head() {
    return head;
  }

  /** Acknowledges what was found behind the head, and drops the rest. */
  void settle(Scan scan) throws IOException {
    if (scan.rest() > 0) {
      file.truncate(scan.end());
    }
    if (scan.beyond() > 0 || heads.isDoubtful()) {
      acknowledge(scan.count(), scan.end(), scan.check());
    }
  }

  /** Appends records, all or none. */
  void append(List<byte[]> records) throws IOException {
    byte[] bytes = Format.records(records, head.count() + 1, head.check());
    tidy();
    write(bytes);
    acknowledge(
        head.count() + records.size(), head.end() + bytes.length, Format.lastCheck(bytes, records));
  }

  /** Fails if the disk takes nothing. */
  void probe() throws IOException {
    tidy();
    write(PROBE);
    tidy();
  }

  /** Fails if the file is not the one that it was, or does not end where it ended. */
  void requireSame() throws IOException {
    identity.requireSame(path);
    headIdentity.requireSame(heads.path());
    long length = file.length();
    if (untidy ? length < head.end() : length != head.end()) {
      throw new IOException(
          path
              + " was changed by another program: it has "
              + length
              + " bytes; expected "
              + head.end());
    }
  }

  private void tidy() throws IOException {
    requireSame();
    if (headUnsure) {
      heads.write(head.count(), head.end(), head.check());
      headUnsure = false;
    }
    if (untidy) {
      file.truncate(head.end());
      untidy = false;
    }
  }

  private void write(byte[] bytes) throws IOException {
    untidy = true;
    try {
      file.write(head.end(), bytes);
    } catch (IOException e) {
      tidyQuietly(e);
      throw e;
    }
  }

  private void acknowledge(long count, long end, int check) throws IOException {
    headUnsure = true;
    try {
      heads.write(count, end, check);
    } catch (IOException e) {
      tidyQuietly(e);
      throw e;
    }
    head = heads.head();
    headUnsure = false;
    untidy = false;
  }

  /**
   * Frees what half a record takes, but not before a head without it is on the disk for sure. If
   * that fails too, it is done before the next append.
   */
  private void tidyQuietly(IOException cause) {
    try {
      tidy();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      heads.close();
    } finally {
      file.close();
    }
  }
}
