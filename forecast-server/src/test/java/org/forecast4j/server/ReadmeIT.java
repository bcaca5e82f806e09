package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Interval;
import org.forecast4j.Pattern;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.testkit.internal.Snippets;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code that calls a server, compiled and run against the jar. */
class ReadmeIT {
  @Test
  void the_jar_is_called() throws Exception {
    try (ServerProcess server = ServerProcess.serveJar(0)) {
      System.setProperty("forecast.base.url", "http://127.0.0.1:" + server.port());
      try (ForecastClient client = ForecastClient.fromEnv()) {
        Pattern pattern = Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);
        PredictRequest request = PredictRequest.builder(pattern).alpha(0.1).build();
        PredictResponse forecast = client.predict(request);
        double margin = forecast.pointForecast();
        Interval interval = forecast.interval();
        CompletableFuture<PredictResponse> another = client.async().predict(request);
        String id = forecast.requestId().orElseThrow();
        Observed learned = client.observe(Observation.of(id, 12, 12, 15, 14, 16, 18));
        ConformalWrapper model = client.asConformalWrapper();

        assertThat(interval.contains(margin)).isTrue();
        assertThat(another.join().pointForecast()).isEqualTo(margin);
        assertThat(learned.status()).isEqualTo("observed");
        // It has learned from the outcome since.
        assertThat(model.forecast(pattern, 0.9).point())
            .isNotEqualTo(margin)
            .isCloseTo(margin, within(0.1));
      } finally {
        System.clearProperty("forecast.base.url");
      }
    }
  }

  @Test
  void it_compiles_with_the_imports_it_has(@TempDir Path folder) throws IOException {
    List<String> blocks =
        Snippets.blocks(Path.of("../README.md"), heading -> heading.equals("Call it"));
    assertThat(blocks).hasSize(1);
    Snippets.assertCompiles(folder, blocks.get(0), "");
  }

  @Test
  void every_line_of_it_stands_in_this_test() throws IOException {
    List<String> code =
        Snippets.inMarkdown(Path.of("../README.md"), heading -> heading.equals("Call it"));
    assertThat(code).hasSizeGreaterThan(8);
    Snippets.assertStandIn(ReadmeIT.class, code);
  }
}
