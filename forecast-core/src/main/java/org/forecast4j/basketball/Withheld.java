package org.forecast4j.basketball;

/**
 * Why minutes of a game that are over are withheld: what was sent of them does not suffice. Further
 * scores, late ones too, may end it.
 *
 * @param reason the kind of reason
 * @param detail what is missing, for people
 */
public record Withheld(Reason reason, String detail) {
  /** The kinds of reasons. */
  public enum Reason {
    /** Nobody told how the score was at the end of several minutes. */
    HISTORY_INCOMPLETE,
    /** The score fell, and no later score shows yet whether that was an error. */
    SCORE_FELL
  }
}
