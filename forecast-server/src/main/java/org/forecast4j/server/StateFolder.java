package org.forecast4j.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/**
 * The folder in which a server keeps what it learns: one journal for each version of each model,
 * since a newly trained model begins anew. One server at a time may use it.
 */
final class StateFolder implements Closeable {
  private static final int NAME_BYTES = 8;

  private final Path folder;
  private final FileChannel lock;

  private StateFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static StateFolder open(Path folder) throws IOException {
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

  /** The journal of a model, by its name and a hash of its manifest. */
  Journal journal(String model, String fingerprint) throws IOException {
    return Journal.open(folder.resolve(fileName(model, fingerprint)));
  }

  static String fileName(String model, String fingerprint) {
    String plain = model.replaceAll("[^A-Za-z0-9._-]", "_");
    String hash = HexFormat.of().formatHex(Sha256.of(fingerprint), 0, NAME_BYTES);
    return plain + "-" + hash + ".journal";
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
