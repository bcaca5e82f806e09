package org.forecast4j.server.learning;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * The ids of facts that a compacted journal no longer holds: 8 bytes each, enough to tell that one
 * was told, not what it said. Of n ids another one is taken for one of them with a chance of n in
 * 2⁶⁴. Immutable.
 */
final class OldIds {
  static final OldIds NONE = new OldIds(new long[0]);

  static final String KIND = "checkpoint-old-ids";
  private static final int VERSION = 1;
  private static final int IN_PART = 50_000;

  /** Ascending. */
  private final long[] hashes;

  private OldIds(long[] hashes) {
    this.hashes = hashes;
  }

  int size() {
    return hashes.length;
  }

  boolean contains(String id) {
    return Arrays.binarySearch(hashes, hash(id)) >= 0;
  }

  /** These and more. */
  OldIds with(Collection<String> ids) {
    long[] more = ids.stream().mapToLong(OldIds::hash).toArray();
    return with(more);
  }

  private OldIds with(long... more) {
    long[] all = Arrays.copyOf(hashes, hashes.length + more.length);
    System.arraycopy(more, 0, all, hashes.length, more.length);
    Arrays.sort(all);
    return new OldIds(all);
  }

  private static long hash(String id) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  int parts() {
    return (hashes.length + IN_PART - 1) / IN_PART;
  }

  byte[] part(int index) {
    int from = index * IN_PART;
    int to = Math.min(hashes.length, from + IN_PART);
    BinaryWriter out = new BinaryWriter(KIND, VERSION).putInt(to - from);
    for (int i = from; i < to; i++) {
      out.putLong(hashes[i]);
    }
    return out.toBytes();
  }

  /** These and those of a part. */
  OldIds withPart(byte[] part) {
    BinaryReader in = new BinaryReader(KIND, VERSION, part);
    long[] more = new long[in.getInt(0, part.length / Long.BYTES, "number of old ids")];
    for (int i = 0; i < more.length; i++) {
      more[i] = in.getLong();
    }
    in.end();
    return with(more);
  }
}
