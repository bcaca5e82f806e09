package org.forecast4j.wire;

/** JSON that is not the message it should be. The message says what and where. */
public final class WireException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String pointer;

  WireException(String pointer, String message) {
    super(message);
    this.pointer = pointer;
  }

  WireException(String pointer, String message, IllegalArgumentException cause) {
    super(message, cause);
    this.pointer = pointer;
  }

  /**
   * Where the offending value is.
   *
   * @return a JSON pointer (RFC 6901) whose long names are cut; empty for the whole body
   */
  public String pointer() {
    return pointer;
  }
}
