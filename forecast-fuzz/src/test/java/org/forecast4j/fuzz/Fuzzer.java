package org.forecast4j.fuzz;

import java.util.List;
import java.util.Optional;

/** What Jazzer calls; the target is named with {@code --target_args}. */
public final class Fuzzer {
  /** The name of all targets together, where an input's first byte chooses. */
  static final String ALL = "all";

  private static Optional<Target> target = Optional.empty();

  private Fuzzer() {}

  /** Chooses the target, and loads what it needs, which would count as the first input's time. */
  public static void fuzzerInitialize(String[] args) throws Exception {
    target = args[0].equals(ALL) ? Optional.empty() : Optional.of(Target.of(args[0]));
    for (Target used : target.map(List::of).orElse(List.of(Target.values()))) {
      used.seeds();
    }
  }

  /** Tries an input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (target.isPresent()) {
      target.get().read(input);
    } else {
      Target[] all = Target.values();
      all[Sealed.choice(input, all.length)].read(Sealed.rest(input));
    }
  }
}
