package org.forecast4j.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where a Redis is and how to log in to it. Its text does not tell the password.
 *
 * @param host the name or address of the machine
 * @param port the port
 * @param tls whether to speak TLS, its certificate checked against the JVM's trusted ones
 * @param user the user to log in as; Redis' default user if empty
 * @param password the password; no login if empty
 * @param database the number of the database
 */
public record RedisAddress(
    String host,
    int port,
    boolean tls,
    Optional<String> user,
    Optional<String> password,
    int database) {
  private static final int DEFAULT_PORT = 6379;
  private static final String PLAIN = "redis";
  private static final String TLS = "rediss";

  /**
   * Reads a URL: {@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for
   * TLS. Special characters in the password are percent-encoded.
   *
   * @param url the URL
   * @return the address
   * @throws IllegalArgumentException if it is not such a URL; the message does not tell the
   *     password
   */
  public static RedisAddress parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      // Not as the cause: it tells the whole URL.
      throw malformed(url);
    }
    boolean tls = TLS.equalsIgnoreCase(uri.getScheme());
    if ((!tls && !PLAIN.equalsIgnoreCase(uri.getScheme()))
        || uri.getHost() == null
        || uri.getQuery() != null
        || uri.getFragment() != null) {
      throw malformed(url);
    }
    String[] login = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    if (login.length == 1) {
      throw malformed(url);
    }
    return new RedisAddress(
        uri.getHost(),
        uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
        tls,
        login.length == 0 || login[0].isEmpty() ? Optional.empty() : Optional.of(login[0]),
        login.length == 0 ? Optional.empty() : Optional.of(login[1]),
        database(uri, url));
  }

  private static int database(URI uri, String url) {
    String path = uri.getPath();
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    if (!path.matches("/[0-9]{1,5}")) {
      throw malformed(url);
    }
    return Integer.parseInt(path.substring(1));
  }

  private static IllegalArgumentException malformed(String url) {
    String masked = url.replaceAll("^(\\w+:/*)?.*@", "$1***@").replaceAll("\\?.*", "?***");
    return new IllegalArgumentException(
        "the URL of Redis is '"
            + masked
            + "'; expected redis://[[user]:password@]host[:port][/database], rediss:// for TLS");
  }

  @Override
  public String toString() {
    return (tls ? TLS : PLAIN)
        + "://"
        + user.orElse("")
        + (password.isPresent() ? ":***@" : "")
        + host
        + ":"
        + port
        + "/"
        + database;
  }
}
