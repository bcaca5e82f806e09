package org.forecast4j.server.errors;

import java.util.Map;

/** What was asked for is not done, and no fault of the server is the reason. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final transient Map<String, Object> facts;

  /** Why it is refused. */
  public enum Reason {
    /** A value is not what was expected. */
    INVALID,
    /** It names something that is not there. */
    NOT_FOUND,
    /** It contradicts what came before. */
    CONFLICT,
    /** It is well formed, but the model that is served cannot do it. */
    UNSUPPORTED,
    /** It may be done later. */
    UNAVAILABLE
  }

  private RefusedException(Reason reason, String detail, Map<String, Object> facts) {
    super(detail, null, false, false);
    this.reason = reason;
    this.facts = facts;
  }

  public static RefusedException of(Reason reason, String detail) {
    return of(reason, detail, Map.of());
  }

  /** With facts for programs, by name. */
  public static RefusedException of(Reason reason, String detail, Map<String, Object> facts) {
    return new RefusedException(reason, detail, facts);
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public Map<String, Object> facts() {
    return facts;
  }
}
