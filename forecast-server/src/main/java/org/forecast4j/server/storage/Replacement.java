package org.forecast4j.server.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.forecast4j.server.storage.Format.Head;
import org.forecast4j.server.storage.Format.Header;

/**
 * A new record file that is written beside the place it is meant for, then moved there: first the
 * file, then its head. A crash between the two is made good when the file is opened, since the head
 * that still stands beside has the id of the file.
 */
final class Replacement {
  private static final String SUFFIX = ".next";
  private static final int MAX_AT_ONCE = 1 << 20;

  private Replacement() {}

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  /** Writes a file with these records beside its place. */
  static void write(Path path, String kind, Iterator<byte[]> records) throws IOException {
    Path next = beside(path);
    Files.deleteIfExists(next);
    Files.createFile(next);
    Header header = Header.of(UUID.randomUUID().getMostSignificantBits(), kind);
    Head head = Head.empty(header);
    try (Blocks file = Blocks.open(next, false)) {
      file.write(0, header.toBytes());
      List<byte[]> some = new ArrayList<>();
      int bytes = 0;
      while (records.hasNext()) {
        byte[] record = records.next();
        some.add(record);
        bytes += record.length;
        if (bytes >= MAX_AT_ONCE || !records.hasNext()) {
          head = append(file, head, some);
          some.clear();
          bytes = 0;
        }
      }
    }
    HeadFile.create(HeadFile.of(next), head);
    forceFolder(path);
  }

  /** Copies what a head acknowledges, and reads the copy before it is moved into its place. */
  static void copy(Blocks from, Head head, Path to) throws IOException {
    Path next = beside(to);
    Files.deleteIfExists(next);
    Files.createFile(next);
    HeadFile.create(HeadFile.of(next), head);
    try (Blocks file = Blocks.open(next, false);
        HeadFile heads = HeadFile.open(next, Blocks::open, true)) {
      for (long at = 0; at < head.end(); at += MAX_AT_ONCE) {
        byte[] bytes = new byte[(int) Math.min(MAX_AT_ONCE, head.end() - at)];
        from.read(at, bytes, 0, bytes.length);
        file.write(at, bytes);
      }
      Scan.of(next, file, heads, found -> {});
    }
    forceFolder(to);
    move(to);
  }

  private static Head append(Blocks file, Head head, List<byte[]> records) throws IOException {
    byte[] bytes = Format.records(records, head.count() + 1, head.check());
    file.write(head.end(), bytes);
    return new Head(
        head.id(),
        0,
        head.count() + records.size(),
        head.end() + bytes.length,
        Format.lastCheck(bytes, records));
  }

  /** Moves the file that was written into its place. */
  static void move(Path path) throws IOException {
    moveFile(path);
    moveHead(path);
  }

  /** As {@link #move}, and locks the file before anybody else can. */
  static Blocks moveLocked(Path path, Blocks.Opener opener) throws IOException {
    Blocks file = openLocked(beside(path), opener);
    try {
      move(path);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Opens a file that no other process has open. */
  static Blocks openLocked(Path path, Blocks.Opener opener) throws IOException {
    Blocks file = opener.open(path, false);
    try {
      if (!file.lock()) {
        throw inUse(path);
      }
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  static IOException inUse(Path path) {
    return new IOException(path + " is in use by another server; expected a file of its own");
  }

  private static void moveFile(Path path) throws IOException {
    Files.move(
        beside(path), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceFolder(path);
  }

  private static void moveHead(Path path) throws IOException {
    Files.move(
        HeadFile.of(beside(path)),
        HeadFile.of(path),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    forceFolder(path);
  }

  /** Moves the head of a file that was moved when the process ended. */
  static void finish(Path path) throws IOException {
    Path next = HeadFile.of(beside(path));
    if (!Files.exists(next) || Files.exists(beside(path)) || !Files.exists(path)) {
      return;
    }
    try (Blocks file = Blocks.open(path, true);
        HeadFile heads = HeadFile.open(beside(path), Blocks::open, true)) {
      if (Scan.header(path, file).id() != heads.head().id()) {
        return;
      }
    }
    moveHead(path);
  }

  /** Makes sure that the names in a file's folder are on the disk. */
  static void forceFolder(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // Windows opens no folder, and needs none of this.
    }
    try (channel) {
      channel.force(true);
    }
  }
}
