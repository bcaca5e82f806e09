package org.forecast4j.internal;

import java.io.IOException;

/** A file has no column of a name that was asked for. */
public final class MissingColumnException extends IOException {
  private static final long serialVersionUID = 1;

  private final String column;

  MissingColumnException(String column, String message) {
    super(message);
    this.column = column;
  }

  /** The name that was asked for. */
  public String column() {
    return column;
  }
}
