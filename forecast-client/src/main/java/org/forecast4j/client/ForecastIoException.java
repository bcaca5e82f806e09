package org.forecast4j.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** No answer came, or not all of it. */
public sealed class ForecastIoException extends ForecastException {
  private static final long serialVersionUID = 1L;

  ForecastIoException(String message, @Nullable IOException cause) {
    super(message, cause);
  }

  /** There was no connection: refused, no such host, no trust in its certificate. */
  public static final class Connection extends ForecastIoException {
    private static final long serialVersionUID = 1L;

    Connection(String message, IOException cause) {
      super(message, cause);
    }
  }

  /** It took too long: to connect, to read, or the call with all its tries. */
  public static final class Timeout extends ForecastIoException {
    private static final long serialVersionUID = 1L;

    Timeout(String message, @Nullable IOException cause) {
      super(message, cause);
    }
  }
}
