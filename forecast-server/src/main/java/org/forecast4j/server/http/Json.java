package org.forecast4j.server.http;

import io.javalin.http.ContentType;
import io.javalin.http.Context;
import org.forecast4j.wire.WireCodec;

/** Reads bodies and writes answers, for every route. */
public final class Json {
  private Json() {}

  /** The message in the body, if it came in time. */
  public static <T> T read(Context ctx, WireCodec<T> codec) {
    return codec.read(Deadline.body(ctx));
  }

  public static <T> void answer(Context ctx, WireCodec<T> codec, T message) {
    answer(ctx, codec.write(message));
  }

  /** Answers with what is encoded already. */
  public static void answer(Context ctx, byte[] json) {
    ctx.contentType(ContentType.APPLICATION_JSON).result(json);
  }
}
