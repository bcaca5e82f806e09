package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.ServerOptions;
import org.jspecify.annotations.Nullable;

/** Lets a request pass if its key has the role that the route needs. */
public final class Access {
  static final String CHALLENGE = "Bearer";
  static final String EXPECTED_KEY =
      "expected a valid key as 'Authorization: Bearer …' or 'X-API-Key: …'";

  private static final String BEARER = CHALLENGE + " ";
  private static final String API_KEY = "X-API-Key";
  private static final String KEY_PROTOCOL = "forecast4j.key.";

  private final ServerOptions options;
  private final PageGuard guard;
  private volatile Optional<Keys> keys = Optional.empty();

  /** Reads the keys, if there are to be any. */
  public Access(ServerOptions options) throws IOException {
    this.options = options;
    guard = new PageGuard(options);
    reload();
  }

  /** Reads the keys again; what is wrong with them leaves the old ones. */
  void reload() throws IOException {
    if (options.keys().isPresent()) {
      keys = Optional.of(Keys.read(options.keys().get()));
    }
  }

  /** Before any route. */
  public void checkPage(Context ctx) {
    guard.check(ctx);
  }

  /** Before the route that was found. */
  public void check(Context ctx) {
    check(ctx, RequestFacts.of(ctx).holder());
  }

  /**
   * As {@link #check}; a page, which cannot set headers of a WebSocket, names its key otherwise.
   */
  public void checkUpgrade(Context ctx) {
    guard.check(ctx);
    check(ctx, RequestFacts.of(ctx).holder());
  }

  private void check(Context ctx, Optional<Keys.Holder> holder) {
    RequestFacts facts = RequestFacts.of(ctx);
    var endpoint = ctx.endpoints().matchedHttpEndpoint();
    if (endpoint != null) {
      facts.route(endpoint.path);
    }
    Role needed =
        ctx.routeRoles().stream()
            .map(Role.class::cast)
            .min(Comparator.naturalOrder())
            .orElse(Role.ADMIN);
    boolean isChange = needed.may(Role.OBSERVE) && !ctx.req().getMethod().equals("GET");
    facts.isChange(isChange);
    if (needed == Role.ANYONE || keys.isEmpty()) {
      if (isChange) {
        guard.requireJson(ctx);
      }
      return;
    }
    if (holder.isEmpty()) {
      ctx.header(Header.WWW_AUTHENTICATE, CHALLENGE);
      throw ApiException.of(HttpStatus.UNAUTHORIZED.getCode(), EXPECTED_KEY);
    }
    Role role = holder.get().role();
    if (!role.may(needed)) {
      throw ApiException.of(
          HttpStatus.FORBIDDEN.getCode(),
          "the key has role "
              + role.name().toLowerCase(Locale.ROOT)
              + "; expected "
              + needed.name().toLowerCase(Locale.ROOT));
    }
  }

  /** Who presents a key, if it is one. */
  Optional<Keys.Holder> holder(Request request) {
    Optional<Keys> current = keys;
    return current.isEmpty()
        ? Optional.empty()
        : presented(request.getHeaders()).flatMap(current.get()::holder);
  }

  /** Whether somebody without a key may send a body: there is no route for it where keys are. */
  boolean mayNotSend(Request request) {
    return keys.isPresent() && RequestFacts.of(request).holder().isEmpty();
  }

  static Optional<String> keyName(Request request) {
    return RequestFacts.of(request).holder().map(Keys.Holder::name);
  }

  boolean isGone(String name) {
    return keys.isPresent() && !keys.get().names().contains(name);
  }

  /** How many places a key may have; nobody's requests have no more than one key's. */
  int placesOfKey() {
    Limits limits = options.limits();
    return share(limits.keyConcurrent(), limits.concurrent());
  }

  int streamsOfKey() {
    return share(options.limits().keyStreams(), options.live().subscribers());
  }

  /** What was set; else half of all if there are several keys to share it. */
  private int share(int set, int all) {
    if (set > 0) {
      return Math.min(set, all);
    }
    boolean isShared = keys.isPresent() && keys.get().names().size() > 1;
    return isShared ? (all + 1) / 2 : all;
  }

  private static Optional<String> presented(HttpFields headers) {
    String authorization = headers.get(HttpHeader.AUTHORIZATION);
    if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.of(authorization.substring(BEARER.length()).strip());
    }
    return Optional.ofNullable(headers.get(API_KEY))
        .or(() -> protocolKey(headers.get("Sec-WebSocket-Protocol")));
  }

  /** The key that a page gave in the only header of a WebSocket it can set. */
  private static Optional<String> protocolKey(@Nullable String protocols) {
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
