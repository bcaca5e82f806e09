package org.forecast4j.server.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A disk that fails when it is told to, in the midst of what it writes. */
class FaultyDisk implements Blocks.Opener {
  static final String FULL = "No space left on device";

  /** What becomes of a write: how many of its bytes reach the disk; all of them is no failure. */
  int reaches(Path file, long at, int length) {
    return length;
  }

  /** Whether a file can be cut. */
  boolean truncates() {
    return true;
  }

  /** Whether no other process has a file. */
  boolean locks() {
    return true;
  }

  /** Is told of each file that is opened. */
  void opened() {}

  /** Is told of each file that is closed. */
  void closed() {}

  @Override
  public Blocks open(Path path, boolean readOnly) throws IOException {
    // Nothing is forced: what a test sees does not depend on it, and how long it takes does.
    Blocks file = Blocks.open(path, "rw");
    opened();
    return new Blocks() {
      @Override
      public long length() throws IOException {
        return file.length();
      }

      @Override
      public void read(long at, byte[] into, int offset, int length) throws IOException {
        file.read(at, into, offset, length);
      }

      @Override
      public void write(long at, byte[] bytes) throws IOException {
        int reaches = reaches(path, at, bytes.length);
        file.write(at, Arrays.copyOf(bytes, Math.min(Math.abs(reaches), bytes.length)));
        if (reaches != bytes.length) {
          throw new IOException(FULL);
        }
      }

      @Override
      public void truncate(long length) throws IOException {
        if (!truncates()) {
          throw new IOException(FULL);
        }
        file.truncate(length);
      }

      @Override
      public boolean lock() throws IOException {
        return locks() && file.lock();
      }

      @Override
      public void close() throws IOException {
        file.close();
        closed();
      }
    };
  }
}
