package org.forecast4j.server.http;

import io.javalin.http.ContentType;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.forecast4j.wire.JsonFields;
import org.forecast4j.wire.WireCodec;

/** Reads bodies and writes answers, for every route. */
public final class Json {
  private static final String STRICT = "handling=strict";

  private Json() {}

  /**
   * The message in the body, if it came in time; fields that are not known are refused if the
   * caller asks for it.
   */
  public static <T> T read(Context ctx, WireCodec<T> codec) {
    return read(ctx, codec, fields -> {});
  }

  /**
   * The same.
   *
   * @param check is shown the message before anything is made of it, and throws if it is too much
   */
  public static <T> T read(Context ctx, WireCodec<T> codec, Consumer<JsonFields> check) {
    JsonFields fields = fields(ctx, Deadline.body(ctx));
    check.accept(fields);
    return codec.read(fields);
  }

  /** The fields of a message that came with a request, if there is memory for them. */
  public static JsonFields fields(Context ctx, byte[] json) {
    MessageBudget.take(ctx, json);
    if (!isStrict(ctx)) {
      return JsonFields.parse(json);
    }
    ctx.header("Preference-Applied", STRICT);
    return JsonFields.parseStrict(json);
  }

  /** Whether the caller prefers an error to a field that is ignored (RFC 7240). */
  public static boolean isStrict(Context ctx) {
    String preferences = ctx.header("Prefer");
    return preferences != null
        && Arrays.stream(preferences.split(","))
            .map(String::strip)
            .anyMatch(STRICT::equalsIgnoreCase);
  }

  public static <T> void answer(Context ctx, WireCodec<T> codec, T message) {
    answer(ctx, codec.write(message));
  }

  /** Answers with what is encoded already. */
  public static void answer(Context ctx, byte[] json) {
    answer(ctx, ContentType.APPLICATION_JSON, json);
  }

  /** Answers with bytes of any kind. Javalin's own way copies them through a buffer of 32 kB. */
  public static void answer(Context ctx, ContentType type, byte[] bytes) {
    ctx.contentType(type);
    try {
      ctx.outputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
