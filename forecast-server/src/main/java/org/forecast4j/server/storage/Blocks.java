package org.forecast4j.server.storage;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/** The bytes of an open file. Tests put a full disk in its place. */
interface Blocks extends Closeable {
  /** How many bytes there are. */
  long length() throws IOException;

  /** Fills an array from a place in the file. */
  void read(long at, byte[] into, int offset, int length) throws IOException;

  /** Writes bytes; when it returns, they are on the disk. */
  void write(long at, byte[] bytes) throws IOException;

  /** Drops what lies behind a place. */
  void truncate(long length) throws IOException;

  /** Keeps other processes from locking the file; false if one has. */
  boolean lock() throws IOException;

  /** Opens what tests put something else in the place of. */
  @FunctionalInterface
  interface Opener {
    /** Opens a file that exists, for reading alone or for both. */
    Blocks open(Path file, boolean readOnly) throws IOException;
  }

  /**
   * Opens a file. Not as a channel, which an interrupted thread would close. POSIX knows of locks
   * by file and process: opening the same file a second time in one process and closing it again
   * releases the lock of the first.
   */
  static Blocks open(Path path, boolean readOnly) throws IOException {
    return open(path, readOnly ? "r" : "rwd");
  }

  /** As {@link RandomAccessFile} opens a file in a mode; without d nothing is forced. */
  static Blocks open(Path path, String mode) throws IOException {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), mode);
    return new Blocks() {
      @Override
      public long length() throws IOException {
        return file.length();
      }

      @Override
      public void read(long at, byte[] into, int offset, int length) throws IOException {
        file.seek(at);
        try {
          file.readFully(into, offset, length);
        } catch (EOFException e) {
          throw new IOException(path + " became shorter while it was read", e);
        }
      }

      @Override
      public void write(long at, byte[] bytes) throws IOException {
        file.seek(at);
        file.write(bytes);
      }

      @Override
      public void truncate(long length) throws IOException {
        file.setLength(length);
      }

      @Override
      public boolean lock() throws IOException {
        try {
          return file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
          return false;
        }
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
