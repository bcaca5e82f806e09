package org.forecast4j.server.http;

import java.util.Set;

/** Paths that are treated otherwise than the rest before any route is looked for. */
final class Paths {
  static final String LIVE = "/livez";

  private static final Set<String> HEALTH = Set.of(LIVE, "/readyz", "/health");
  private static final String INFERENCE_HEALTH = Problems.INFERENCE + "/health/";

  private Paths() {}

  /** Those that tell whether the server is well, to anybody. */
  static boolean isHealth(String path) {
    return HEALTH.contains(path) || path.startsWith(INFERENCE_HEALTH);
  }

  /** One forecast: nothing but work for a processor, and little of it. */
  static boolean isForecast(String path) {
    return path.equals("/predict") || path.equals("/distribution");
  }

  /** Long-lived, or needed exactly when the server is full. */
  static boolean isNeverQueued(String path) {
    return isHealth(path) || path.equals("/metrics") || isLongLived(path);
  }

  /** Streams and sockets, whose answer has no end. */
  static boolean isLongLived(String path) {
    return path.equals("/games/stream") || path.startsWith("/ws/");
  }
}
