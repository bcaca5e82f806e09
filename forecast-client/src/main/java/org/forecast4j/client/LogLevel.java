package org.forecast4j.client;

/**
 * How much of each try is logged, at level INFO to the {@link System.Logger} {@code
 * org.forecast4j.client}. Keys, cookies and other secrets are replaced by {@code ██}.
 */
public enum LogLevel {
  /** Nothing. */
  NONE,
  /** One line a try: method, path, status, time, bytes and request id, or what failed. */
  BASIC,
  /** The same and the headers of both sides. */
  HEADERS,
  /** The same and the first 4,096 characters of both bodies. */
  BODY
}
