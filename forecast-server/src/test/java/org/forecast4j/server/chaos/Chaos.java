package org.forecast4j.server.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.opentest4j.TestAbortedException;
import org.slf4j.LoggerFactory;

/**
 * Runs scenarios and prints what came of them: {@code chaos-test [--quick] [--minutes N] [--from
 * JAR] [SCENARIO ...]}.
 */
final class Chaos {
  private static final String QUICK = "--quick";
  private static final String MINUTES = "--minutes";
  private static final String FROM = "--from";
  private static final int SOAK_MINUTES = 30;

  private Chaos() {}

  /**
   * All of them.
   *
   * @param from the jar of an earlier version, for a rolling update
   */
  static List<ChaosScenario> scenarios(Duration soak, Optional<Path> from) {
    return List.of(
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
        RedisFault.wrongType(),
        Overload.ofMachine(),
        Overload.ofRate(),
        new SlowClients(),
        new LiveGamesAtOnce(),
        FleetTorment.agreeing(),
        FleetTorment.ownersKilled(),
        FleetTorment.restarted(),
        FleetTorment.killedWithoutRedis(),
        FleetTorment.rolling(from),
        new Soak(soak));
  }

  /** What the build has time for: those of Redis and of a fleet in turn, on the same servers. */
  static List<ChaosScenario> quickly() {
    List<ChaosScenario> quickly = new ArrayList<>(scenarios(Duration.ZERO, Optional.empty()));
    quickly.removeIf(each -> each instanceof RedisFault || each instanceof FleetTorment);
    quickly.addAll(List.of(RedisFault.oneAfterTheOther(), FleetTorment.inShort()));
    return quickly;
  }

  private static Duration soakTime(List<String> arguments) {
    int at = arguments.indexOf(MINUTES);
    if (at < 0) {
      return Duration.ofMinutes(SOAK_MINUTES);
    }
    if (at + 1 == arguments.size() || !arguments.get(at + 1).matches("[1-9]\\d{0,3}")) {
      System.err.println(MINUTES + " needs a number of minutes; expected 1 to 9999");
      System.exit(2);
    }
    arguments.remove(at);
    return Duration.ofMinutes(Integer.parseInt(arguments.remove(at)));
  }

  private static Optional<String> value(List<String> arguments, String option) {
    int at = arguments.indexOf(option);
    if (at < 0) {
      return Optional.empty();
    }
    arguments.remove(at);
    if (at == arguments.size()) {
      System.err.println(option + " needs a value");
      System.exit(2);
    }
    return Optional.of(arguments.remove(at));
  }

  public static void main(String[] args) throws Exception {
    List<String> wanted = new ArrayList<>(List.of(args));
    boolean quick = wanted.remove(QUICK);
    Optional<Path> from = value(wanted, FROM).map(Path::of);
    List<ChaosScenario> all = scenarios(soakTime(wanted), from);
    List<ChaosScenario> scenarios = quick && wanted.isEmpty() ? quickly() : all;
    List<String> known = all.stream().map(ChaosScenario::name).toList();
    if (!known.containsAll(wanted)) {
      System.err.println("scenarios are " + wanted + "; expected some of " + known);
      System.exit(2);
    }
    // What the scenarios do within this process would stand between the rows.
    ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    System.out.println(ChaosScenario.Result.HEAD);
    boolean good = true;
    for (ChaosScenario scenario : scenarios) {
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
  static ChaosScenario.Result run(ChaosScenario scenario, boolean quick)
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
