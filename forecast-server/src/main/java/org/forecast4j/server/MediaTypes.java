package org.forecast4j.server;

/** Media types that answers have beside JSON. */
final class MediaTypes {
  static final String EVENT_STREAM = "text/event-stream";

  private MediaTypes() {}
}
