package org.forecast4j.server.config;

import java.time.Duration;

/** Times as options give them. */
public final class Seconds {
  private Seconds() {}

  /**
   * The time that a number of seconds is.
   *
   * @throws IllegalArgumentException if it is negative, a million or more, or not a number
   */
  public static Duration of(double value) {
    if (!(value >= 0 && value < 1e6)) {
      throw new IllegalArgumentException("seconds are " + value + "; expected 0 to 1000000");
    }
    return Duration.ofNanos((long) (value * 1e9));
  }
}
