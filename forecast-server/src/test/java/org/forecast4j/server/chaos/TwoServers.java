package org.forecast4j.server.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.forecast4j.server.Http;
import org.forecast4j.server.ServerProcess;

/**
 * A second server on the state folder of one that runs, also by another path, with the lock of the
 * folder removed: it does not start, and the first goes on.
 */
final class TwoServers implements ChaosScenario {
  private static final int WRITERS = 4;
  private static final int TRIES = 10;
  private static final int QUICKLY = 2;

  /** So that those who write leave something of the machine to the one that starts. */
  private static final int PAUSE_MILLIS = 20;

  @Override
  public String name() {
    return "two-servers";
  }

  @Override
  public Result run(boolean quick) throws Exception {
    Starter starter = Starter.of(quick);
    int tries = quick ? QUICKLY : TRIES;
    Tally tally = new Tally();
    try (Scratch scratch = new Scratch()) {
      Path state = scratch.resolve("state");
      Path link = scratch.resolve("link");
      Outcomes outcomes;
      try (ServerProcess first = starter.serve(state)) {
        Http http = first.http();
        Files.createSymbolicLink(link, state);
        outcomes = new Outcomes(tally, caller -> http, Set.of(), false);
        try (Callers writers = new Callers(WRITERS, PAUSE_MILLIS, outcomes::tell)) {
          for (int i = 0; i < tries; i++) {
            Files.deleteIfExists(state.resolve("lock"));
            second(starter, i % 2 == 0 ? state : link, tally);
          }
          writers.stop();
        }
        first.kill();
      }
      try (ServerProcess again = starter.serve(state)) {
        outcomes.verify(again.http());
      }
      Files.delete(link);
    }
    return tally.result(
        "a second server on the folder, its lock removed, × " + tries + " under 4 writers");
  }

  private static void second(Starter starter, Path state, Tally tally) throws Exception {
    try (ServerProcess second = starter.begin(state)) {
      int code = second.exitCode();
      String said = second.said();
      tally.brokenUnless(
          code == 1 && said.contains("is in use by another server"),
          "a second server ended with " + code + ": " + said);
    }
  }
}
