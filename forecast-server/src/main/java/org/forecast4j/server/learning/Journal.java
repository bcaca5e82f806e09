package org.forecast4j.server.learning;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes in a file that only grows. Each stands behind its length and the length's complement and
 * ends with its checksum. It is forced to the disk before it is acknowledged, so neither a killed
 * server nor a lost machine loses one.
 *
 * <p>What a crash can leave is a last record that is not whole: it was never acknowledged, and is
 * dropped. Damage anywhere else is refused, since dropping it would lose outcomes silently.
 */
final class Journal implements OutcomeLog {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final int HEAD = 2 * Integer.BYTES;
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;

  /** Not a channel: an interrupted thread would close it. */
  private final RandomAccessFile out;

  private long end;

  private Journal(Path file, RandomAccessFile out) {
    this.file = file;
    this.out = out;
  }

  static Journal open(Path file) throws IOException {
    return new Journal(file, new RandomAccessFile(file.toFile(), "rw"));
  }

  @Override
  public List<LogEntry> read() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    List<LogEntry> outcomes = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int start = bytes.position();
      byte[] record = next(bytes);
      if (record == null) {
        drop(start, bytes.limit());
        break;
      }
      try {
        outcomes.add(LogEntry.fromBytes(record));
      } catch (IllegalArgumentException e) {
        if (bytes.hasRemaining()) {
          throw damaged(start, String.valueOf(e.getMessage()));
        }
        drop(start, bytes.limit());
        break;
      }
      end = bytes.position();
    }
    return outcomes;
  }

  /** The next record's bytes, or null if the file ends within it. */
  private byte @Nullable [] next(ByteBuffer bytes) throws IOException {
    int start = bytes.position();
    if (bytes.remaining() < HEAD) {
      return null;
    }
    int length = bytes.getInt();
    int complement = bytes.getInt();
    if (length != ~complement || length < 0 || length > MOST_BYTES) {
      if (onlyZeros(bytes, start)) {
        return null;
      }
      throw damaged(
          start,
          "its length is " + length + ", complement " + complement + "; expected " + ~length);
    }
    if (bytes.remaining() < length) {
      return null;
    }
    byte[] record = new byte[length];
    bytes.get(record);
    return record;
  }

  /** Some file systems lengthen a file before they write it. */
  private static boolean onlyZeros(ByteBuffer bytes, int from) {
    for (int i = from; i < bytes.limit(); i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private IOException damaged(int start, String how) {
    return new IOException(
        file
            + " is damaged: the outcome at byte "
            + start
            + " cannot be read: "
            + how
            + "; restore the file, or move it away to begin anew");
  }

  private void drop(int start, int limit) throws IOException {
    LOG.warn(
        "{} ends within an outcome that was never acknowledged: the last {} bytes are dropped",
        file,
        limit - start);
    out.setLength(start);
    out.getFD().sync();
  }

  @Override
  public void append(List<? extends LogEntry> outcomes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (LogEntry outcome : outcomes) {
      byte[] record = outcome.toBytes();
      if (record.length > MOST_BYTES) {
        throw new IllegalArgumentException(
            "the outcome takes " + record.length + " bytes; expected at most " + MOST_BYTES);
      }
      ByteBuffer head = ByteBuffer.allocate(HEAD).putInt(record.length).putInt(~record.length);
      bytes.writeBytes(head.array());
      bytes.writeBytes(record);
    }
    try {
      out.seek(end);
      out.write(bytes.toByteArray());
      out.getFD().sync();
    } catch (IOException e) {
      // A full disk leaves half a record: it must not stand before the next one.
      out.setLength(end);
      throw e;
    }
    end += bytes.size();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
