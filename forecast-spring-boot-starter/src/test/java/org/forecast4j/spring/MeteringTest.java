package org.forecast4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import org.forecast4j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeteringTest {
  @TempDir Path folder;

  @Test
  void calls_errors_outcomes_and_what_is_unsaved_are_counted() {
    MeterRegistry registry = new SimpleMeterRegistry();
    Path shipped = Fixtures.save(Fixtures.bundle("1"), folder.resolve("shipped"));
    Path saved = folder.resolve("saved");
    SetupTest.RUNNER
        .withBean(MeterRegistry.class, () -> registry)
        .withPropertyValues("forecast.bundle=" + shipped, "forecast.save-to=" + saved)
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              Fixtures.observe(model);
              model.observe(model.explain(Fixtures.PATTERN, 0.8), 5, 5);
              assertThatThrownBy(() -> model.forecast(Pattern.of(1, 2), 0.8))
                  .isInstanceOf(IllegalArgumentException.class);
              assertThat(calls(registry, "forecast", "none")).isEqualTo(1);
              assertThat(calls(registry, "explain", "none")).isEqualTo(1);
              assertThat(calls(registry, "observe", "none")).isEqualTo(2);
              assertThat(calls(registry, "forecast", "IllegalArgumentException")).isEqualTo(1);
              assertThat(outcomes(registry, "true")).isEqualTo(1);
              assertThat(outcomes(registry, "false")).isEqualTo(1);
              assertThat(registry.get("forecast.unsaved").gauge().value()).isEqualTo(2);
            });
    assertThat(registry.get("forecast.unsaved").gauge().value()).isZero();
    assertThat(Fixtures.learned(saved)).isEqualTo(2);
  }

  private static long calls(MeterRegistry registry, String call, String error) {
    return registry.get("forecast.calls").tags("call", call, "error", error).timer().count();
  }

  private static double outcomes(MeterRegistry registry, String covered) {
    return registry.get("forecast.outcomes").tag("covered", covered).counter().count();
  }
}
