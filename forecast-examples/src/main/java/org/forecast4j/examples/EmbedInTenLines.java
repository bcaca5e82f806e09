package org.forecast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.forecast4j.Analog;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.ForecastBundle;

/**
 * Forecasting within an application: load a model, ask it, show the interval and the past cases it
 * rests on, tell it what happened. Needs {@code forecast-core} alone.
 */
public final class EmbedInTenLines {
  private EmbedInTenLines() {}

  /** Argument: the folder of the model, {@code models/nba-halftime} if not given. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "models/nba-halftime");
    ForecastBundle bundle = ForecastBundle.load(folder);
    Pattern margins =
        Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11)
            .with("expected_margin", 7.0);
    IntervalForecast forecast = bundle.conformal().explain(margins, 0.95);
    System.out.printf(
        Locale.ROOT,
        "at half-time: %.1f, with 95 %% between %.1f and %.1f%n",
        forecast.point(),
        forecast.interval().lower(),
        forecast.interval().upper());
    for (Analog analog : forecast.analogs().subList(0, 3)) {
      System.out.printf(
          Locale.ROOT,
          "similar: %s %s, which ended %+.0f%n",
          analog.example().date(),
          analog.example().labels().get("home"),
          analog.example().target());
    }
    int before = bundle.conformal().calibrationSize();
    int after = bundle.conformal().observe(forecast, 12, 12, 15, 14, 16, 18).calibrationSize();
    System.out.printf("the next model has learned %d outcome more%n", after - before);
  }
}
