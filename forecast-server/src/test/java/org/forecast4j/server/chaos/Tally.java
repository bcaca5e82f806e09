package org.forecast4j.server.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of the calls of a scenario. For many threads at once. */
final class Tally {
  private static final int MAX_TOLD = 20;

  private final List<String> broken = new ArrayList<>();
  private long calls;
  private long errors;
  private long acknowledged;
  private long lost;
  private long doubled;
  private @Nullable Duration recovery;

  /** A result of a scenario that this machine cannot run. */
  static ChaosScenario.Result notRun(String injected, String why) {
    return new ChaosScenario.Result(
        injected, 0, 0, 0, 0, 0, Optional.empty(), List.of(), Optional.of(why));
  }

  Tally called() {
    return called(1);
  }

  synchronized Tally called(long more) {
    calls += more;
    return this;
  }

  /** A call failed or was refused, as it may. */
  Tally error() {
    return errors(1);
  }

  synchronized Tally errors(long more) {
    errors += more;
    return this;
  }

  /** How many errors there are up to now. */
  synchronized long errors() {
    return errors;
  }

  synchronized Tally acknowledged(long more) {
    acknowledged += more;
    return this;
  }

  synchronized Tally lost(long more) {
    lost += more;
    return this;
  }

  synchronized Tally doubled(long more) {
    doubled += more;
    return this;
  }

  /** The longest of these is told. */
  synchronized Tally recovered(Duration time) {
    recovery = recovery == null || time.compareTo(recovery) > 0 ? time : recovery;
    return this;
  }

  /** Of a promise that is broken all the time, the first times are told. */
  synchronized Tally broken(String what) {
    if (broken.size() < MAX_TOLD) {
      broken.add(what);
    }
    return this;
  }

  synchronized Tally brokenUnless(boolean kept, String what) {
    return kept ? this : broken(what);
  }

  synchronized ChaosScenario.Result result(String injected) {
    return new ChaosScenario.Result(
        injected,
        calls,
        errors,
        acknowledged,
        lost,
        doubled,
        Optional.ofNullable(recovery),
        List.copyOf(broken),
        Optional.empty());
  }
}
