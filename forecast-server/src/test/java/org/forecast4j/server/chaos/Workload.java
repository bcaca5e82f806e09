package org.forecast4j.server.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.forecast4j.server.SampleGame;

/**
 * What callers ask on an evening: half of the forecasts with an explanation, some scores of games
 * that are on, and now and then an outcome. The number of a request says which it is.
 */
final class Workload {
  private static final List<SampleGame> GAMES =
      IntStream.range(0, 200).mapToObj(SampleGame::of).toList();

  private static final int HUNDRED = 100;
  private static final int OUTCOMES = 1;
  private static final int SCORES = 5;
  private static final int EXPLAINED = 47;
  private static final int AT_ONCE = 20;
  private static final int MINUTES = 18;

  private final String name;
  private final byte[][] explained = new byte[GAMES.size()][];
  private final byte[][] plain = new byte[GAMES.size()][];

  /** Requests whose ids begin with a name. */
  Workload(String name) {
    this.name = name;
    for (int i = 0; i < GAMES.size(); i++) {
      String pattern = "{\"pattern\":" + pattern(GAMES.get(i));
      explained[i] = Caller.post("/predict", pattern + "}");
      plain[i] = Caller.post("/predict", pattern + ",\"return_explanation\":false}");
    }
  }

  private static String pattern(SampleGame game) {
    return Arrays.toString(Arrays.copyOf(game.margins(), MINUTES));
  }

  /** How many of so many requests tell an outcome. */
  static int outcomes(double requests) {
    return (int) (requests * OUTCOMES / HUNDRED);
  }

  byte[] request(long number) {
    int kind = (int) (number % HUNDRED);
    long turn = number / HUNDRED;
    int game = (int) (number * 31 % GAMES.size());
    if (kind < OUTCOMES) {
      return outcome(turn * OUTCOMES + kind);
    }
    if (kind < OUTCOMES + SCORES) {
      return score(turn * SCORES + kind - OUTCOMES);
    }
    return kind < OUTCOMES + SCORES + EXPLAINED ? explained[game] : plain[game];
  }

  private byte[] outcome(long number) {
    SampleGame game = GAMES.get((int) (number % GAMES.size()));
    int[] margins = game.margins();
    return Caller.post(
        "/observations",
        "{\"id\":\""
            + name
            + "-"
            + number
            + "\",\"pattern\":"
            + pattern(game)
            + ",\"actual\":"
            + Arrays.toString(Arrays.copyOfRange(margins, MINUTES, margins.length))
            + "}");
  }

  /** Some games at once, then the next ones. */
  private byte[] score(long number) {
    int length = GAMES.get(0).ticks().size();
    long evening = number / AT_ONCE / length;
    long game = evening * AT_ONCE + number % AT_ONCE;
    String tick =
        GAMES.get((int) (game % GAMES.size())).ticks().get((int) (number / AT_ONCE % length));
    return Caller.post("/games/" + name + "-" + game + "/scores", tick);
  }
}
