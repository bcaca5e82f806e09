package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lets a request pass if its key has the role that the route needs. */
public final class Access {
  private static final String BEARER = "Bearer ";
  private static final String API_KEY = "X-API-Key";
  private static final String KEY_PROTOCOL = "forecast4j.key.";

  private final Optional<Keys> keys;

  public Access(Optional<Keys> keys) {
    this.keys = keys;
  }

  public void check(Context ctx) {
    check(ctx, Optional.ofNullable(presented(ctx)));
  }

  /**
   * As {@link #check}; a page, which cannot set headers of a WebSocket, names its key otherwise.
   */
  public void checkUpgrade(Context ctx) {
    check(ctx, Optional.ofNullable(presented(ctx)).or(() -> protocolKey(ctx)));
  }

  private void check(Context ctx, Optional<String> key) {
    Role needed =
        ctx.routeRoles().stream()
            .map(Role.class::cast)
            .min(Comparator.naturalOrder())
            .orElse(Role.ADMIN);
    if (needed == Role.ANYONE || keys.isEmpty()) {
      return;
    }
    Optional<Role> role = key.flatMap(keys.get()::role);
    if (role.isEmpty()) {
      ctx.header(Header.WWW_AUTHENTICATE, "Bearer");
      throw ApiException.of(
          HttpStatus.UNAUTHORIZED.getCode(),
          "expected a valid key as 'Authorization: Bearer …' or '" + API_KEY + ": …'");
    }
    if (!role.get().may(needed)) {
      throw ApiException.of(
          HttpStatus.FORBIDDEN.getCode(),
          "the key has role "
              + role.get().name().toLowerCase(Locale.ROOT)
              + "; expected "
              + needed.name().toLowerCase(Locale.ROOT));
    }
  }

  private static @Nullable String presented(Context ctx) {
    String authorization = ctx.header(Header.AUTHORIZATION);
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return authorization.substring(BEARER.length()).strip();
    }
    return ctx.header(API_KEY);
  }

  /** The key that a page gave in the only header it can set. */
  private static Optional<String> protocolKey(Context ctx) {
    String protocols = ctx.header(Header.SEC_WEBSOCKET_PROTOCOL);
    return Stream.of(protocols == null ? new String[0] : protocols.split(","))
        .map(String::strip)
        .filter(protocol -> protocol.startsWith(KEY_PROTOCOL))
        .findFirst()
        .map(protocol -> decode(protocol.substring(KEY_PROTOCOL.length())));
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
