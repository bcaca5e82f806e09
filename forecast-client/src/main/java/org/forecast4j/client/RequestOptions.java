package org.forecast4j.client;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.forecast4j.internal.Checks;

/**
 * What is different for one call. Immutable.
 *
 * @param callTimeout how long the call may take with all its tries; the client's if empty
 * @param retries how often to try again at most; the client's if empty
 * @param headers sent besides, or instead of, those of the client
 * @param idempotencyKey what the server can tell a repeated call by; made if empty
 * @param onResponse gets the answer as it came, good or bad, before it is understood
 */
public record RequestOptions(
    Optional<Duration> callTimeout,
    OptionalInt retries,
    Map<String, String> headers,
    Optional<String> idempotencyKey,
    Optional<Consumer<RawResponse>> onResponse) {
  /** Nothing is different. */
  public static final RequestOptions DEFAULT = builder().build();

  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if the timeout is not positive, the number of retries is
   *     negative or a header cannot be sent
   */
  public RequestOptions {
    callTimeout.ifPresent(value -> Settings.requirePositive(value, "callTimeout"));
    if (retries.isPresent()) {
      Checks.atLeast(0, retries.getAsInt(), "retries");
    }
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    copy.forEach(Settings::requireHeader);
    headers = Collections.unmodifiableMap(copy);
    idempotencyKey.ifPresent(key -> Settings.requireHeader(Operation.IDEMPOTENCY_KEY, key));
  }

  /**
   * Starts with nothing different.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Names the headers without their values, which may be secret. */
  @Override
  public String toString() {
    return "RequestOptions[callTimeout="
        + callTimeout
        + ", retries="
        + retries
        + ", headers="
        + headers.keySet()
        + ", idempotencyKey="
        + idempotencyKey
        + "]";
  }

  /** Builds options. Not thread-safe. */
  public static final class Builder {
    private Optional<Duration> callTimeout = Optional.empty();
    private OptionalInt retries = OptionalInt.empty();
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private Optional<String> idempotencyKey = Optional.empty();
    private Optional<Consumer<RawResponse>> onResponse = Optional.empty();

    private Builder() {}

    /**
     * Sets how long the call may take with all its tries.
     *
     * @param value more than zero
     * @return this builder
     */
    public Builder callTimeout(Duration value) {
      callTimeout = Optional.of(value);
      return this;
    }

    /**
     * Sets how often to try again at most.
     *
     * @param count 0 for a single try
     * @return this builder
     */
    public Builder retries(int count) {
      retries = OptionalInt.of(count);
      return this;
    }

    /**
     * Adds a header.
     *
     * @param name its name
     * @param value its value, instead of any the client has for the name
     * @return this builder
     */
    public Builder header(String name, String value) {
      headers.put(name, value);
      return this;
    }

    /**
     * Sets what the server can tell a repeated call by. It is also the id of the call in the
     * server's log. A forecast has another: {@link org.forecast4j.wire.PredictRequest#requestId}.
     *
     * @param key the key; up to 128 letters, digits and {@code . _ : -}
     * @return this builder
     */
    public Builder idempotencyKey(String key) {
      idempotencyKey = Optional.of(key);
      return this;
    }

    /**
     * Asks for the answer as it came.
     *
     * @param consumer gets it once a call, good or bad, before it is understood; not if there was
     *     none
     * @return this builder
     */
    public Builder onResponse(Consumer<RawResponse> consumer) {
      onResponse = Optional.of(consumer);
      return this;
    }

    /**
     * Builds the options.
     *
     * @return the options
     * @throws IllegalArgumentException as {@link RequestOptions} says
     */
    public RequestOptions build() {
      return new RequestOptions(callTimeout, retries, headers, idempotencyKey, onResponse);
    }
  }
}
