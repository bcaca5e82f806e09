package org.forecast4j.server.chaos;

import static org.forecast4j.server.Await.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.forecast4j.server.ServerProcess;
import org.forecast4j.server.storage.RecordFiles;

/** A server that is killed again and again while it writes, and at times while it starts. */
final class Kills implements ChaosScenario {
  private static final int KILLS = 50;
  private static final int QUICKLY = 5;
  private static final int WRITERS = 8;

  /** Each so many kills one hits a server that has not said yet that it serves. */
  private static final int STARTING = 5;

  private static final int MAX_PAUSE = 400;
  private static final int MAX_START = 1500;

  @Override
  public String name() {
    return "kills";
  }

  @Override
  public Result run(boolean quick) throws Exception {
    Starter starter = Starter.of(quick);
    int kills = quick ? QUICKLY : KILLS;
    Tally tally = new Tally();
    Random random = new Random(13);
    try (Scratch scratch = new Scratch()) {
      Path state = scratch.resolve("state");
      AtomicReference<ServerProcess> server = new AtomicReference<>(starter.serve(state));
      Outcomes outcomes = new Outcomes(tally, caller -> server.get().http(), Set.of(), true);
      try (Callers writers = new Callers(WRITERS, outcomes::tell)) {
        for (int i = 1; i <= kills; i++) {
          int before = outcomes.acknowledged();
          await("traffic", () -> outcomes.acknowledged() > before + WRITERS);
          Thread.sleep(random.nextInt(MAX_PAUSE));
          int startMillis = i % STARTING == 0 ? random.nextInt(MAX_START) : -1;
          kill(starter, server, state, startMillis, outcomes, tally);
        }
        writers.stop();
        outcomes.verify(server.get().http());
      } finally {
        server.get().close();
      }
      requireWhole(state, outcomes.told(), tally);
    }
    return tally.result(
        "kill -9 × "
            + kills
            + " under "
            + WRITERS
            + " writers, "
            + kills / STARTING
            + " more within a start");
  }

  /** Kills, starts, and waits until it takes outcomes again. */
  private static void kill(
      Starter starter,
      AtomicReference<ServerProcess> server,
      Path state,
      int startMillis,
      Outcomes outcomes,
      Tally tally)
      throws Exception {
    long killed = System.nanoTime();
    int acknowledged = outcomes.acknowledged();
    server.get().kill();
    if (startMillis >= 0) {
      try (ServerProcess starting = starter.begin(state)) {
        Thread.sleep(startMillis);
        starting.kill();
      }
      killed = System.nanoTime();
    }
    ServerProcess next = starter.serve(state);
    long learned = Outcomes.learned(next.http());
    tally.brokenUnless(
        learned >= acknowledged && learned <= outcomes.told(),
        learned + " outcomes are there of " + acknowledged + " to " + outcomes.told());
    int before = outcomes.acknowledged();
    server.set(next);
    await("outcomes again", () -> outcomes.acknowledged() > before);
    tally.recovered(Duration.ofNanos(System.nanoTime() - killed));
  }

  /** The journal holds each outcome once. */
  private static void requireWhole(Path state, int outcomes, Tally tally) throws Exception {
    for (Path file : Scratch.files(state)) {
      if (file.toString().endsWith(".journal")) {
        RecordFiles.Facts facts = RecordFiles.verify(file);
        tally.brokenUnless(
            facts.acknowledged() == outcomes,
            file.getFileName() + " holds " + facts.acknowledged() + " records of " + outcomes);
      }
    }
  }
}
