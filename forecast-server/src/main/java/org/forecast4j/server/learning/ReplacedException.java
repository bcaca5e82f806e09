package org.forecast4j.server.learning;

/** The model was replaced meanwhile: its successor is to be asked. Nothing has changed. */
public final class ReplacedException extends Exception {
  private static final long serialVersionUID = 1L;

  ReplacedException() {
    super("the model was replaced", null, false, false);
  }
}
