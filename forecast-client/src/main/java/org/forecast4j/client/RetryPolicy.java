package org.forecast4j.client;

import java.io.IOException;
import java.net.ProtocolException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Whether and when to try again. */
final class RetryPolicy {
  private static final Set<Integer> STATUSES = Set.of(408, 429, 500, 502, 503, 504);
  private static final int MOST_DOUBLINGS = 30;

  private final Settings settings;
  private final RetryBudget budget;

  RetryPolicy(Settings settings, RetryBudget budget) {
    this.settings = settings;
    this.budget = budget;
  }

  static boolean isWorthwhile(int status) {
    return STATUSES.contains(status);
  }

  /** Not where the next try would fail for the same reason. */
  static boolean isWorthwhile(IOException failure) {
    return !(failure instanceof ProtocolException
        || failure instanceof SSLHandshakeException
        || failure instanceof SSLPeerUnverifiedException);
  }

  /**
   * How long to wait before the next try.
   *
   * @param tries how many there were
   * @param retries how many may follow the first
   * @param retryAfter how long the server asked to wait
   * @param left how much time the call has left
   * @return the pause; empty if there is to be no further try
   */
  Optional<Duration> pause(int tries, int retries, Optional<Duration> retryAfter, Duration left) {
    if (tries > retries) {
      return Optional.empty();
    }
    Duration pause = retryAfter.orElseGet(() -> backoff(tries));
    boolean tooLong =
        pause.compareTo(left) >= 0
            || (retryAfter.isPresent() && pause.compareTo(settings.longestRetryAfter) > 0);
    return tooLong || !budget.spend() ? Optional.empty() : Optional.of(pause);
  }

  void succeeded() {
    budget.earn();
  }

  /** Doubles with each try, up to the longest; between half of that and all of it, by chance. */
  Duration backoff(int tries) {
    Duration doubled = settings.backoff.multipliedBy(1L << Math.min(tries - 1, MOST_DOUBLINGS));
    Duration most =
        doubled.compareTo(settings.longestBackoff) < 0 ? doubled : settings.longestBackoff;
    return Duration.ofNanos((long) (most.toNanos() * (0.5 + 0.5 * settings.timing.random())));
  }

  /** How long an answer asks to wait. */
  Optional<Duration> retryAfter(RawResponse answer) {
    return answer.header("Retry-After").flatMap(value -> retryAfter(value, settings.timing.now()));
  }

  /** Seconds or a date; empty if it is neither. */
  private static Optional<Duration> retryAfter(String header, Instant now) {
    String text = header.strip();
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant date =
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant();
      return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
