package org.forecast4j.server.learning;

import org.forecast4j.internal.BinaryReader;

/** One entry of a model's log: something that happened, or that it was wrong. */
public sealed interface LogEntry permits Fact, Retraction {
  /** What it is known by. */
  String id();

  /** The entry as it is kept and shared. */
  byte[] toBytes();

  /**
   * Restores an entry to the bit.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  static LogEntry fromBytes(byte[] bytes) {
    if (BinaryReader.isOf(Retraction.KIND, bytes)) {
      return Retraction.fromBytes(bytes);
    }
    return BinaryReader.isOf(ResultRecord.KIND, bytes)
        ? ResultRecord.fromBytes(bytes)
        : OutcomeRecord.fromBytes(bytes);
  }
}
