package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The folder in which a server keeps what it learns: one journal for each version of each model,
 * since a newly trained model begins anew. One server at a time may use it.
 */
public final class StateFolder implements Closeable {
  private static final int ORIGIN_DIGITS = 16;

  private final Path folder;
  private final FileChannel lock;

  private StateFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  public static StateFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isFree(lock)) {
      lock.close();
      throw new IOException(
          "state folder " + folder + " is in use by another server; expected one of its own");
    }
    return new StateFolder(folder, lock);
  }

  private static boolean isFree(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** The journal of a model, by its name and its origin, which tells it from every other. */
  public Journal journal(String model, String origin) throws IOException {
    return Journal.open(folder.resolve(fileName(model, origin)));
  }

  static String fileName(String model, String origin) {
    String plain = model.replaceAll("[^A-Za-z0-9._-]", "_");
    return plain + "-" + origin.substring(0, ORIGIN_DIGITS) + ".journal";
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
