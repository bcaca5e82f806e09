package org.forecast4j.server.learning;

import java.time.LocalDate;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.basketball.GameRatings;

/**
 * What a model knows.
 *
 * @param length how many entries of the log it has taken in
 * @param version how many outcomes it has learned: those of the log that nobody has retracted
 * @param results how many results of games it has learned, those likewise
 * @param wrapper the wrapper after the outcomes
 * @param ratings the ratings after the results; empty if the model has none
 * @param identity the same for the same log, and for nothing else
 */
public record LearnedState(
    long length,
    long version,
    long results,
    ConformalWrapper wrapper,
    Optional<GameRatings> ratings,
    String identity) {
  /** The newest day with a result that the ratings know. */
  public Optional<LocalDate> ratingsOf() {
    return ratings.flatMap(GameRatings::lastDay);
  }
}
