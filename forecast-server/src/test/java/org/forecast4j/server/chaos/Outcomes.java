package org.forecast4j.server.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.forecast4j.server.Http;

/**
 * Outcomes that callers tell, each over and over until it is acknowledged, and which of them were.
 * Before each outcome its caller asks for a forecast, which must be given. For many threads.
 */
final class Outcomes {
  private static final int OK = 200;

  /** A body that asks for a forecast. */
  static final String PREDICT = "{\"pattern\":" + Http.PATTERN + "}";

  private static final int PAUSE_MILLIS = 50;

  /** Where nobody answers: calls that fail would take the machine from the server that starts. */
  private static final int LONG_PAUSE_MILLIS = 200;

  private final Tally tally;
  private final IntFunction<Http> servers;
  private final Set<Integer> refusals;
  private final boolean mayVanish;
  private final AtomicInteger told = new AtomicInteger();
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicLong longest = new AtomicLong();
  private final ThreadLocal<Integer> open = new ThreadLocal<>();

  /**
   * None is told yet.
   *
   * @param servers whom a caller calls, asked before each call
   * @param refusals the statuses that an outcome may be answered with instead of 200
   * @param mayVanish whether a call may get no answer
   */
  Outcomes(Tally tally, IntFunction<Http> servers, Set<Integer> refusals, boolean mayVanish) {
    this.tally = tally;
    this.servers = servers;
    this.refusals = refusals;
    this.mayVanish = mayVanish;
  }

  /** What a caller does once: a forecast, and an outcome, the same again if it was refused. */
  void tell(int caller) throws InterruptedException {
    Integer again = open.get();
    int number = again == null ? told.getAndIncrement() : again;
    call(caller, "/predict", PREDICT, Set.of());
    if (call(caller, "/observations", outcome(number), refusals)) {
      acknowledged.add(number);
      open.remove();
    } else {
      open.set(number);
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private boolean call(int caller, String path, String body, Set<Integer> allowed)
      throws InterruptedException {
    tally.called();
    Http http = servers.apply(caller);
    long start = System.nanoTime();
    Http.Answer answer;
    try {
      answer = http.post(path, body);
    } catch (AssertionError e) {
      tally.error().brokenUnless(mayVanish, path + " got no answer: " + e.getMessage());
      Thread.sleep(LONG_PAUSE_MILLIS);
      return false;
    }
    longest.accumulateAndGet(System.nanoTime() - start, Math::max);
    if (answer.status() == OK) {
      return true;
    }
    tally
        .error()
        .brokenUnless(
            allowed.contains(answer.status()),
            path + " was answered " + answer.status() + ": " + answer.text());
    return false;
  }

  /** An outcome that no other number has. */
  static String outcome(int number) {
    return "{\"id\":\"o"
        + number
        + "\",\"pattern\":"
        + Http.PATTERN
        + ",\"actual\":[10,11,12,13,14,"
        + number % 40
        + "]}";
  }

  /** How many were acknowledged up to now. */
  int acknowledged() {
    return acknowledged.size();
  }

  /** How many were told up to now, acknowledged or not. */
  int told() {
    return told.get();
  }

  /** The longest time that a call took that was answered. */
  long longestMillis() {
    return longest.get() / 1_000_000;
  }

  /** How many outcomes a server has learned. */
  static long learned(Http http) {
    return http.get("/calibration").json().get("state_version").longValue();
  }

  /**
   * Tells every outcome again, now that nothing is wrong with the server: each that was
   * acknowledged must be known to it, and none may count twice.
   */
  void verify(Http http) {
    int all = told.get();
    for (int number = 0; number < all; number++) {
      Http.Answer answer = http.post("/observations", outcome(number));
      boolean known = answer.status() == OK && isDuplicate(answer.json());
      if (acknowledged.contains(number)) {
        tally.acknowledged(1).lost(known ? 0 : 1);
      }
      tally.brokenUnless(
          answer.status() == OK,
          "outcome " + number + ", told again, was answered " + answer.status());
    }
    long learned = learned(http);
    tally
        .doubled(Math.max(0, learned - all))
        .brokenUnless(learned >= all, learned + " outcomes are learned of " + all);
  }

  /** Each outcome that was acknowledged must be known to another replica, too. */
  void requireKnown(Http http) {
    for (int number : acknowledged) {
      Http.Answer answer = http.post("/observations", outcome(number));
      tally.lost(answer.status() == OK && isDuplicate(answer.json()) ? 0 : 1);
    }
  }

  private static boolean isDuplicate(JsonNode answer) {
    return answer.get("status").textValue().equals("duplicate");
  }
}
