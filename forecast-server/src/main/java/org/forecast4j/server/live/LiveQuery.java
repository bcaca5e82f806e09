package org.forecast4j.server.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.forecast4j.server.model.GameIds;

/**
 * What a subscriber asks for in the address.
 *
 * @param games the ids of the games to follow; all if empty
 * @param lastEventId the id of the last event that was read
 */
record LiveQuery(Set<String> games, Optional<String> lastEventId) {
  /** How many games one reader may pick; for more it follows all. */
  static final int MAX_GAMES = 1_000;

  static String tooMany(int games) {
    return games + " game ids; expected at most " + MAX_GAMES + ", or none to follow all games";
  }

  /** {@code game_id}, which may be repeated, and {@code last_event_id}. */
  static LiveQuery of(Map<String, List<String>> parameters) {
    Set<String> games = new TreeSet<>();
    List<String> ids = parameters.getOrDefault("game_id", List.of());
    if (ids.size() > MAX_GAMES) {
      throw new IllegalArgumentException(tooMany(ids.size()));
    }
    for (String id : ids) {
      games.add(GameIds.require(id));
    }
    return new LiveQuery(
        games, parameters.getOrDefault("last_event_id", List.of()).stream().findFirst());
  }

  /** Takes the event id from a header, if it is there. */
  LiveQuery after(Optional<String> header) {
    return new LiveQuery(games, header.or(() -> lastEventId));
  }
}
