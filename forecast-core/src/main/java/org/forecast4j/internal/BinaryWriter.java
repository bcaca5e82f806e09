package org.forecast4j.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes the small binary files of a bundle: magic, kind, version, the values, CRC32C of all that.
 * Big-endian.
 *
 * @see BinaryReader
 */
public final class BinaryWriter {
  static final int MAGIC = 0x4634_4A00;

  /** How an array of doubles is stored: in the narrowest form that gives back the same bits. */
  static final int AS_BYTES = 1;

  static final int AS_SHORTS = 2;
  static final int AS_FLOATS = 3;
  static final int AS_DOUBLES = 4;

  private static final int FIRST_BYTES = 512;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_BYTES);

  /** Starts a file of a kind, such as {@code linear}, in a version of its format. */
  public BinaryWriter(String kind, int version) {
    putInt(MAGIC).putString(kind).putInt(version);
  }

  /** Appends 32 bits. */
  public BinaryWriter putInt(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  /** Appends 64 bits. */
  public BinaryWriter putLong(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  /** Appends the 64 bits of a double. */
  public BinaryWriter putDouble(double value) {
    return putLong(Double.doubleToLongBits(value));
  }

  /** Appends a length and UTF-8. */
  public BinaryWriter putString(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends the name of a constant. */
  public BinaryWriter putEnum(Enum<?> value) {
    return putString(value.name());
  }

  /** Appends a length and the bytes. */
  public BinaryWriter putBytes(byte[] values) {
    putInt(values.length);
    room(values.length).put(values);
    return this;
  }

  /** Appends a length and 32 bits for each value. */
  public BinaryWriter putInts(int[] values) {
    putInt(values.length);
    for (int value : values) {
      putInt(value);
    }
    return this;
  }

  /** Appends a length and the 32 bits of each value. */
  public BinaryWriter putFloats(float[] values) {
    putInt(values.length);
    for (float value : values) {
      putInt(Float.floatToRawIntBits(value));
    }
    return this;
  }

  /** Appends a length and each value, as narrow as gives back the same bits. */
  public BinaryWriter putDoubles(double[] values) {
    int form = narrowestForm(values);
    putInt(values.length);
    room(1).put((byte) form);
    for (double value : values) {
      switch (form) {
        case AS_BYTES -> room(1).put((byte) value);
        case AS_SHORTS -> room(Short.BYTES).putShort((short) value);
        case AS_FLOATS -> putInt(Float.floatToIntBits((float) value));
        default -> putDouble(value);
      }
    }
    return this;
  }

  private static int narrowestForm(double[] values) {
    int form = AS_BYTES;
    for (double value : values) {
      if (form == AS_BYTES && !isSame(value, (byte) value)) {
        form = AS_SHORTS;
      }
      if (form == AS_SHORTS && !isSame(value, (short) value)) {
        form = AS_FLOATS;
      }
      if (form == AS_FLOATS && !isSame(value, (float) value)) {
        return AS_DOUBLES;
      }
    }
    return form;
  }

  private static boolean isSame(double value, double narrowed) {
    return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(narrowed);
  }

  /** The whole file, closed by its checksum. */
  public byte[] toBytes() {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.array(), 0, bytes.position());
    putInt((int) checksum.getValue());
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** The buffer with room for so many more bytes. */
  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int needed = Math.addExact(bytes.position(), more);
      int doubled = (int) Math.min(MOST_BYTES, 2L * bytes.capacity());
      bytes = ByteBuffer.allocate(Math.max(needed, doubled)).put(bytes.flip());
    }
    return bytes;
  }
}
