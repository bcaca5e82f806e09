package org.forecast4j.testkit.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of real data and reference values beside a checkout. Tests that need it are skipped,
 * saying so, where it is absent.
 */
public final class Shared {
  private Shared() {}

  /** The margins of every game. */
  public static final String MARGINS = "data/nba/minute-margins-1996-2019.csv.gz";

  /** A file or folder below the shared folder; aborts the test, loudly, if there is none. */
  public static Path path(String relative) {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path candidate = up.resolve("shared").resolve(relative);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    String message = "SKIPPED: there is no shared/" + relative + " beside or above this checkout";
    System.err.println(message);
    Assumptions.abort(message);
    throw new AssertionError();
  }
}
