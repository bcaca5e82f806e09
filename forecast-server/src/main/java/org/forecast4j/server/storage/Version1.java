package org.forecast4j.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The format of journals before record files: each record behind its length and the length's
 * complement, ending with its own CRC32C, and nothing that says how many there are. So a last
 * record that is not whole may be one that was acknowledged, and a file without records is an empty
 * one.
 */
final class Version1 {
  static final int HEADER = 2 * Integer.BYTES;
  private static final Logger LOG = LoggerFactory.getLogger(Version1.class);
  private static final int MIN_BYTES = 16;

  /** How far a file without a header is searched for a record. */
  private static final long MOST_SEARCHED = 1 << 20;

  private Version1() {}

  /** Whether a file is of this format, or of none. */
  static boolean isIt(Path path) throws IOException {
    if (!Files.exists(path) || Files.exists(HeadFile.of(path))) {
      return false;
    }
    try (Blocks file = Blocks.open(path, true)) {
      byte[] magic = new byte[(int) Math.min(Integer.BYTES, file.length())];
      file.read(0, magic, 0, magic.length);
      return magic.length < Integer.BYTES || ByteBuffer.wrap(magic).getInt() != Format.MAGIC;
    }
  }

  /** Writes the records of a file into one of today's format, and leaves the old one beside it. */
  static void upgrade(Path path, String kind) throws IOException {
    try (Blocks file = Blocks.open(path, true)) {
      Reader reader = new Reader(path, file);
      try {
        Replacement.write(path, kind, reader);
      } catch (UncheckedIOException e) {
        throw new IOException(e.getMessage(), e);
      }
      Path kept = keep(path);
      if (reader.end < file.length()) {
        LOG.warn(
            "{} ends within a record, which its format does not tell from one that was never"
                + " acknowledged: the last {} bytes are not taken over; they stay in {}",
            path,
            file.length() - reader.end,
            kept);
      }
      Replacement.move(path);
      LOG.info(
          "{} is of today's format from here on, with all {} records; the old file stays as {}",
          path,
          reader.count,
          kept);
    }
  }

  /** Gives the old file a second name that no other file has. */
  private static Path keep(Path path) throws IOException {
    for (int i = 1; ; i++) {
      Path kept = path.resolveSibling(path.getFileName() + (i == 1 ? ".v1" : ".v1-" + i));
      if (!Files.exists(kept)) {
        try {
          Files.createLink(kept, path);
        } catch (UnsupportedOperationException e) {
          Files.copy(path, kept);
        }
        return kept;
      }
      if (Files.isSameFile(kept, path)) {
        return kept; // A crash came between this and the move.
      }
    }
  }

  /** The record at a place; null if there is none. */
  static byte @Nullable [] at(RecordReader file, long at) throws IOException {
    long left = file.end() - at;
    if (left < HEADER) {
      return null;
    }
    byte[] header = file.bytes(at, HEADER);
    int length = ByteBuffer.wrap(header).getInt();
    if (ByteBuffer.wrap(header).getInt(Integer.BYTES) != ~length
        || length < MIN_BYTES
        || length > Format.MAX_BYTES
        || length > left - HEADER) {
      return null;
    }
    byte[] record = file.bytes(at + HEADER, length);
    CRC32C crc = new CRC32C();
    crc.update(record, 0, length - Integer.BYTES);
    int stored = ByteBuffer.wrap(record).getInt(length - Integer.BYTES);
    return stored == (int) crc.getValue() ? record : null;
  }

  /** Gives the records of a file, up to the first one that is not whole. */
  static final class Reader implements Iterator<byte[]> {
    private final Path path;
    private final RecordReader file;
    private long end;
    private long count;
    private byte @Nullable [] next;

    Reader(Path path, Blocks file) throws IOException {
      this.path = path;
      this.file = new RecordReader(file);
      next = at(this.file, 0);
    }

    /** The byte behind the last record that was given. */
    long end() {
      return end;
    }

    long count() {
      return count;
    }

    @Override
    public boolean hasNext() {
      try {
        if (next == null) {
          requireTorn();
        }
        return next != null;
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    @Override
    public byte[] next() {
      byte[] record = next;
      if (record == null) {
        throw new NoSuchElementException();
      }
      end += HEADER + record.length;
      count++;
      try {
        next = at(file, end);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
      return record;
    }

    /** Refuses a record that is damaged unless it is the last one, which a crash can leave torn. */
    private void requireTorn() throws IOException {
      long length = file.end();
      long left = length - end;
      if (left < HEADER) {
        return;
      }
      byte[] header = file.bytes(end, HEADER);
      int bytes = ByteBuffer.wrap(header).getInt();
      boolean isHeader = ByteBuffer.wrap(header).getInt(Integer.BYTES) == ~bytes;
      boolean isLast =
          isHeader && bytes >= 0 && bytes <= Format.MAX_BYTES && bytes >= left - HEADER;
      if (!isLast && !isZero(end, length)) {
        if (!isHeader) {
          requireJournal();
        }
        throw new IOException(
            path
                + " is damaged at byte "
                + end
                + ", record "
                + (count + 1)
                + " of the old format: "
                + (isHeader
                    ? "its bytes do not match their check"
                    : "its length is " + bytes + ", not what its complement says")
                + Scan.HOW_TO_GO_ON);
      }
    }

    /** Tells a damaged journal from a file of another kind, of which no part reads as a record. */
    private void requireJournal() throws IOException {
      long most = Math.min(file.end(), MOST_SEARCHED);
      for (long at = end; count == 0 && at < most; at++) {
        if (Version1.at(file, at) != null) {
          return;
        }
      }
      if (count == 0) {
        throw new IOException(
            path
                + " is not a journal: it has no header of one, and none of its bytes are a record"
                + " of the old format");
      }
    }

    /** Some file systems lengthen a file before they write it. */
    private boolean isZero(long from, long to) throws IOException {
      int most = 1 << 13;
      for (long at = from; at < to; at += most) {
        for (byte one : file.bytes(at, (int) Math.min(most, to - at))) {
          if (one != 0) {
            return false;
          }
        }
      }
      return true;
    }
  }
}
