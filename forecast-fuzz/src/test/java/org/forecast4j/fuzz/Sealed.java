package org.forecast4j.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Checksums, which the fuzzer cannot guess: they are put right, so that it gets behind them. */
public final class Sealed {
  private Sealed() {}

  /** A binary file whose last four bytes are the checksum of the others. */
  public static byte[] binary(byte[] file) {
    if (file.length < Integer.BYTES) {
      return file;
    }
    byte[] sealed = file.clone();
    int end = sealed.length - Integer.BYTES;
    CRC32C checksum = new CRC32C();
    checksum.update(sealed, 0, end);
    ByteBuffer.wrap(sealed).putInt(end, (int) checksum.getValue());
    return sealed;
  }

  /** The first byte chooses; the rest is what is read. */
  public static byte[] rest(byte[] input) {
    return input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
  }

  /** What the first byte chooses among so many. */
  public static int choice(byte[] input, int count) {
    return input.length == 0 ? 0 : Byte.toUnsignedInt(input[0]) % count;
  }

  /** An input that chooses. */
  public static byte[] chosen(int choice, byte[] rest) {
    return ByteBuffer.allocate(1 + rest.length).put((byte) choice).put(rest).array();
  }
}
