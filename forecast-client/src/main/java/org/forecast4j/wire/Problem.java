package org.forecast4j.wire;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * An error as RFC 9457 {@code application/problem+json}.
 *
 * @param type a URI that names the kind of problem; {@code about:blank} if the status says it all
 * @param title the kind of problem in words
 * @param status the HTTP status
 * @param detail what was wrong with this request, and what was expected
 * @param requestId the id in the server's log
 * @param extra further facts, such as {@code pointer} (where in the body), {@code n} and {@code
 *     highest_confidence}
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    Optional<String> requestId,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<Problem> CODEC = WireCodec.of(Problem::read, Problem::write);

  /** The media type of it. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final int MAX_STATUS = 599;

  /** Copies its arguments. */
  public Problem {
    extra = JsonFields.copy(extra);
  }

  private static Problem read(JsonFields fields) {
    return new Problem(
        fields.optionalText("type").orElse("about:blank"),
        fields.optionalText("title").orElse(""),
        fields.integer("status", 0, MAX_STATUS, 0),
        fields.optionalText("detail").orElse(""),
        fields.optionalText("request_id"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("type", type);
    out.field("title", title);
    out.field("status", status);
    out.field("detail", detail);
    out.field("request_id", requestId);
    out.extra(extra);
  }
}
