package org.forecast4j.examples.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * A tick that was left out. As text it is the reason, a colon and the tick.
 *
 * @param line the tick as it came; of a long one the beginning
 * @param reason why it cannot be
 */
public record BadTick(String line, String reason) {
  /** Where they go, beside the stream. */
  static final OutputTag<BadTick> TAG =
      new OutputTag<>("bad-ticks", TypeInformation.of(BadTick.class));

  /** The metric that counts them. */
  static final String COUNTER = "badTicks";

  static BadTick of(Object tick, IllegalArgumentException reason) {
    String line = tick.toString();
    return new BadTick(
        line.length() <= Tick.MAX_LENGTH ? line : line.substring(0, Tick.MAX_LENGTH) + "…",
        String.valueOf(reason.getMessage()));
  }

  @Override
  public String toString() {
    return reason + ": " + line;
  }
}
