package org.forecast4j.server;

import java.util.ArrayList;
import java.util.List;

/** Runs scenarios and prints what came of them: {@code chaos-test [--quick] [SCENARIO ...]}. */
final class Chaos {
  private static final List<ChaosScenario> SCENARIOS = List.of(new GeneratedRequests());

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
    System.out.println(
        "| injected | calls | errors | acknowledged | lost | doubled | time to recover | promise |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    boolean good = true;
    for (ChaosScenario scenario : SCENARIOS) {
      if (wanted.isEmpty() || wanted.contains(scenario.name())) {
        ChaosScenario.Result result = scenario.run(quick);
        System.out.println(result.row());
        result.broken().forEach(System.err::println);
        good &= result.isGood();
      }
    }
    System.exit(good ? 0 : 1);
  }
}
