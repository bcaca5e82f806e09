package org.forecast4j.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file beside another one that is replaced as a whole: what it held before is there, or what it
 * holds now. It is a list of parts, so that no more than one of them need be in memory at a time.
 *
 * <pre>
 * file    parts, 0 4, check 4
 * part    length 4, bytes
 * </pre>
 *
 * <p>The check is CRC32C of all that stands before it.
 */
public final class SideFile {
  private static final String NEXT = ".next";

  private SideFile() {}

  /**
   * Writes parts beside their place, forces them to the disk, and moves them there.
   *
   * @param parts each of at least 1 byte, asked for one by one
   */
  public static void write(Path path, Iterator<byte[]> parts) throws IOException {
    Path next = next(path);
    try {
      writeForced(next, parts);
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException | Error e) {
      discardUnfinished(path);
      throw e;
    }
    Replacement.forceFolder(path);
  }

  /** Deletes what a write that did not end has left: it takes space that others need. */
  public static void discardUnfinished(Path path) throws IOException {
    Files.deleteIfExists(next(path));
  }

  private static Path next(Path path) {
    return path.resolveSibling(path.getFileName() + NEXT);
  }

  private static void writeForced(Path next, Iterator<byte[]> parts) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      CRC32C crc = new CRC32C();
      while (parts.hasNext()) {
        byte[] part = parts.next();
        put(file, crc, ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        put(file, crc, ByteBuffer.wrap(part));
      }
      put(file, crc, ByteBuffer.allocate(Integer.BYTES));
      put(file, crc, ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).flip());
      file.force(true);
    }
  }

  private static void put(FileChannel file, CRC32C crc, ByteBuffer bytes) throws IOException {
    crc.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /**
   * Reads the parts of a file, all of it checked.
   *
   * @param most bytes that it may have
   * @throws IllegalArgumentException if it is larger or damaged, saying how
   * @throws IOException if there is none or it cannot be read
   */
  public static List<byte[]> read(Path path, long most) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      if (file.size() > most) {
        throw new IllegalArgumentException(
            "it has " + file.size() + " bytes; expected at most " + most + ", half of the heap");
      }
      CRC32C crc = new CRC32C();
      List<byte[]> parts = new ArrayList<>();
      for (int length = length(file, crc); length > 0; length = length(file, crc)) {
        parts.add(bytes(file, crc, length));
      }
      int computed = (int) crc.getValue();
      int stored = ByteBuffer.wrap(bytes(file, crc, Integer.BYTES)).getInt();
      if (stored != computed || file.position() != file.size()) {
        throw new IllegalArgumentException("its check is not that of its bytes");
      }
      return parts;
    }
  }

  private static int length(FileChannel file, CRC32C crc) throws IOException {
    return ByteBuffer.wrap(bytes(file, crc, Integer.BYTES)).getInt();
  }

  private static byte[] bytes(FileChannel file, CRC32C crc, int length) throws IOException {
    if (length < 0 || length > file.size() - file.position()) {
      throw new IllegalArgumentException(
          "it ends too early: "
              + (file.size() - file.position())
              + " bytes are left; expected "
              + length);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes) < 0) {
        throw new IllegalArgumentException("it became shorter while it was read");
      }
    }
    crc.update(bytes.array());
    return bytes.array();
  }
}
