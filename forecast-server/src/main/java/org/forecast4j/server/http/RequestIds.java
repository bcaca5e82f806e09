package org.forecast4j.server.http;

import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.forecast4j.server.config.Uuids;
import org.jspecify.annotations.Nullable;

/** What a request is known by: the caller's {@code X-Request-Id}, or one that is made. */
public final class RequestIds {
  static final String HEADER = "X-Request-Id";

  /** Nothing that could break a log line or a header. */
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private RequestIds() {}

  public static String of(Context ctx) {
    return RequestFacts.of(ctx).id();
  }

  /** The id that was given, if it may be one. */
  static String choose(@Nullable String given) {
    return given != null && ACCEPTED.matcher(given).matches() ? given : Uuids.make();
  }

  /** An id that only this server can have given, whatever the caller named the request. */
  public static String own(Context ctx) {
    return ctx.header(HEADER) == null ? of(ctx) : Uuids.make();
  }

  public static String require(String id) {
    if (!ACCEPTED.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "request_id is '" + id + "'; expected " + ACCEPTED.pattern());
    }
    return id;
  }
}
