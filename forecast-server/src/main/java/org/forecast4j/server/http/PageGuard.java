package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.HostPort;
import org.forecast4j.server.config.ServerOptions;

/**
 * Keeps foreign web pages out of a server without keys: whoever opens a page lets it send requests
 * to every server that the browser reaches.
 */
final class PageGuard {
  /** What a page of another origin cannot send without asking first. */
  private static final Set<String> JSON = Set.of("application/json", "application/octet-stream");

  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|.+\\.localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  private final boolean isOpen;
  private final Set<String> hosts;
  private final List<String> origins;

  PageGuard(ServerOptions options) {
    isOpen = options.keys().isEmpty();
    hosts =
        options.allowedHosts().stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    origins = options.corsOrigins();
  }

  /** Refuses what names another host, or would change something for a page of another origin. */
  void check(Context ctx) {
    if (!isOpen) {
      return;
    }
    if (!Paths.isHealth(ctx.path())) {
      requireHost(ctx);
    }
    if (!READS.contains(ctx.req().getMethod())) {
      requireOwnPage(ctx);
    }
  }

  private void requireHost(Context ctx) {
    String given = Optional.ofNullable(ctx.header(Header.HOST)).orElse("");
    String host;
    try {
      host = new HostPort(given).getHost().toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      host = given;
    }
    if (!hosts.contains("*") && !hosts.contains(host) && !LOOPBACK.matcher(host).matches()) {
      throw ApiException.of(
          HttpStatus.FORBIDDEN.getCode(),
          "host is '"
              + host
              + "'; expected localhost or a loopback address, or a name that --allowed-host lists,"
              + " since this server asks for no keys");
    }
  }

  private void requireOwnPage(Context ctx) {
    String origin = ctx.header(Header.ORIGIN);
    if (origin != null) {
      if (!origins.contains(origin) && !isOwn(origin, ctx)) {
        throw foreign("origin is '" + origin + "'");
      }
    } else if ("cross-site".equals(ctx.header("Sec-Fetch-Site"))) {
      throw foreign("a page of another site sends this");
    }
  }

  private static ApiException foreign(String what) {
    return ApiException.of(
        HttpStatus.FORBIDDEN.getCode(),
        what + "; expected this server's own page or one that --cors-origin lists");
  }

  /** With either scheme, since what stands in front may speak TLS for it. */
  static boolean isOwn(String origin, Context ctx) {
    return origin.equals("http://" + ctx.host()) || origin.equals("https://" + ctx.host());
  }

  /** Refuses a body of a media type that any page can send without asking first. */
  void requireJson(Context ctx) {
    if (!isOpen || ctx.req().getContentLengthLong() <= 0) {
      return;
    }
    String type = Optional.ofNullable(ctx.contentType()).orElse("");
    if (!JSON.contains(type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))) {
      throw ApiException.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE.getCode(),
          "Content-Type is '" + type + "'; expected application/json");
    }
  }
}
