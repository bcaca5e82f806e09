package org.forecast4j.server.config;

import java.time.Duration;
import java.util.UUID;

/** Ids that servers make: UUIDs of version 7 (RFC 9562), 48 bits of milliseconds, then chance. */
public final class Uuids {
  private static final int LENGTH = 36;

  private Uuids() {}

  public static String make() {
    UUID random = UUID.randomUUID();
    long high =
        System.currentTimeMillis() << 16 | 0x7000 | (random.getMostSignificantBits() & 0xfff);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }

  /** Whether an id begins with one that was made within a time, as far as the clocks agree. */
  public static boolean isRecent(String id, Duration time) {
    if (id.length() < LENGTH) {
      return false;
    }
    try {
      UUID uuid = UUID.fromString(id.substring(0, LENGTH));
      long age = System.currentTimeMillis() - (uuid.getMostSignificantBits() >>> 16);
      return uuid.version() == 7 && Math.abs(age) <= time.toMillis();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
