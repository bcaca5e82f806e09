package org.forecast4j.internal;

/** A number that is one, but not among those that are possible. */
public final class OutOfBounds extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public OutOfBounds(String message) {
    super(message);
  }
}
