package org.forecast4j.server.http;

/** Media types that answers have beside JSON. */
public final class MediaTypes {
  public static final String EVENT_STREAM = "text/event-stream";

  private MediaTypes() {}
}
