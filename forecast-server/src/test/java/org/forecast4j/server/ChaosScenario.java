package org.forecast4j.server;

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
   * @param quick whether it must be over in less than a minute
   */
  Result run(boolean quick) throws Exception;

  /**
   * What came of it.
   *
   * @param injected what was done to the server
   * @param calls how many calls were made
   * @param errors how many of them were refused or failed, as they may be
   * @param acknowledged how many outcomes were acknowledged
   * @param lost how many of these were gone afterwards
   * @param doubled how many were learned twice
   * @param recovery how long the server took to be well again, if it ever was not
   * @param broken what must not be, each in a line
   */
  record Result(
      String injected,
      long calls,
      long errors,
      long acknowledged,
      long lost,
      long doubled,
      Optional<Duration> recovery,
      List<String> broken) {
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
          isGood() ? "kept" : "broken");
    }
  }
}
