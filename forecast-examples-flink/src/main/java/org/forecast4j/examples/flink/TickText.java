package org.forecast4j.examples.flink;

import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.jspecify.annotations.Nullable;

/** The value of a record. One without a value is an empty line, which is a bad tick. */
final class TickText extends SimpleStringSchema {
  private static final long serialVersionUID = 1;

  @Override
  public String deserialize(byte @Nullable [] value) {
    return value == null ? "" : super.deserialize(value);
  }
}
