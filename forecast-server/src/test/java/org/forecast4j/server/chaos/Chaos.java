package org.forecast4j.server.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opentest4j.TestAbortedException;
import org.slf4j.LoggerFactory;

/** Runs scenarios and prints what came of them: {@code chaos-test [--quick] [SCENARIO ...]}. */
final class Chaos {
  private static final List<ChaosScenario> SCENARIOS =
      List.of(
          // One in a line.
          new GeneratedRequests(),
          new Kills(),
          new DamagedJournals(),
          StateFault.fullDisk(),
          StateFault.readOnly(),
          StateFault.movedFolder(),
          new DeletedFolder(),
          new TwoServers(),
          new BadBundles(),
          RedisFault.killed(),
          RedisFault.hung(),
          RedisFault.full(),
          RedisFault.evicting(),
          RedisFault.flushed(),
          RedisFault.slow(),
          RedisFault.cut(),
          RedisFault.wrongType());

  private static final String QUICK = "--quick";

  private Chaos() {}

  public static void main(String[] args) throws Exception {
    List<String> wanted = new ArrayList<>(List.of(args));
    boolean quick = wanted.remove(QUICK);
    List<String> known = SCENARIOS.stream().map(ChaosScenario::name).toList();
    if (!known.containsAll(wanted)) {
      System.err.println("scenarios are " + wanted + "; expected some of " + known);
      System.exit(2);
    }
    // What the scenarios do within this process would stand between the rows.
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    System.out.println(ChaosScenario.Result.HEAD);
    boolean good = true;
    for (ChaosScenario scenario : SCENARIOS) {
      if (wanted.isEmpty() || wanted.contains(scenario.name())) {
        ChaosScenario.Result result = run(scenario, quick);
        System.out.println(result.row());
        result.broken().forEach(what -> System.err.println(scenario.name() + ": " + what));
        good &= result.isGood();
      }
    }
    System.exit(good ? 0 : 1);
  }

  /** Whatever a scenario throws, and that it goes on for too long, is a broken promise, too. */
  private static ChaosScenario.Result run(ChaosScenario scenario, boolean quick)
      throws InterruptedException {
    Duration limit = scenario.limit(quick);
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, scenario.name());
              thread.setDaemon(true);
              return thread;
            });
    Future<ChaosScenario.Result> running = executor.submit(() -> scenario.run(quick));
    try {
      return running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Tally()
          .broken("not over within " + limit.toSeconds() + " s")
          .result(scenario.name());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TestAbortedException here) {
        return Tally.notRun(scenario.name(), String.valueOf(here.getMessage()));
      }
      e.printStackTrace();
      return new Tally().broken(String.valueOf(e.getCause())).result(scenario.name());
    } finally {
      executor.shutdownNow();
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }
}
