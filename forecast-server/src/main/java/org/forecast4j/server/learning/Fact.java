package org.forecast4j.server.learning;

/** Something that happened, to be learned once under its id. */
public sealed interface Fact extends LogEntry permits OutcomeRecord, ResultRecord {
  /** What tells a repetition from a contradiction: equal where two of one id say the same. */
  Object values();

  /**
   * Why this cannot be learned, for people.
   *
   * @param known the values that are known under the id
   */
  String contradiction(Object known);
}
