package org.forecast4j.internal;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Reads what {@link BinaryWriter} wrote, trusting nothing: every length is held against the bytes
 * that are there before anything is allocated. Whatever is wrong is an {@link
 * IllegalArgumentException} that says what.
 */
public final class BinaryReader {
  /** What stands for bytes that are no UTF-8, or for itself. */
  private static final char REPLACEMENT = '\uFFFD';

  private final String kind;
  private final int version;
  private final ByteBuffer in;

  /** Opens a file, checking its magic, kind, version and checksum. */
  public BinaryReader(String kind, int newestVersion, byte[] file) {
    this.kind = kind;
    if (file.length < 16) {
      throw damaged("truncated: it has " + file.length + " bytes; expected at least 16");
    }
    this.in = ByteBuffer.wrap(file, 0, file.length - Integer.BYTES);
    int magic = in.getInt();
    if (magic != BinaryWriter.MAGIC) {
      throw damaged(
          String.format(
              Locale.ROOT,
              "not a forecast4j file: magic %08x; expected %08x",
              magic,
              BinaryWriter.MAGIC));
    }
    CRC32C checksum = new CRC32C();
    checksum.update(file, 0, file.length - Integer.BYTES);
    int stored = ByteBuffer.wrap(file).getInt(file.length - Integer.BYTES);
    if (stored != (int) checksum.getValue()) {
      throw damaged(
          String.format(
              Locale.ROOT,
              "truncated or altered: checksum %08x; expected %08x",
              (int) checksum.getValue(),
              stored));
    }
    String found = getString();
    if (!found.equals(kind)) {
      throw damaged("of kind '" + Text.excerpt(found) + "'; expected '" + kind + "'");
    }
    this.version = getInt();
    if (version < 1 || version > newestVersion) {
      throw damaged("of version " + version + "; expected 1 to " + newestVersion);
    }
  }

  /** Whether the bytes begin as a file of a kind does, damaged or not. */
  public static boolean isOf(String kind, byte[] file) {
    byte[] name = kind.getBytes(StandardCharsets.UTF_8);
    int start = 2 * Integer.BYTES;
    return file.length >= start + name.length
        && ByteBuffer.wrap(file).getInt() == BinaryWriter.MAGIC
        && ByteBuffer.wrap(file).getInt(Integer.BYTES) == name.length
        && Arrays.equals(file, start, start + name.length, name, 0, name.length);
  }

  /** The version of the format the file was written in. */
  public int version() {
    return version;
  }

  /** Reads 32 bits. */
  public int getInt() {
    require(Integer.BYTES);
    return in.getInt();
  }

  /** Reads 32 bits, refusing a number outside the bounds. */
  public int getInt(int least, int most, String what) {
    int value = getInt();
    if (value < least || value > most) {
      throw damaged(what + " is " + value + "; expected " + least + " to " + most);
    }
    return value;
  }

  /** Reads 64 bits. */
  public long getLong() {
    require(Long.BYTES);
    return in.getLong();
  }

  /** Reads 64 bits, refusing a number outside the bounds. */
  public long getLong(long least, long most, String what) {
    long value = getLong();
    if (value < least || value > most) {
      throw damaged(what + " is " + value + "; expected " + least + " to " + most);
    }
    return value;
  }

  /** Reads a double. */
  public double getDouble() {
    require(Double.BYTES);
    return in.getDouble();
  }

  /** Reads a string. */
  public String getString() {
    byte[] utf8 = getBytes();
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(kind + " file is damaged: text is not UTF-8", e);
    }
  }

  /** Reads the name of a constant. */
  public <E extends Enum<E>> E getEnum(Class<E> type) {
    String name = getString();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw damaged(
        type.getSimpleName()
            + " is '"
            + Text.excerpt(name)
            + "'; expected one of "
            + Arrays.toString(type.getEnumConstants()));
  }

  /** Reads a byte array. */
  public byte[] getBytes() {
    byte[] values = new byte[length(1)];
    in.get(values);
    return values;
  }

  /** Reads an array of 32-bit integers. */
  public int[] getInts() {
    int[] values = new int[length(Integer.BYTES)];
    in.asIntBuffer().get(values);
    in.position(in.position() + values.length * Integer.BYTES);
    return values;
  }

  /** Reads an array of floats. */
  public float[] getFloats() {
    float[] values = new float[length(Float.BYTES)];
    in.asFloatBuffer().get(values);
    in.position(in.position() + values.length * Float.BYTES);
    return values;
  }

  /** Reads an array of doubles. */
  public double[] getDoubles() {
    int length = getInt();
    require(1);
    int form = in.get();
    int width =
        switch (form) {
          case BinaryWriter.AS_BYTES -> Byte.BYTES;
          case BinaryWriter.AS_SHORTS -> Short.BYTES;
          case BinaryWriter.AS_FLOATS -> Float.BYTES;
          case BinaryWriter.AS_DOUBLES -> Double.BYTES;
          default -> throw damaged("array form is " + form + "; expected 1 to 4");
        };
    double[] values = new double[checkedLength(length, width)];
    switch (form) {
      case BinaryWriter.AS_BYTES -> {
        byte[] read = new byte[length];
        in.slice().get(read);
        for (int i = 0; i < length; i++) {
          values[i] = read[i];
        }
      }
      case BinaryWriter.AS_SHORTS -> {
        short[] read = new short[length];
        in.asShortBuffer().get(read);
        for (int i = 0; i < length; i++) {
          values[i] = read[i];
        }
      }
      case BinaryWriter.AS_FLOATS -> {
        float[] read = new float[length];
        in.asFloatBuffer().get(read);
        for (int i = 0; i < length; i++) {
          values[i] = read[i];
        }
      }
      default -> in.asDoubleBuffer().get(values);
    }
    in.position(in.position() + length * width);
    return values;
  }

  /** Reads an array of doubles, refusing another length. */
  public double[] getDoubles(int expected, String what) {
    double[] values = getDoubles();
    if (values.length != expected) {
      throw damaged(what + " has length " + values.length + "; expected " + expected);
    }
    return values;
  }

  /** Refuses bytes that nothing has read. */
  public void end() {
    if (in.hasRemaining()) {
      throw damaged(in.remaining() + " bytes are left over; expected none");
    }
  }

  private int length(int width) {
    return checkedLength(getInt(), width);
  }

  private int checkedLength(int length, int width) {
    if (length < 0 || (long) length * width > in.remaining()) {
      throw damaged(
          "array length is "
              + length
              + "; expected 0 to "
              + in.remaining() / width
              + ", what is left");
    }
    return length;
  }

  private void require(int bytes) {
    if (in.remaining() < bytes) {
      throw damaged("truncated: " + in.remaining() + " bytes are left; expected " + bytes);
    }
  }

  /** The error for content that cannot be right. */
  public IllegalArgumentException damaged(String how) {
    return new IllegalArgumentException(kind + " file is damaged: " + how);
  }
}
