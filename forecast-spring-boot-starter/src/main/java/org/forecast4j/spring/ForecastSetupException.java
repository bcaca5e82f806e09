package org.forecast4j.spring;

import org.jspecify.annotations.Nullable;

/** The properties do not lead to a model; says why, and what to do. */
final class ForecastSetupException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String action;

  ForecastSetupException(String description, String action, @Nullable Throwable cause) {
    super(description, cause);
    this.action = action;
  }

  String description() {
    return String.valueOf(getMessage());
  }

  String action() {
    return action;
  }
}
