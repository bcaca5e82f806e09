package org.forecast4j.dl4j;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.forecast4j.internal.Text;

/**
 * Numpy's {@code .npz}: a zip of {@code .npy} arrays. Nothing a file says about its size is
 * believed, and Python objects, which numpy stores as pickle, are refused.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The format
 *     of npy</a>
 */
final class NpzFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final String SUFFIX = ".npy";
  private static final int MAX_ENTRIES = 1_000;
  private static final int MAX_NAME = 200;

  /** Of all arrays together, when unpacked. */
  private static final int MAX_BYTES = 1 << 26;

  private static final Pattern TYPE = Pattern.compile("'descr':\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  /** What PyTorch saves: a zip with this entry, or in old versions a bare pickle. */
  private static final String PICKLE = "data.pkl";

  private static final byte PICKLE_PROTOCOL = (byte) 0x80;

  private NpzFile() {}

  /** An array of numbers, the last index running fastest. */
  record Array(int[] shape, float[] values) {
    static Array matrix(int rows, int columns, float[] values) {
      return new Array(new int[] {rows, columns}, values);
    }

    static Array vector(float... values) {
      return new Array(new int[] {values.length}, values);
    }

    /** Refuses another shape. */
    Array require(String name, int... expected) {
      if (!Arrays.equals(shape, expected)) {
        throw new IllegalArgumentException(
            name
                + " has shape "
                + Text.excerpt(Arrays.toString(shape))
                + "; expected "
                + Arrays.toString(expected));
      }
      return this;
    }

    /** Rows become columns. */
    float[] transposed() {
      float[] transposed = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        transposed[i % shape[1] * shape[0] + i / shape[1]] = values[i];
      }
      return transposed;
    }
  }

  /** Reads the arrays by name, refusing what is damaged with the array's name. */
  static Map<String, Array> read(byte[] file) {
    if (file.length > 0 && file[0] == PICKLE_PROTOCOL) {
      throw pickle();
    }
    Map<String, Array> arrays = new LinkedHashMap<>();
    int left = MAX_BYTES;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readNBytes(left + 1);
        left -= content.length;
        if (left < 0 || arrays.size() == MAX_ENTRIES) {
          throw new IllegalArgumentException(
              "npz file is too large: expected at most "
                  + MAX_ENTRIES
                  + " arrays and "
                  + MAX_BYTES
                  + " bytes");
        }
        String name = entry.getName();
        if (name.length() > MAX_NAME) {
          throw new IllegalArgumentException(
              "npz file is damaged: array "
                  + Text.excerpt(name)
                  + " has a name of "
                  + name.length()
                  + " characters; expected at most "
                  + MAX_NAME);
        }
        if (name.endsWith("/" + PICKLE)) {
          throw pickle();
        }
        if (name.endsWith(SUFFIX)) {
          name = name.substring(0, name.length() - SUFFIX.length());
          arrays.put(name, array(name, content));
        }
      }
    } catch (EOFException e) {
      throw new IllegalArgumentException("npz file is damaged: truncated", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("npz file is damaged: " + e.getMessage(), e);
    }
    if (arrays.isEmpty()) {
      throw new IllegalArgumentException("npz file is damaged: it is no zip of arrays");
    }
    return arrays;
  }

  private static IllegalArgumentException pickle() {
    return new IllegalArgumentException(
        "it is a PyTorch checkpoint (.pth), a pickle, which is never read; convert it first, as"
            + " docs/pytorch-import.md says; expected an npz file of arrays");
  }

  private static Array array(String name, byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (in.remaining() < 12 || !Arrays.equals(content, 0, 6, MAGIC, 0, 6)) {
      throw damaged(name, "it is no npy array");
    }
    in.position(MAGIC.length);
    int major = in.getShort() & 0xff;
    int headerLength = major == 1 ? in.getShort() & 0xffff : in.getInt();
    if (headerLength < 0 || headerLength > in.remaining()) {
      throw damaged(name, "header length is " + headerLength + "; expected 0 to what is left");
    }
    byte[] header = new byte[headerLength];
    in.get(header);
    String text = new String(header, StandardCharsets.UTF_8);
    String type = field(name, TYPE, text);
    int[] shape = shape(name, field(name, SHAPE, text));
    return values(name, in, type, shape, field(name, ORDER, text).equals("True"));
  }

  private static String field(String name, Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw damaged(name, "header is " + Text.excerpt(header.strip()) + "; expected " + pattern);
    }
    return matcher.group(1);
  }

  private static int[] shape(String name, String list) {
    try {
      return Pattern.compile(",")
          .splitAsStream(list)
          .map(String::strip)
          .filter(size -> !size.isEmpty())
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw damaged(name, "shape is (" + Text.excerpt(list) + ")");
    }
  }

  private static Array values(
      String name, ByteBuffer in, String type, int[] shape, boolean isColumnMajor) {
    int width =
        switch (type) {
          case "<f4" -> Float.BYTES;
          case "<f8" -> Double.BYTES;
          default ->
              throw new IllegalArgumentException(
                  "array "
                      + name
                      + " is of type "
                      + Text.excerpt(type)
                      + "; expected <f4 or <f8 (Python objects are never read)");
        };
    long count = 1;
    for (int size : shape) {
      count = Math.min(count * size, Integer.MAX_VALUE);
    }
    if (count * width != in.remaining()) {
      throw damaged(
          name,
          "shape "
              + Text.excerpt(Arrays.toString(shape))
              + " needs "
              + count * width
              + " bytes; there are "
              + in.remaining());
    }
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = width == Float.BYTES ? in.getFloat() : (float) in.getDouble();
    }
    if (isColumnMajor && shape.length == 2) {
      Array columns = Array.matrix(shape[1], shape[0], values);
      return new Array(shape, columns.transposed());
    }
    if (isColumnMajor && shape.length > 2) {
      throw damaged(name, "it is in Fortran order with more than two dimensions");
    }
    return new Array(shape, values);
  }

  private static IllegalArgumentException damaged(String name, String how) {
    return new IllegalArgumentException("array " + name + " is damaged: " + how);
  }

  /** Writes arrays as {@code numpy.savez} does. */
  static byte[] write(Map<String, Array> arrays) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, Array> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(npy(array.getValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] npy(Array array) {
    StringBuilder header = new StringBuilder("{'descr': '<f4', 'fortran_order': False, 'shape': (");
    for (int size : array.shape) {
      header.append(size).append(",");
    }
    header.append("), }");
    while ((MAGIC.length + 4 + header.length() + 1) % 64 != 0) {
      header.append(' ');
    }
    header.append('\n');
    byte[] text = header.toString().getBytes(StandardCharsets.US_ASCII);
    int size = MAGIC.length + 4 + text.length + array.values.length * Float.BYTES;
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
    out.asFloatBuffer().put(array.values);
    return out.array();
  }
}
