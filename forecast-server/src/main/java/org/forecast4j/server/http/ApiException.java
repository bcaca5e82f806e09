package org.forecast4j.server.http;

import java.util.Map;

/** A request that is answered with an error: the status, and what to say. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, Object> facts;

  private ApiException(int status, String detail, Map<String, Object> facts) {
    super(detail, null, false, false);
    this.status = status;
    this.facts = facts;
  }

  public static ApiException of(int status, String detail) {
    return new ApiException(status, detail, Map.of());
  }

  /** With facts for programs, which become fields of the problem. */
  public static ApiException of(int status, String detail, Map<String, Object> facts) {
    return new ApiException(status, detail, facts);
  }

  public int status() {
    return status;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  Map<String, Object> facts() {
    return facts;
  }
}
