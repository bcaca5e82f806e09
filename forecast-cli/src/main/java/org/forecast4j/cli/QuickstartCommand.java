package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.plot.FanChart;
import org.forecast4j.plot.Plot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what the library does on a few real games. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = "Forecasts a few real games that the shipped model has never seen.")
final class QuickstartCommand implements Callable<Integer> {
  private static final String PICTURE = "quickstart";

  @Spec private CommandSpec spec;

  @Mixin private BundleOption bundle;

  @Option(
      names = "--games",
      defaultValue = "3",
      description = "How many games (default: ${DEFAULT-VALUE}).")
  private int count;

  @Mixin private PlotOption plot;

  @Override
  public Integer call() throws IOException {
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--games is " + count + "; expected at least 1");
    }
    plot.require(List.of(PICTURE));
    Plot.requireTarget(plot.file(PICTURE));
    ForecastBundle loaded = bundle.load();
    List<LabeledPattern> sample = Task.sampleGames(loaded);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%s: half-time margins (home minus away) from the margins after minutes 1 to 18.%n"
            + "The games are from the test part: later than everything the model was made from.%n",
        loaded.info().name());
    List<LabeledPattern> shown = new ArrayList<>();
    int stride = Math.max(1, sample.size() / count);
    for (int i = 0; i < Math.min(count, sample.size()); i++) {
      LabeledPattern example = sample.get(i * stride);
      shown.add(example);
      IntervalForecast forecast = loaded.conformal().explain(example.pattern(), 0.95);
      out.printf(
          Locale.ROOT,
          "%n%s  %s at %s   after minute 18: %+.0f%n",
          example.date(),
          example.labels().get("away"),
          example.labels().get("home"),
          example.pattern().last());
      new ForecastText(loaded, out).print(forecast);
      out.printf(Locale.ROOT, "  what happened     %+.0f at half-time%n", example.target());
    }
    out.println();
    out.println(drawn(loaded, typical(loaded.conformal(), shown)));
    out.flush();
    return 0;
  }

  /** The game whose error is the middle one: neither the best of them nor the worst. */
  private static LabeledPattern typical(ConformalWrapper model, List<LabeledPattern> games) {
    List<LabeledPattern> byError = new ArrayList<>(games);
    byError.sort(
        Comparator.comparingDouble(
            game -> Math.abs(game.target() - model.forecaster().forecast(game.pattern()).point())));
    return byError.get((games.size() - 1) / 2);
  }

  /** A machine without fonts shall still show the forecasts, unless a picture was asked for. */
  private String drawn(ForecastBundle loaded, LabeledPattern game) throws IOException {
    Map<String, String> labels = game.labels();
    String teams =
        labels.getOrDefault("away", "away") + " at " + labels.getOrDefault("home", "home");
    try {
      plot.draw(
          FanChart.builder(loaded.conformal(), game.pattern())
              .title(teams + ", " + game.date())
              .axes(loaded.info().step(), loaded.info().unit())
              .actual(game.outcome())
              .build(),
          PICTURE);
      return teams + " is drawn in " + plot.file(PICTURE) + ".";
    } catch (IOException e) {
      if (plot.isGiven()) {
        throw e;
      }
      return "No game is drawn. " + e.getMessage();
    }
  }
}
