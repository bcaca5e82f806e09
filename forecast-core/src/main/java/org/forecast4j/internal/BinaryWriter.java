package org.forecast4j.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

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

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  /** Starts a file of a kind, such as {@code linear}, in a version of its format. */
  public BinaryWriter(String kind, int version) {
    putInt(MAGIC).putString(kind).putInt(version);
  }

  /** Appends 32 bits. */
  public BinaryWriter putInt(int value) {
    return put(() -> out.writeInt(value));
  }

  /** Appends 64 bits. */
  public BinaryWriter putLong(long value) {
    return put(() -> out.writeLong(value));
  }

  /** Appends the 64 bits of a double. */
  public BinaryWriter putDouble(double value) {
    return put(() -> out.writeDouble(value));
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
    return put(() -> out.write(values));
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
    put(() -> out.writeByte(form));
    for (double value : values) {
      put(
          () -> {
            switch (form) {
              case AS_BYTES -> out.writeByte((int) value);
              case AS_SHORTS -> out.writeShort((int) value);
              case AS_FLOATS -> out.writeFloat((float) value);
              default -> out.writeDouble(value);
            }
          });
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
    CheckedOutputStream checked =
        new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32C());
    put(() -> bytes.writeTo(checked));
    putInt((int) checked.getChecksum().getValue());
    return bytes.toByteArray();
  }

  private interface Write {
    void run() throws IOException;
  }

  private BinaryWriter put(Write write) {
    try {
      write.run();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return this;
  }
}
