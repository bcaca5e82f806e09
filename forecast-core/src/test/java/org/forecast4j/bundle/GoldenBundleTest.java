package org.forecast4j.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of every format that was ever written stay readable, and mean the same. */
class GoldenBundleTest {
  private static final Pattern QUERY =
      Pattern.of(-1, -3, -2, -2, -4, -7).with(Examples.DRIFT, 0.45683916434889926);

  @TempDir Path temporary;

  private static Path golden() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(GoldenBundleTest.class.getResource("/golden-bundle-1")).toURI());
  }

  @Test
  void format_1_forecasts_what_it_did_when_it_was_written() throws Exception {
    ForecastBundle bundle = ForecastBundle.load(golden());
    assertThat(bundle.info())
        .isEqualTo(new BundleInfo("golden", "1", "steps", "seeded random walks", 1));
    assertThat(bundle.ensemble().shape()).isEqualTo(new Shape(6, 3));
    assertThat(bundle.ensemble().weights()).containsExactly(0.5, 0.375, 0.125);
    assertThat(new String(bundle.attachment("notes.txt"), StandardCharsets.UTF_8))
        .isEqualTo("An attachment.\n");
    IntervalForecast forecast = bundle.conformal().explain(QUERY, 0.9);
    assertThat(forecast.forecast().path())
        .containsExactly(-7.977889700841404, -8.486795933811482, -7.656495199093227);
    assertThat(forecast.interval())
        .isEqualTo(new Interval(-13.711096833429378, -1.5830451993475938));
    assertThat(forecast.band().get(2))
        .isEqualTo(new Interval(-14.78365862902155, -0.5293317691649033));
    assertThat(forecast.analogs().get(0).index()).isEqualTo(37);
  }

  @Test
  void format_1_is_still_what_is_written() throws Exception {
    Path again = temporary.resolve("again");
    ForecastBundle.load(golden()).save(again);
    try (Stream<Path> files = Files.list(golden())) {
      for (Path file : files.toList()) {
        assertThat(again.resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
