package org.forecast4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.forecast4j.internal.LstmMath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs in a JVM of its own, which was not started with the module of the Vector API. */
class WithoutTheFlagTest {
  @BeforeEach
  void only_without_it() {
    assumeThat(ModuleLayer.boot().findModule("jdk.incubator.vector")).isEmpty();
  }

  @Test
  void networks_are_computed_in_plain_java() {
    assertThat(LstmMath.fastest().getClass().getSimpleName()).isEqualTo("PlainLstmMath");
  }

  @Test
  void a_network_forecasts_the_same_bits() {
    assertThat(NetworkBits.ofRandomNetworks()).isEqualTo(NetworkBits.EXPECTED);
  }
}
