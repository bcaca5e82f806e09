package org.forecast4j.testkit.internal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Binary files that somebody has altered, with the checksum that fits. */
public final class Altered {
  private Altered() {}

  /** A file with four more bytes before its checksum. */
  public static byte[] longer(byte[] file) {
    ByteBuffer longer = ByteBuffer.allocate(file.length + Integer.BYTES);
    longer.put(file, 0, file.length - Integer.BYTES).putInt(0);
    CRC32C checksum = new CRC32C();
    checksum.update(longer.array(), 0, file.length);
    return longer.putInt((int) checksum.getValue()).array();
  }
}
