package org.forecast4j.server.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads records where they stand, a window of the file at a time; trusts no length. */
final class RecordReader {
  private static final int WINDOW = 1 << 16;

  private final Blocks file;
  private final long end;
  private final byte[] window = new byte[WINDOW];
  private long windowAt;
  private int windowLength;
  private String flaw = "";

  /**
   * A record that matches its own check.
   *
   * @param end the byte behind it
   * @param sequence its number
   * @param link the check of the record before it
   * @param check its own
   * @param bytes what was appended
   */
  record Found(long end, long sequence, int link, int check, byte[] bytes) {}

  /** Reads a file up to where it ends now. */
  RecordReader(Blocks file) throws IOException {
    this.file = file;
    end = file.length();
  }

  long end() {
    return end;
  }

  /** The record at a place; null if there is none, and then {@link #flaw()} says why. */
  @Nullable Found at(long at) throws IOException {
    long left = end - at;
    if (left < Format.RECORD_HEADER) {
      flaw = "it has " + left + " bytes; its header alone has " + Format.RECORD_HEADER;
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes(at, Format.RECORD_HEADER));
    int length = in.getInt();
    if (!Format.isLength(length)) {
      flaw = "its length is " + length + "; expected 1 to " + Format.MAX_BYTES;
      return null;
    }
    if (left < Format.RECORD_HEADER + length) {
      flaw = "its length is " + length + "; " + (left - Format.RECORD_HEADER) + " bytes are there";
      return null;
    }
    long sequence = in.getLong();
    int link = in.getInt();
    int check = in.getInt();
    byte[] bytes = bytes(at + Format.RECORD_HEADER, length);
    int computed = Format.recordCheck(in.array(), 0, bytes);
    if (computed != check) {
      flaw = String.format(Locale.ROOT, "its check is %08x; its bytes have %08x", check, computed);
      return null;
    }
    return new Found(at + Format.RECORD_HEADER + length, sequence, link, check, bytes);
  }

  /** Why there was no record where one was looked for last. */
  String flaw() {
    return flaw;
  }

  /** Bytes before the end. */
  byte[] bytes(long at, int length) throws IOException {
    byte[] bytes = new byte[length];
    if (length > WINDOW) {
      file.read(at, bytes, 0, length);
      return bytes;
    }
    if (at < windowAt || at + length > windowAt + windowLength) {
      windowAt = at;
      windowLength = (int) Math.min(WINDOW, end - at);
      file.read(windowAt, window, 0, windowLength);
    }
    System.arraycopy(window, (int) (at - windowAt), bytes, 0, length);
    return bytes;
  }
}
