package org.forecast4j.server.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One way to torment a server. */
interface ChaosScenario {
  /** What it is called on the command line. */
  String name();

  /**
   * Torments a server of its own.
   *
   * @param quick whether it must be over in seconds
   */
  Result run(boolean quick) throws Exception;

  /** After how long it counts as hung: much later than it is over on a slow machine. */
  default Duration limit(boolean quick) {
    return quick ? Duration.ofMinutes(5) : Duration.ofMinutes(30);
  }

  /**
   * What came of it. A {@link Tally} makes one.
   *
   * @param injected what was done to the server
   * @param calls how many calls were made
   * @param errors how many of them were refused or failed, as they may be
   * @param acknowledged how many outcomes were acknowledged
   * @param lost how many of these were gone afterwards
   * @param doubled how many were learned twice
   * @param recovery how long the server took to be well again, the longest of all times, if it ever
   *     was not
   * @param broken what must not be, each in a line
   * @param notRun why it could not be run here, if so
   */
  record Result(
      String injected,
      long calls,
      long errors,
      long acknowledged,
      long lost,
      long doubled,
      Optional<Duration> recovery,
      List<String> broken,
      Optional<String> notRun) {
    static final String HEAD =
        "| injected | calls | errors | acknowledged | lost | doubled | time to recover | promise"
            + " |\n"
            + "|---|---|---|---|---|---|---|---|";

    boolean isGood() {
      return broken.isEmpty() && lost == 0 && doubled == 0;
    }

    /** A row of a table in Markdown. */
    String row() {
      return String.format(
          Locale.ROOT,
          "| %s | %d | %d | %d | %d | %d | %s | %s |",
          injected,
          calls,
          errors,
          acknowledged,
          lost,
          doubled,
          recovery.map(time -> time.toMillis() + " ms").orElse(""),
          isGood() ? notRun.map(why -> "not run: " + why).orElse("kept") : "broken");
    }
  }
}
