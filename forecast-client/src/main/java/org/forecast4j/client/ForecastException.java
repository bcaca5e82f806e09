package org.forecast4j.client;

import org.jspecify.annotations.Nullable;

/** A call that failed: the root of everything the client throws once it has sent a request. */
public abstract sealed class ForecastException extends RuntimeException
    permits ForecastIoException, ForecastProtocolException, ForecastServiceException {
  private static final long serialVersionUID = 1L;

  ForecastException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
