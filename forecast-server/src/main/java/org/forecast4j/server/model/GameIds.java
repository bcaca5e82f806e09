package org.forecast4j.server.model;

import java.util.List;
import java.util.regex.Pattern;
import org.forecast4j.internal.Text;

/** What games are known by: one id for its scores and its result. */
public final class GameIds {
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  /** Addresses that are those of the events, or of a folder and the one above it. */
  private static final List<String> TAKEN = List.of("stream", ".", "..");

  private GameIds() {}

  /** Refuses what cannot be the id of a game. */
  public static String require(String id) {
    if (!ACCEPTED.matcher(id).matches() || TAKEN.contains(id)) {
      throw new IllegalArgumentException(
          "game id is '"
              + Text.excerpt(id)
              + "'; expected "
              + ACCEPTED.pattern()
              + ", and none of "
              + String.join(", ", TAKEN));
    }
    return id;
  }
}
