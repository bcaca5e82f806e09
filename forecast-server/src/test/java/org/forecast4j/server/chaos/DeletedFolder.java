package org.forecast4j.server.chaos;

import static org.forecast4j.server.Await.await;

import java.nio.file.Path;
import java.util.Set;
import org.forecast4j.server.Http;
import org.forecast4j.server.ServerProcess;

/** A state folder that is deleted under its server: from then on no outcome is acknowledged. */
final class DeletedFolder implements ChaosScenario {
  private static final int WRITERS = 4;
  private static final int SERVERS = 5;
  private static final int REFUSALS = 50;

  @Override
  public String name() {
    return "deleted-folder";
  }

  @Override
  public Result run(boolean quick) throws Exception {
    int servers = quick ? 1 : SERVERS;
    Tally tally = new Tally();
    for (int i = 0; i < servers; i++) {
      try (Scratch scratch = new Scratch()) {
        run(Starter.of(quick), scratch.resolve("state"), tally);
      }
    }
    return tally.result(
        "the state folder deleted under 4 writers × "
            + servers
            + "; acknowledged counts what was after that");
  }

  private static void run(Starter starter, Path state, Tally tally) throws Exception {
    try (ServerProcess server = starter.serve(state)) {
      Http http = server.http();
      Outcomes outcomes = new Outcomes(tally, caller -> http, Set.of(503), false);
      try (Callers writers = new Callers(WRITERS, outcomes::tell)) {
        await("traffic", () -> outcomes.acknowledged() > 50);
        Scratch.delete(state);
        await(
            "it is degraded",
            () -> http.get("/health").json().get("status").textValue().equals("degraded"));
        int then = outcomes.acknowledged();
        long refused = tally.errors();
        await("refusals", () -> tally.errors() >= refused + REFUSALS);
        int more = outcomes.acknowledged() - then;
        tally.acknowledged(more).lost(more);
        writers.stop();
      }
      long learned = Outcomes.learned(http);
      tally.brokenUnless(
          learned == outcomes.acknowledged(),
          "it serves " + learned + " outcomes of " + outcomes.acknowledged());
      server.terminate();
      tally.brokenUnless(server.exitCode() == 0, "it did not end with 0");
    }
  }
}
