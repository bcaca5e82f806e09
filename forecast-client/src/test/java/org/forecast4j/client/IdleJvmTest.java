package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.Test;

class IdleJvmTest {
  @Test
  void a_jvm_whose_client_is_idle_ends() throws Exception {
    try (FixtureServer server = FixtureServer.start()) {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-Dforecast.base.url=" + server.baseUrl(),
              IdleJvm.class.getName());
      builder.redirectErrorStream(true);
      Process process = builder.start();
      try {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Idle threads of a pool would keep a JVM for a minute, idle connections for five.
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
        assertThat(output.lines()).containsExactly("0.0", "initial_state");
        assertThat(process.exitValue()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
