package org.forecast4j.server.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a subscriber asks for in the address.
 *
 * @param games the ids of the games to follow; all if empty
 * @param lastEventId the id of the last event that was read
 */
record LiveQuery(Set<String> games, Optional<String> lastEventId) {
  /** {@code game_id}, which may be repeated, and {@code last_event_id}. */
  static LiveQuery of(Map<String, List<String>> parameters) {
    Set<String> games = new TreeSet<>();
    for (String id : parameters.getOrDefault("game_id", List.of())) {
      games.add(LiveGames.requireId(id));
    }
    return new LiveQuery(
        games, parameters.getOrDefault("last_event_id", List.of()).stream().findFirst());
  }

  /** Takes the event id from a header, if it is there. */
  LiveQuery after(Optional<String> header) {
    return new LiveQuery(games, header.or(() -> lastEventId));
  }
}
