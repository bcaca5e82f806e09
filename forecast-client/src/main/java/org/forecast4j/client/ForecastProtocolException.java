package org.forecast4j.client;

import org.jspecify.annotations.Nullable;

/**
 * An answer that is not what it should be: not HTTP, not JSON, a field missing or of another type,
 * or too long. The message says what and where, and shows how the answer begins.
 */
public final class ForecastProtocolException extends ForecastException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ForecastProtocolException(String message, int status, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /**
   * The status of the answer.
   *
   * @return the HTTP status; 0 if it was not HTTP
   */
  public int status() {
    return status;
  }
}
