package org.forecast4j.server.learning;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for arrays of numbers: those of equal numbers have the same one, 0 and −0 among them; that
 * others have it as well need not be feared.
 *
 * @param high 64 bits of a SHA-256
 * @param low 64 more
 */
record Fingerprint(long high, long low) {
  static Fingerprint of(double[]... arrays) {
    MessageDigest sha256 = sha256();
    for (double[] values : arrays) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + values.length * Double.BYTES);
      bytes.putInt(values.length);
      for (double value : values) {
        bytes.putDouble(value + 0.0);
      }
      sha256.update(bytes.array());
    }
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
    return new Fingerprint(digest.getLong(), digest.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
