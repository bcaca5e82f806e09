package org.forecast4j.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code chaos-test --quick}. */
class ChaosIT {
  static List<Named<ChaosScenario>> scenarios() {
    return Chaos.quickly().stream().map(scenario -> Named.of(scenario.name(), scenario)).toList();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void a_tormented_server_keeps_what_it_promises(ChaosScenario scenario) throws Exception {
    ChaosScenario.Result result = Chaos.run(scenario, true);
    assertThat(result.broken()).as(result.row()).isEmpty();
    assertThat(List.of(result.lost(), result.doubled())).as(result.row()).containsOnly(0L);
    assertThat(result.calls() > 0 || result.notRun().isPresent()).as(result.row()).isTrue();
  }
}
