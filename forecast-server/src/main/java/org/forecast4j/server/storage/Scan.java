package org.forecast4j.server.storage;

import java.io.IOException;
import java.nio.file.Path;
import org.forecast4j.server.storage.Format.Head;
import org.forecast4j.server.storage.Format.Header;
import org.forecast4j.server.storage.RecordReader.Found;

/**
 * What stands in a record file, held against its head: every acknowledged record, each following
 * the one before, or an error that says where that ends.
 *
 * @param count how many records are whole, of them some behind the head
 * @param end the byte behind the last of them
 * @param check the check of the last of them
 * @param beyond how many of them stand behind the head: they were written, not acknowledged
 * @param rest how many bytes behind them are no whole record, and were never acknowledged
 */
record Scan(long count, long end, int check, long beyond, long rest) {

  /** Takes records in their order. */
  @FunctionalInterface
  interface Taker {
    /** Takes a record that follows the one before. */
    void take(Found found) throws IOException;
  }

  /** Reads the acknowledged records of a file. */
  static Scan acknowledged(Path path, Blocks file, HeadFile heads, Taker taker) throws IOException {
    Header header = header(path, file);
    Head head = heads.head();
    if (head.id() != header.id()) {
      throw new IOException(
          heads.path()
              + " belongs to another file than "
              + path
              + ": its id is "
              + Long.toHexString(head.id())
              + ", that of the file is "
              + Long.toHexString(header.id())
              + "; which records were acknowledged is not known; restore the two together, or run"
              + " 'journal salvage'");
    }
    return acknowledged(path, file, head, header, taker);
  }

  /** Reads a file from its first record to its end. */
  static Scan of(Path path, Blocks file, HeadFile heads, Taker taker) throws IOException {
    Scan scan = acknowledged(path, file, heads, taker).beyond(file, taker);
    if (heads.isDoubtful() && scan.rest() > 0) {
      throw damaged(
          path,
          scan.end(),
          scan.count() + 1,
          scan.rest() + " bytes are no whole record",
          "one of the two heads in "
              + heads.path()
              + " is damaged, so whether it was acknowledged is not known");
    }
    return scan;
  }

  /** The header of a file. */
  static Header header(Path path, Blocks file) throws IOException {
    if (file.length() < Format.FILE_HEADER) {
      throw new IOException(
          path
              + " is damaged at byte 0: it has "
              + file.length()
              + " bytes; its header alone has "
              + Format.FILE_HEADER
              + HOW_TO_GO_ON);
    }
    byte[] bytes = new byte[Format.FILE_HEADER];
    file.read(0, bytes, 0, bytes.length);
    try {
      return Header.fromBytes(bytes);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          path + " is damaged at byte 0, in its header: " + e.getMessage() + HOW_TO_GO_ON, e);
    }
  }

  private static Scan acknowledged(Path path, Blocks file, Head head, Header header, Taker taker)
      throws IOException {
    RecordReader reader = new RecordReader(file);
    long length = reader.end();
    long at = Format.FILE_HEADER;
    long sequence = 0;
    int check = header.check();
    while (at < head.end() || sequence < head.count()) {
      long expected = sequence + 1;
      Found found = reader.at(at);
      if (found == null) {
        String how =
            length < head.end()
                ? "the file ends at byte " + length + "; its head says " + head.end()
                : reader.flaw();
        throw damaged(path, at, expected, how, known(head, expected));
      }
      if (found.sequence() != expected) {
        String how = "record " + found.sequence() + " stands in its place: moved, or others lost";
        throw damaged(path, at, expected, how, known(head, expected));
      }
      if (found.link() != check) {
        throw damaged(
            path, at, expected, "it follows another record " + sequence, known(head, expected));
      }
      taker.take(found);
      sequence = expected;
      at = found.end();
      check = found.check();
    }
    if (at != head.end() || sequence != head.count() || check != head.check()) {
      throw damaged(
          path,
          at,
          sequence,
          "the head was written after another record",
          "records up to " + sequence + " are whole, and may not be those that were acknowledged");
    }
    return new Scan(sequence, at, check, 0, 0);
  }

  /** The acknowledged records before and from a damaged one on. */
  private static String known(Head head, long damaged) {
    String before =
        damaged == 1
            ? "no record stands before it"
            : "records 1 to " + (damaged - 1) + " are whole";
    String rest =
        damaged == head.count()
            ? "this one, acknowledged,"
            : damaged + " to " + head.count() + ", all acknowledged,";
    return before + ", of " + rest + " that is not known";
  }

  /** Goes on behind the head as long as records are whole. */
  private Scan beyond(Blocks file, Taker taker) throws IOException {
    RecordReader reader = new RecordReader(file);
    Scan scan = this;
    while (scan.end < reader.end()) {
      Found found = reader.at(scan.end);
      if (found == null || found.sequence() != scan.count + 1 || found.link() != scan.check) {
        break;
      }
      taker.take(found);
      scan = new Scan(found.sequence(), found.end(), found.check(), scan.beyond + 1, 0);
    }
    return new Scan(scan.count, scan.end, scan.check, scan.beyond, reader.end() - scan.end);
  }

  static final String HOW_TO_GO_ON =
      "; restore it from a backup with 'journal restore', or save what is readable with 'journal"
          + " salvage'";

  private static IOException damaged(Path path, long at, long sequence, String how, String known) {
    return new IOException(
        path
            + " is damaged at byte "
            + at
            + ", record "
            + sequence
            + ": "
            + how
            + "; "
            + known
            + HOW_TO_GO_ON);
  }
}
