package org.forecast4j.server.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.regex.Pattern;
import org.forecast4j.server.config.Uuids;
import org.jspecify.annotations.Nullable;

/** What a request is known by: the caller's {@code X-Request-Id}, or one that is made. */
public final class RequestIds {
  static final String HEADER = "X-Request-Id";

  /** Nothing that could break a log line, a header or a path. */
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /** In a path they are a folder and the one above it, so an outcome could not be retracted. */
  private static final List<String> NO_IDS = List.of(".", "..");

  private RequestIds() {}

  public static String of(Context ctx) {
    return RequestFacts.of(ctx).id();
  }

  /** The id that was given, if it may be one. */
  static String choose(@Nullable String given) {
    return given != null && isAccepted(given) ? given : Uuids.make();
  }

  /** An id that only this server can have given, whatever the caller named the request. */
  public static String own(Context ctx) {
    return ctx.header(HEADER) == null ? of(ctx) : Uuids.make();
  }

  /** The id of a forecast, as {@code request_id} names it. */
  public static String require(String id) {
    return require("request_id", id);
  }

  /** The id that stands in a field. */
  public static String require(String field, String id) {
    if (!isAccepted(id)) {
      throw new IllegalArgumentException(
          field
              + " is '"
              + id
              + "'; expected "
              + ACCEPTED.pattern()
              + ", and none of "
              + String.join(", ", NO_IDS));
    }
    return id;
  }

  private static boolean isAccepted(String id) {
    return ACCEPTED.matcher(id).matches() && !NO_IDS.contains(id);
  }
}
