package org.forecast4j.server.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Map;
import org.eclipse.jetty.server.Request;

/**
 * What answers may take of memory, asked for before any of them is made. An answer is made, encoded
 * and held until it was read, so it is counted as often.
 */
public final class AnswerBudget {
  private static final int COPIES = 4;
  private static final int HEAP_SHARE = 4;

  private final long most;
  private final MemoryBudget shared;

  /**
   * A quarter of the heap for all answers at once.
   *
   * @param most how many bytes one answer may have
   */
  public AnswerBudget(long most) {
    this.most = most;
    shared = MemoryBudget.ofHeap(HEAP_SHARE, COPIES * most);
  }

  /**
   * Takes what an answer may need until it was sent.
   *
   * @param bytes how many it has at most
   */
  public void take(Context ctx, long bytes) {
    if (bytes > most) {
      throw ApiException.of(
          HttpStatus.CONTENT_TOO_LARGE.getCode(),
          "the answer could have "
              + bytes
              + " bytes; expected at most "
              + most
              + ": ask for less in one request, or for fewer similar_games",
          Map.of("limit", most));
    }
    long all = COPIES * bytes;
    if (!shared.take(all)) {
      throw ApiException.of(
          HttpStatus.SERVICE_UNAVAILABLE.getCode(),
          "too many large answers are being made or read at once; try again");
    }
    Request.addCompletionListener(RequestFacts.request(ctx), unused -> shared.giveBack(all));
  }
}
