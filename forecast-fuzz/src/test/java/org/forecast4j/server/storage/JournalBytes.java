package org.forecast4j.server.storage;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.forecast4j.fuzz.Sealed;

/**
 * The bytes of a journal and its head, as an input stands for them: those of today's format end
 * with the two heads.
 *
 * @param file the journal
 * @param head the file beside it, if there is one
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record JournalBytes(byte[] file, Optional<byte[]> head) {
  /** It is of the old format. */
  static final int OLD = 1;

  /** No check is put right. */
  static final int RAW = 2;

  /** Numbers and links are not put right, checks are. */
  static final int LOOSE = 4;

  /** It is an entry of a journal. */
  static final int ENTRY = 8;

  private static final int HEADS = 2 * Format.HEAD;

  /** Where the second head is. */
  private static final int PLACE = 4_096;

  static JournalBytes of(int how, byte[] input) {
    boolean isRaw = (how & RAW) != 0;
    if ((how & OLD) != 0) {
      return new JournalBytes(isRaw ? input : oldSealed(input), Optional.empty());
    }
    if (input.length < HEADS) {
      return new JournalBytes(input, Optional.empty());
    }
    byte[] file = Arrays.copyOf(input, input.length - HEADS);
    byte[] heads = Arrays.copyOfRange(input, input.length - HEADS, input.length);
    if (!isRaw && file.length >= Format.FILE_HEADER) {
      seal(file, heads, (how & LOOSE) != 0);
    }
    byte[] head = Arrays.copyOf(heads, PLACE + Format.HEAD);
    System.arraycopy(heads, Format.HEAD, head, PLACE, Format.HEAD);
    Arrays.fill(head, Format.HEAD, PLACE, (byte) 0);
    return new JournalBytes(file, Optional.of(head));
  }

  /** An input that stands for a journal in which everything is right. */
  static byte[] whole(String kind, List<byte[]> records) {
    Format.Header header = Format.Header.of(1, kind);
    byte[] bytes = Format.records(records, 1, header.check());
    Format.Head head =
        records.isEmpty()
            ? Format.Head.empty(header)
            : new Format.Head(
                1,
                1,
                records.size(),
                Format.FILE_HEADER + bytes.length,
                Format.lastCheck(bytes, records));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header.toBytes());
    out.writeBytes(bytes);
    out.writeBytes(head.toBytes());
    out.writeBytes(Format.Head.empty(header).toBytes());
    return Sealed.chosen(0, out.toByteArray());
  }

  /** Puts checks right; unless it stays loose, numbers, links and the first head, too. */
  private static void seal(byte[] file, byte[] heads, boolean isLoose) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    ByteBuffer head = ByteBuffer.wrap(heads);
    int last = Format.FILE_HEADER - Integer.BYTES;
    bytes.putInt(last, crc(file, 0, last));
    int check = bytes.getInt(last);
    long acknowledged = head.getLong(24) & 0xff;
    int at = Format.FILE_HEADER;
    int count = 0;
    while (fits(bytes, at, Format.RECORD_HEADER)) {
      if (!isLoose && count <= acknowledged) {
        head.putLong(8, bytes.getLong(8)).putLong(24, count).putLong(32, at).putInt(40, check);
      }
      count++;
      if (!isLoose) {
        bytes.putLong(at + 4, count).putInt(at + 12, check);
      }
      int end = at + Format.RECORD_HEADER + bytes.getInt(at);
      byte[] record = Arrays.copyOfRange(file, at + Format.RECORD_HEADER, end);
      check = Format.recordCheck(file, at, record);
      bytes.putInt(at + 16, check);
      at = end;
    }
    if (!isLoose && count <= acknowledged) {
      head.putLong(8, bytes.getLong(8)).putLong(24, count).putLong(32, at).putInt(40, check);
    }
    for (int from : new int[] {0, Format.HEAD}) {
      int end = from + Format.HEAD - Integer.BYTES;
      head.putInt(end, crc(heads, from, end - from));
    }
  }

  private static boolean fits(ByteBuffer bytes, int at, int header) {
    if (bytes.capacity() - at < header) {
      return false;
    }
    int length = bytes.getInt(at);
    return Format.isLength(length) && length <= bytes.capacity() - at - header;
  }

  private static byte[] oldSealed(byte[] input) {
    ByteBuffer bytes = ByteBuffer.wrap(input.clone());
    int at = 0;
    while (fits(bytes, at, Version1.HEADER) && bytes.getInt(at) >= Integer.BYTES) {
      int length = bytes.getInt(at);
      int end = at + Version1.HEADER + length - Integer.BYTES;
      bytes.putInt(at + Integer.BYTES, ~length);
      bytes.putInt(end, crc(bytes.array(), at + Version1.HEADER, length - Integer.BYTES));
      at = end + Integer.BYTES;
    }
    return bytes.array();
  }

  /** Every record, of either format, whose check is right, wherever it stands. */
  List<ByteBuffer> whole() {
    List<ByteBuffer> found = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    for (int at = 0; at < file.length; at++) {
      if (fits(bytes, at, Format.RECORD_HEADER)) {
        int from = at + Format.RECORD_HEADER;
        byte[] record = Arrays.copyOfRange(file, from, from + bytes.getInt(at));
        if (bytes.getInt(from - Integer.BYTES) == Format.recordCheck(file, at, record)) {
          found.add(ByteBuffer.wrap(record));
        }
      }
      if (fits(bytes, at, Version1.HEADER) && bytes.getInt(at) >= Integer.BYTES) {
        int from = at + Version1.HEADER;
        int length = bytes.getInt(at);
        int end = from + length - Integer.BYTES;
        if (bytes.getInt(end) == crc(file, from, length - Integer.BYTES)) {
          found.add(ByteBuffer.wrap(file, from, length));
        }
      }
    }
    return found;
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
