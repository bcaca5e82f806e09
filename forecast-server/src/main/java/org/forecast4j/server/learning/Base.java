package org.forecast4j.server.learning;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * What a compacted journal begins with: the parts of a {@link Checkpoint} of all that it no longer
 * holds, cut into records.
 */
final class Base {
  private static final String KIND = "base";
  private static final int VERSION = 1;
  private static final int MOST_BYTES = 1 << 19;

  private Base() {}

  /** Whether a record of a journal is one of its base. */
  static boolean isPieceOf(byte[] record) {
    return BinaryReader.isOf(KIND, record);
  }

  /** The records of a base. */
  static List<byte[]> pieces(Iterator<byte[]> parts) {
    List<byte[]> all = new ArrayList<>();
    parts.forEachRemaining(
        part ->
            all.add(
                ByteBuffer.allocate(Integer.BYTES + part.length)
                    .putInt(part.length)
                    .put(part)
                    .array()));
    int total = all.stream().mapToInt(part -> part.length).reduce(0, Math::addExact);
    ByteBuffer bytes = ByteBuffer.allocate(total);
    all.forEach(bytes::put);
    int count = (total + MOST_BYTES - 1) / MOST_BYTES;
    List<byte[]> pieces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i * MOST_BYTES;
      byte[] piece = Arrays.copyOfRange(bytes.array(), from, Math.min(total, from + MOST_BYTES));
      pieces.add(new BinaryWriter(KIND, VERSION).putInt(i).putInt(count).putBytes(piece).toBytes());
    }
    return pieces;
  }

  /**
   * The parts that some records hold.
   *
   * @throws IllegalArgumentException if they are not all, or not in their order, or damaged
   */
  static List<byte[]> parts(List<byte[]> pieces) {
    List<byte[]> read = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      BinaryReader in = new BinaryReader(KIND, VERSION, pieces.get(i));
      int index = in.getInt();
      int count = in.getInt();
      if (index != i || count != pieces.size()) {
        throw new IllegalArgumentException(
            "the journal begins with "
                + pieces.size()
                + " records of what was compacted, of which record "
                + (i + 1)
                + " is number "
                + (index + 1L)
                + " of "
                + count
                + "; expected all of them");
      }
      read.add(in.getBytes());
      in.end();
    }
    ByteBuffer bytes = ByteBuffer.allocate(read.stream().mapToInt(one -> one.length).sum());
    read.forEach(bytes::put);
    bytes.flip();
    List<byte[]> parts = new ArrayList<>();
    while (bytes.hasRemaining()) {
      int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw new IllegalArgumentException(
            "a part of what was compacted has length "
                + length
                + "; expected 0 to "
                + bytes.remaining());
      }
      byte[] part = new byte[length];
      bytes.get(part);
      parts.add(part);
    }
    return parts;
  }
}
