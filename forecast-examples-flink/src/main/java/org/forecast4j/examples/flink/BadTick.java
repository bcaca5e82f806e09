package org.forecast4j.examples.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;

/**
 * A tick that was left out.
 *
 * @param line the tick as it came
 * @param reason why it cannot be
 */
public record BadTick(String line, String reason) {
  /** Where they go, beside the stream. */
  static final OutputTag<BadTick> TAG =
      new OutputTag<>("bad-ticks", TypeInformation.of(BadTick.class));

  /** The metric that counts them. */
  static final String COUNTER = "badTicks";

  static BadTick of(Object tick, IllegalArgumentException reason) {
    return new BadTick(tick.toString(), String.valueOf(reason.getMessage()));
  }
}
