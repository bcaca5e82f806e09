package org.forecast4j.server.learning;

import org.forecast4j.internal.BinaryReader;

/** One entry of a model's log: an outcome, or that one was wrong. */
public sealed interface LogEntry permits OutcomeRecord, Retraction {
  /** What the outcome is known by. */
  String id();

  /** The entry as it is kept and shared. */
  byte[] toBytes();

  /**
   * Restores an entry to the bit.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  static LogEntry fromBytes(byte[] bytes) {
    return BinaryReader.isOf(Retraction.KIND, bytes)
        ? Retraction.fromBytes(bytes)
        : OutcomeRecord.fromBytes(bytes);
  }
}
