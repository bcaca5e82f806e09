package org.forecast4j.server.chaos;

import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.forecast4j.server.Await;
import org.forecast4j.server.Http;
import org.forecast4j.server.ServerProcess;

/**
 * A server whose state cannot be written for a while: outcomes are refused with 503, forecasts are
 * given, and once it can be written again all goes on, with nothing lost.
 */
final class StateFault implements ChaosScenario {
  private static final int WRITERS = 4;
  private static final int ROUNDS = 20;
  private static final int QUICKLY = 2;
  private static final int REFUSALS = 20;

  private final String name;
  private final String injected;
  private final Fault fault;

  private StateFault(String name, String injected, Fault fault) {
    this.name = name;
    this.injected = injected;
    this.fault = fault;
  }

  /** What is wrong for a while. */
  private interface Fault {
    /** Makes the folder that holds the state folder what it must be; false if it cannot. */
    default boolean prepare(Path folder) throws Exception {
      return true;
    }

    /** Why it could not prepare. */
    default String why() {
      return "";
    }

    void inject(Path state) throws Exception;

    void heal(Path state) throws Exception;

    default void tidy(Path folder) throws Exception {}
  }

  static ChaosScenario fullDisk() {
    return new StateFault("full-disk", "a full disk", new FullDisk());
  }

  static ChaosScenario readOnly() {
    return new StateFault("read-only", "files that cannot be written", new ReadOnly());
  }

  static ChaosScenario movedFolder() {
    return new StateFault("moved-folder", "the state folder moved away", new MovedFolder());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Result run(boolean quick) throws Exception {
    int rounds = quick ? QUICKLY : ROUNDS;
    Tally tally = new Tally();
    try (Scratch scratch = new Scratch()) {
      Path folder = Files.createDirectory(scratch.resolve("disk"));
      if (!fault.prepare(folder)) {
        return Tally.notRun(injected, fault.why());
      }
      try {
        run(Starter.of(quick), rounds, folder.resolve("state"), tally);
      } finally {
        fault.tidy(folder);
      }
    }
    return tally.result(injected + ", and well again, × " + rounds + " under 4 writers");
  }

  private void run(Starter starter, int rounds, Path state, Tally tally) throws Exception {
    Outcomes outcomes;
    try (ServerProcess server = starter.serve(state)) {
      Http http = server.http();
      outcomes = new Outcomes(tally, caller -> http, Set.of(503), false);
      try (Callers writers = new Callers(WRITERS, outcomes::tell)) {
        for (int i = 0; i < rounds; i++) {
          int before = outcomes.acknowledged();
          await("traffic", () -> outcomes.acknowledged() > before + WRITERS);
          long refused = tally.errors();
          fault.inject(state);
          await("refusals", () -> tally.errors() >= refused + REFUSALS);
          await("it is degraded", () -> health(http).equals("degraded"));
          tally.brokenUnless(http.get("/readyz").status() == 200, "it is not ready");
          fault.heal(state);
          long healed = System.nanoTime();
          int then = outcomes.acknowledged();
          await("outcomes again", () -> outcomes.acknowledged() > then + WRITERS);
          await("it is well", () -> health(http).equals("healthy"));
          tally.recovered(Duration.ofNanos(System.nanoTime() - healed));
        }
        writers.stop();
      }
      server.kill();
    }
    try (ServerProcess again = starter.serve(state)) {
      outcomes.verify(again.http());
      // Nothing is in use any more then.
      again.kill();
    }
  }

  private static String health(Http http) {
    return http.get("/health").json().get("status").textValue();
  }

  private static boolean execute(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** A small disk in memory, and a file that takes what is left of it. */
  private static final class FullDisk implements Fault {
    @Override
    public boolean prepare(Path folder) throws Exception {
      return execute("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.toString());
    }

    @Override
    public String why() {
      return "no disk can be mounted here";
    }

    @Override
    public void inject(Path state) {
      byte[] page = new byte[4096];
      try {
        while (true) {
          Files.write(filler(state), page, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      } catch (IOException full) {
        return;
      }
    }

    private static Path filler(Path state) {
      return state.resolveSibling("filler");
    }

    @Override
    public void heal(Path state) throws IOException {
      Files.delete(filler(state));
    }

    @Override
    public void tidy(Path folder) throws Exception {
      execute("umount", folder.toString());
    }
  }

  /** Nobody may write an immutable file, not even who has it open and may do all else. */
  private static final class ReadOnly implements Fault {
    @Override
    public boolean prepare(Path folder) throws Exception {
      Path probe = Files.createFile(folder.resolve("probe"));
      boolean can = execute("chattr", "+i", probe.toString());
      boolean does = can && !Files.isWritable(probe);
      return execute("chattr", "-i", probe.toString()) && does;
    }

    @Override
    public String why() {
      return "no file can be made immutable here";
    }

    @Override
    public void inject(Path state) throws Exception {
      change("+i", state);
    }

    private static void change(String flag, Path state) throws Exception {
      List<String> command = new ArrayList<>(List.of("chattr", flag));
      Scratch.files(state).forEach(file -> command.add(file.toString()));
      if (!execute(command.toArray(String[]::new))) {
        throw new AssertionError("failed: " + command);
      }
    }

    @Override
    public void heal(Path state) throws Exception {
      change("-i", state);
    }

    @Override
    public void tidy(Path folder) throws Exception {
      Path state = folder.resolve("state");
      if (Files.exists(state)) {
        change("-i", state);
      }
    }
  }

  private static final class MovedFolder implements Fault {
    @Override
    public void inject(Path state) throws IOException {
      Files.move(state, state.resolveSibling("elsewhere"));
    }

    @Override
    public void heal(Path state) throws IOException {
      Files.move(state.resolveSibling("elsewhere"), state);
    }
  }
}
