package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/**
 * What messages may take of memory once they are parsed, which can be thirty times their bytes:
 * asked for before any of them is. All servers of a process share it, as they share its heap.
 */
public final class MessageBudget {
  private static final int HEAP_SHARE = 4;
  private static final MemoryBudget SHARED = MemoryBudget.ofHeap(HEAP_SHARE, 0);

  /** Decoded to text, whose characters are first gathered in a buffer. */
  private static final int CHARACTER_BYTES = 4;

  private static final int OBJECT_BYTES = 176;
  private static final int ARRAY_BYTES = 64;
  private static final int FIELD_BYTES = 128;
  private static final int VALUE_BYTES = 40;

  private MessageBudget() {}

  /**
   * Takes what a message may need until its request is over.
   *
   * @param json the message, not yet parsed
   */
  public static void take(Context ctx, byte[] json) {
    long bytes = parsedBytes(json);
    if (bytes > SHARED.size()) {
      throw ApiException.of(
          HttpStatus.CONTENT_TOO_LARGE.getCode(),
          "the values in the body could take "
              + bytes
              + " bytes of memory; expected at most "
              + SHARED.size()
              + ": send less in one request",
          Map.of("limit", SHARED.size()));
    }
    if (!SHARED.take(bytes)) {
      throw ApiException.of(
          HttpStatus.SERVICE_UNAVAILABLE.getCode(),
          "too many large bodies are being read at once; try again");
    }
    Request.addCompletionListener(RequestFacts.request(ctx), unused -> SHARED.giveBack(bytes));
  }

  /** At most what a message takes once it is parsed, by what begins a value in it. */
  static long parsedBytes(byte[] json) {
    long bytes = (long) CHARACTER_BYTES * json.length;
    for (byte one : json) {
      bytes +=
          switch (one) {
            case '{' -> OBJECT_BYTES;
            case '[' -> ARRAY_BYTES;
            case ':' -> FIELD_BYTES;
            case ',' -> VALUE_BYTES;
            default -> 0;
          };
    }
    return bytes;
  }
}
