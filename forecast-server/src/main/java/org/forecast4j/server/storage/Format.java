package org.forecast4j.server.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.forecast4j.internal.Text;

/**
 * The bytes of a record file, big-endian.
 *
 * <pre>
 * file    magic 4, version 4, id of the file 8, kind 16 (ASCII, then zeros), check 4
 * record  length 4, sequence number 8 (from 1 on), check of the record before 4, check 4, bytes
 * head    magic 4, version 4, id of the file 8, generation 8, records 8, end 8, last check 4, check 4
 * </pre>
 *
 * <p>A check is CRC32C of all that stands before it, and of the record's bytes. The first record
 * names the check of the file's header as the one before.
 */
final class Format {
  static final int VERSION = 2;
  static final int FILE_HEADER = 36;
  static final int RECORD_HEADER = 20;
  static final int HEAD = 48;

  /** A record of this kind is refused if it has more bytes. */
  static final int MAX_BYTES = 1 << 20;

  static final int MAGIC = 0x4634_4A52;
  private static final int HEAD_MAGIC = 0x4634_4A48;
  private static final int KIND = 16;
  private static final String KINDS = "[a-z]{1," + KIND + "}";

  private Format() {}

  /**
   * The beginning of a file.
   *
   * @param id tells the file from every other
   * @param kind what its records are
   * @param check what the first record follows
   */
  record Header(long id, String kind, int check) {
    static Header of(long id, String kind) {
      requireKind(kind);
      return new Header(id, kind, bytes(id, kind).getInt(FILE_HEADER - Integer.BYTES));
    }

    private static void requireKind(String kind) {
      if (!kind.matches(KINDS)) {
        throw new IllegalArgumentException(
            "its kind is '" + Text.printable(kind) + "'; expected " + KINDS);
      }
    }

    private static ByteBuffer bytes(long id, String kind) {
      ByteBuffer bytes = ByteBuffer.allocate(FILE_HEADER).putInt(MAGIC).putInt(VERSION).putLong(id);
      bytes.put(kind.getBytes(StandardCharsets.US_ASCII));
      bytes.position(FILE_HEADER - Integer.BYTES);
      return bytes.putInt(crc(bytes.array(), FILE_HEADER - Integer.BYTES));
    }

    byte[] toBytes() {
      return bytes(id, kind).array();
    }

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Header fromBytes(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      requireMagic(in.getInt(), MAGIC);
      requireVersion(in.getInt());
      long id = in.getLong();
      byte[] text = new byte[KIND];
      in.get(text);
      String kind = new String(text, StandardCharsets.US_ASCII).replaceFirst("\0+$", "");
      int stored = in.getInt();
      requireCheck(stored, crc(bytes, FILE_HEADER - Integer.BYTES));
      requireKind(kind);
      return new Header(id, kind, stored);
    }
  }

  /**
   * What is acknowledged of a file.
   *
   * @param id the id of the file
   * @param generation grows with each head that is written
   * @param count how many records
   * @param end the byte behind the last of them
   * @param check the check of the last of them, or else of the file's header
   */
  record Head(long id, long generation, long count, long end, int check) {
    static Head empty(Header header) {
      return new Head(header.id(), 0, 0, FILE_HEADER, header.check());
    }

    byte[] toBytes() {
      ByteBuffer bytes = ByteBuffer.allocate(HEAD).putInt(HEAD_MAGIC).putInt(VERSION).putLong(id);
      bytes.putLong(generation).putLong(count).putLong(end).putInt(check);
      return bytes.putInt(crc(bytes.array(), HEAD - Integer.BYTES)).array();
    }

    /**
     * Reads a head.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Head fromBytes(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      requireMagic(in.getInt(), HEAD_MAGIC);
      requireVersion(in.getInt());
      Head head = new Head(in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getInt());
      requireCheck(in.getInt(), crc(bytes, HEAD - Integer.BYTES));
      return head;
    }
  }

  /**
   * Records one after another, as they stand in a file.
   *
   * @param sequence the first one's sequence number
   * @param previous the check of the record before
   * @throws IllegalArgumentException if one is empty or larger than {@link #MAX_BYTES}
   */
  static byte[] records(List<byte[]> records, long sequence, int previous) {
    int total = 0;
    for (byte[] record : records) {
      if (!isLength(record.length)) {
        throw new IllegalArgumentException(
            "the record has " + record.length + " bytes; expected 1 to " + MAX_BYTES);
      }
      total = Math.addExact(total, RECORD_HEADER + record.length);
    }
    ByteBuffer out = ByteBuffer.allocate(total);
    int link = previous;
    long number = sequence;
    for (byte[] record : records) {
      int at = out.position();
      out.putInt(record.length).putLong(number++).putInt(link);
      link = recordCheck(out.array(), at, record);
      out.putInt(link).put(record);
    }
    return out.array();
  }

  /** The check of the last of some records, as they stand in a file. */
  static int lastCheck(byte[] bytes, List<byte[]> records) {
    int last = records.get(records.size() - 1).length;
    return ByteBuffer.wrap(bytes).getInt(bytes.length - last - Integer.BYTES);
  }

  static boolean isLength(int length) {
    return length >= 1 && length <= MAX_BYTES;
  }

  /** The check of a record, of which the header's fields stand in an array. */
  static int recordCheck(byte[] header, int at, byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(header, at, RECORD_HEADER - Integer.BYTES);
    crc.update(record);
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static void requireMagic(int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "its magic is %08x; expected %08x", found, expected));
    }
  }

  private static void requireCheck(int stored, int computed) {
    if (stored != computed) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "its check is %08x; its bytes have %08x", stored, computed));
    }
  }

  private static void requireVersion(int version) {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "its version is " + version + "; this server knows " + VERSION);
    }
  }
}
