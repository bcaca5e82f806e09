package org.forecast4j.server.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.Supplier;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.learning.LearnedState;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;

/**
 * Answers to forecasts that were asked for before. The key holds the identity of the calibration
 * state, so no answer is ever stale; their time only bounds the memory.
 */
public final class ResponseCache {
  private final ServerOptions.Cache options;
  private final Cache<Key, Answer> answers;
  private final Metrics metrics;

  /**
   * All that an answer depends on.
   *
   * @param similar how many cases an explanation shows; −1 without one
   */
  private record Key(String state, Pattern pattern, double alpha, double above, int similar) {}

  /** A forecast and how it is told. */
  record Answer(IntervalForecast forecast, PredictResponse response) {}

  /** Begins without an answer. */
  public ResponseCache(ServerOptions.Cache options, Metrics metrics) {
    this.options = options;
    this.metrics = metrics;
    answers =
        Caffeine.newBuilder()
            .maximumSize(options.entries())
            .expireAfterWrite(options.time())
            .executor(Runnable::run)
            .build();
  }

  /** The answer that is kept, or the one that is made now. */
  Answer get(LearnedState state, Pattern pattern, PredictRequest request, Supplier<Answer> made) {
    if (options.time().isZero()) {
      return made.get();
    }
    Key key =
        new Key(
            state.identity(),
            pattern,
            request.alpha(),
            request.above(),
            request.returnExplanation() ? request.similarGames() : -1);
    Answer here = answers.getIfPresent(key);
    metrics.cache(here != null);
    if (here != null) {
      return here;
    }
    Answer answer = made.get();
    answers.put(key, answer);
    return answer;
  }
}
