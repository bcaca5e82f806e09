package org.forecast4j.bundle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.Shape;
import org.forecast4j.bundle.wrapper.WrapperCodec;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * A wrapper and its forecaster as bytes, for whoever keeps them elsewhere than in a folder: in the
 * state of a stream processor, a cache or a database. They are read back to the bit, with all that
 * was learned.
 *
 * <p>A database of analogs is written whole, so a wrapper of many past examples makes many bytes.
 */
public final class WrapperBytes {
  private static final String KIND = "wrapper-parts";
  private static final int MAX_PARTS = 10;

  private WrapperBytes() {}

  /**
   * The portable form of a wrapper.
   *
   * @param wrapper with a forecaster of any kind that bundles hold
   * @param codecs those of forecasters of the application's own
   * @return bytes for {@link #fromBytes}
   * @throws IllegalArgumentException if wrapper or forecaster is of a kind that bundles cannot hold
   */
  public static byte[] toBytes(ConformalWrapper wrapper, ForecasterCodec<?>... codecs) {
    List<byte[]> parts = new ArrayList<>();
    WrapperCodec.parts(wrapper, codecs).forEachRemaining(parts::add);
    BinaryWriter out = new BinaryWriter(KIND, 1).putInt(parts.size());
    parts.forEach(out::putBytes);
    return out.toBytes();
  }

  /**
   * Restores a wrapper to the bit.
   *
   * @param bytes what {@link #toBytes} gave, which is not trusted
   * @param expected the shape that it must have
   * @param codecs those of forecasters of the application's own
   * @return a wrapper that goes on as the one that was written
   * @throws IllegalArgumentException if the bytes are damaged, or of another shape, saying how
   */
  public static ConformalWrapper fromBytes(
      byte[] bytes, Shape expected, ForecasterCodec<?>... codecs) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    List<byte[]> parts = new ArrayList<>();
    for (int count = in.getInt(1, MAX_PARTS, "number of parts"); count > 0; count--) {
      parts.add(in.getBytes());
    }
    in.end();
    Iterator<byte[]> rest = parts.iterator();
    ConformalWrapper wrapper = WrapperCodec.fromParts(rest, expected, codecs);
    if (rest.hasNext()) {
      throw in.damaged("it has " + parts.size() + " parts; expected fewer for its wrapper");
    }
    return wrapper;
  }
}
