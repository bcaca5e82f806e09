package org.forecast4j.client;

import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Headers;

/** Whether and when to try again. */
final class RetryPolicy {
  private static final Set<Integer> STATUSES = Set.of(408, 429, 500, 502, 503, 504);
  private static final int MAX_DOUBLINGS = 30;

  /** Whoever asks for more has a wrong clock or a fault. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

  private static final int MAX_SECONDS_DIGITS = 9;

  /** The share by which a pause that was asked for is longer at most. */
  private static final double JITTER = 0.1;

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
        || failure instanceof Transport.UnexpectedException
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
    if (tries > retries || retryAfter.filter(this::isTooLong).isPresent()) {
      return Optional.empty();
    }
    Duration pause = pause(tries, retryAfter);
    return pause.compareTo(left) >= 0 || !budget.spend() ? Optional.empty() : Optional.of(pause);
  }

  /** Whether it is credible, but longer than is waited for. */
  boolean isTooLong(Duration retryAfter) {
    return retryAfter.compareTo(settings.maxRetryAfter) > 0 && isCredible(retryAfter);
  }

  /**
   * The usual pause, or the one that was asked for if that is longer: a little more by chance, so
   * that not all callers come back at once, and no more than is waited for.
   */
  Duration pause(int tries, Optional<Duration> asked) {
    Duration backoff = backoff(tries);
    if (asked.isEmpty() || asked.get().compareTo(backoff) <= 0) {
      return backoff;
    }
    Duration longest = settings.maxRetryAfter;
    if (!isCredible(asked.get())) {
      return drawn(longest, 0.5, 1);
    }
    return drawn(asked.get(), 1, 1 + JITTER);
  }

  private static boolean isCredible(Duration retryAfter) {
    return retryAfter.compareTo(MAX_RETRY_AFTER) < 0;
  }

  private Duration drawn(Duration time, double least, double most) {
    double share = least + (most - least) * settings.timing.random();
    return Duration.ofNanos(Math.round(time.toNanos() * share));
  }

  void succeeded() {
    budget.earn();
  }

  /** Doubles with each try, up to the longest; between half of that and all of it, by chance. */
  Duration backoff(int tries) {
    Duration doubled = settings.backoff.multipliedBy(1L << Math.min(tries - 1, MAX_DOUBLINGS));
    Duration most = doubled.compareTo(settings.maxBackoff) < 0 ? doubled : settings.maxBackoff;
    return drawn(most, 0.5, 1);
  }

  /** How long an answer asks to wait: none if the time is past, a day if it is longer. */
  Optional<Duration> retryAfter(RawResponse answer) {
    return answer
        .header(RetryAfterHeader.NAME)
        .flatMap(value -> retryAfter(value.strip(), settings.timing.now()))
        .map(asked -> isCredible(asked) ? asked : MAX_RETRY_AFTER);
  }

  /** Seconds or a date; empty if it is neither. */
  private static Optional<Duration> retryAfter(String header, Instant now) {
    if (header.matches("[0-9]+")) {
      return Optional.of(
          header.length() > MAX_SECONDS_DIGITS
              ? MAX_RETRY_AFTER
              : Duration.ofSeconds(Long.parseLong(header)));
    }
    // In all three forms of RFC 9110.
    Instant date =
        new Headers.Builder()
            .addUnsafeNonAscii(RetryAfterHeader.NAME, header)
            .build()
            .getInstant(RetryAfterHeader.NAME);
    return Optional.ofNullable(date)
        .map(time -> time.isAfter(now) ? Duration.between(now, time) : Duration.ZERO);
  }
}
