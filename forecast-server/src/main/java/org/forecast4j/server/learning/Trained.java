package org.forecast4j.server.learning;

import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.basketball.GameRatings;

/**
 * What a model knew before anything that its log holds.
 *
 * @param wrapper the wrapper as it was trained
 * @param ratings what it knew of teams; empty if it is of another task
 * @param learning whether the ratings learn from results, if they can; the wrapper knows of itself
 * @param origin what tells it from every other
 */
public record Trained(
    ConformalWrapper wrapper, Optional<GameRatings> ratings, boolean learning, String origin) {
  /** The same, whose forecasts stay as they were trained while the intervals go on. */
  public Trained frozen() {
    return new Trained(wrapper.frozen(), ratings, false, origin);
  }
}
