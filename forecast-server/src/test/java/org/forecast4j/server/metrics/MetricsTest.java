package org.forecast4j.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void checkpoints_that_fail_or_are_refused_are_counted_under_the_names_that_the_alert_has()
      throws IOException {
    try (Metrics metrics = new Metrics()) {
      metrics.checkpointNotWritten();
      metrics.checkpointNotUsed();
      metrics.checkpointNotUsed();
      assertThat(metrics.scrape())
          .contains("forecast_checkpoint_failures_total 1.0")
          .contains("forecast_checkpoint_unused_total 2.0");
    }
    assertThat(Files.readString(Path.of("..", "deploy", "prometheus", "alerts.yml")))
        .contains("increase(forecast_checkpoint_failures_total{job=\"forecast\"}[1h]) > 0")
        .contains("forecast_checkpoint_unused_total{job=\"forecast\"} > 0");
  }
}
