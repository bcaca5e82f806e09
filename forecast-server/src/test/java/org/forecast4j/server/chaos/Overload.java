package org.forecast4j.server.chaos;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.forecast4j.server.ServerProcess;

/**
 * Ten times as many requests as a server takes, ten times. It refuses what is too much and says
 * when to try again, answers {@code /livez} all the time, and is as fast as before soon after.
 */
final class Overload implements ChaosScenario {
  private static final int FACTOR = 10;

  /** More than a server works on and lets wait. */
  private static final int CALLERS = 200;

  private static final int FEW_CALLERS = 4;

  /** Of the speed before, which other work on the machine changes, too. */
  private static final double RECOVERED = 0.5;

  private static final Duration STEP = Duration.ofMillis(500);
  private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(10);

  private final String name;
  private final byte[] request;
  private final int refusal;
  private final List<String> options;

  private Overload(String name, byte[] request, int refusal, String... options) {
    this.name = name;
    this.request = request;
    this.refusal = refusal;
    this.options = List.of(options);
  }

  /** More than the machine can do. */
  static Overload ofMachine() {
    String batch =
        "{\"requests\":[" + String.join(",", Collections.nCopies(10, Outcomes.PREDICT)) + "]}";
    return new Overload(
        "overload",
        Caller.post("/predict/batch", batch),
        503,
        "--max-concurrent",
        "8",
        "--max-queued",
        "64");
  }

  /** More than the operator allows. */
  static Overload ofRate() {
    return new Overload("rate", Caller.get("/models"), 429, "--max-rate", "50");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Result run(boolean quick) throws Exception {
    if (!Vitals.areKnown()) {
      return Tally.notRun(name, "this machine has no /proc");
    }
    int rounds = quick ? 2 : 10;
    Duration time = Duration.ofSeconds(quick ? 2 : 10);
    Tally tally = new Tally();
    Map<Integer, Integer> statuses = new TreeMap<>();
    double offered = 0;
    try (ServerProcess server = ServerProcess.serve(Liveness.warm(options));
        Liveness liveness = Liveness.of(server.port())) {
      double normal = speed(server.port(), time);
      for (int round = 0; round < rounds; round++) {
        Load load = Load.openLoop(server.port(), number -> request, CALLERS, FACTOR * normal);
        Load.Window window = load.window(time);
        offered += window.callsPerSecond() / rounds;
        count(window, statuses, tally);
        long end = System.nanoTime();
        load.close();
        count(load.window(), statuses, tally);
        tally.recovered(recovery(server.port(), end, RECOVERED * normal, tally));
      }
      liveness.judge(tally);
      tally.brokenUnless(statuses.containsKey(refusal), "nothing was refused: " + statuses);
      return tally.result(
          String.format(
              Locale.ROOT,
              "%d times %d s of too much with `%s`: %.0f requests a second, where %.0f are"
                  + " answered without overload; answered %s; %s",
              rounds,
              time.toSeconds(),
              String.join(" ", options),
              offered,
              normal,
              statuses,
              liveness));
    }
  }

  /** How many requests a second a few callers get answered. */
  private double speed(int port, Duration time) throws InterruptedException {
    try (Load load = Load.closedLoop(port, number -> request, FEW_CALLERS)) {
      load.window(STEP);
      return load.window(time).goodPerSecond();
    }
  }

  private void count(Load.Window window, Map<Integer, Integer> statuses, Tally tally) {
    window.statuses().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
    tally
        .called(window.calls())
        .errors(window.errors())
        .brokenUnless(
            Set.of(200, refusal).containsAll(window.statuses().keySet()),
            "answered " + window.statuses())
        .brokenUnless(
            window.withoutRetry() == 0,
            window.withoutRetry() + " refusals do not say when to try again");
  }

  private Duration recovery(int port, long end, double enough, Tally tally)
      throws InterruptedException {
    try (Load load = Load.closedLoop(port, number -> request, FEW_CALLERS)) {
      while (true) {
        Duration taken = Duration.ofNanos(System.nanoTime() - end);
        if (load.window(STEP).goodPerSecond() >= enough) {
          return taken;
        }
        if (taken.compareTo(LONGEST_RECOVERY) > 0) {
          tally.broken("not as fast as before within " + LONGEST_RECOVERY.toSeconds() + " s");
          return taken;
        }
      }
    }
  }
}
