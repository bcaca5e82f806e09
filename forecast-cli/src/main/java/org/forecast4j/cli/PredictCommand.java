package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.ValueBounds;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.internal.Text;
import org.forecast4j.plot.FanChart;
import org.forecast4j.wire.Explanation;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Forecasts one pattern. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = {
      "Forecasts how a pattern goes on; with the shipped model, the half-time margin of a game"
          + " from",
      "its margins after minutes 1 to 18."
    })
final class PredictCommand implements Callable<Integer> {
  private static final String PICTURE = "forecast";

  @Spec private CommandSpec spec;

  @Mixin private BundleOption bundle;

  @Option(
      names = "--pattern",
      required = true,
      paramLabel = "M1,M2,…",
      description =
          "The values so far, separated by commas; of a game, home minus away after each minute.")
  private String pattern;

  @Option(
      names = "--alpha",
      defaultValue = "" + PredictRequest.DEFAULT_ALPHA,
      description = "Probability the interval leaves out (default: ${DEFAULT-VALUE}).")
  private double alpha;

  @Option(
      names = "--above",
      description =
          "Say how probable an outcome above this is; a lead if not given and the bundle is of"
              + " games, else above 0.")
  private @Nullable Double above;

  @ArgGroup(exclusive = false)
  private @Nullable Matchup matchup;

  @Mixin private PlotOption plot;

  @Option(names = "--json", description = "Print the JSON that the server answers.")
  private boolean json;

  /** Who plays, and when: the rating difference is looked up as it was on that day. */
  static final class Matchup {
    @Option(names = "--home", required = true, description = "The home team, such as BOS.")
    private String home;

    @Option(names = "--away", required = true, description = "The away team.")
    private String away;

    @Option(names = "--date", required = true, description = "The day, such as 2019-04-10.")
    private LocalDate date;
  }

  @Override
  public Integer call() throws IOException {
    double confidence = confidence();
    plot.require(List.of(PICTURE));
    ForecastBundle loaded = bundle.load();
    Pattern observed = parse(loaded.ensemble().shape(), loaded.info().step());
    requireWithin(loaded, observed);
    if (matchup != null) {
      observed =
          withTeams(
              observed,
              Halftime.ratings(loaded)
                  .orElseThrow(
                      () ->
                          usage(
                              "--home, --away and --date are given, but model '"
                                  + loaded.info().name()
                                  + "' has no ratings; expected the pattern alone")),
              matchup);
    }
    IntervalForecast forecast = loaded.conformal().explain(observed, confidence);
    if (plot.isGiven()) {
      draw(loaded, observed, confidence);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(PredictResponse.CODEC.writeString(answer(loaded, forecast))));
    } else {
      new ForecastText(loaded, out).print(forecast, threshold());
    }
    out.flush();
    return 0;
  }

  private void draw(ForecastBundle loaded, Pattern observed, double confidence) throws IOException {
    plot.draw(
        FanChart.builder(loaded.conformal(), observed)
            .title(loaded.info().name())
            .axes(loaded.info().step(), loaded.info().unit())
            .confidences(DoubleStream.of(0.5, 0.8, confidence).sorted().distinct().toArray())
            .build(),
        PICTURE);
  }

  private void requireWithin(ForecastBundle loaded, Pattern observed) {
    try {
      loaded.info().bounds().check(observed);
    } catch (IllegalArgumentException e) {
      throw usage("--pattern: " + e.getMessage());
    }
  }

  private Pattern withTeams(Pattern observed, GameRatings ratings, Matchup game) {
    try {
      return ratings.addTo(observed, game.home, game.away, game.date);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private double confidence() {
    if (!(alpha > 0 && alpha < 1)) {
      throw usage("--alpha is " + alpha + "; expected a number strictly between 0 and 1");
    }
    double confidence = BigDecimal.ONE.subtract(BigDecimal.valueOf(alpha)).doubleValue();
    if (confidence == 1) {
      throw usage("--alpha is " + alpha + "; expected more, as 1 less that is 1");
    }
    return confidence;
  }

  private OptionalDouble threshold() {
    if (above == null) {
      return OptionalDouble.empty();
    }
    if (!Double.isFinite(above)) {
      throw usage("--above is " + above + "; expected a finite number");
    }
    return OptionalDouble.of(above);
  }

  private Pattern parse(Shape shape, String step) {
    String[] cells = pattern.split(",", -1);
    if (cells.length != shape.inputLength()) {
      throw usage("--pattern has " + cells.length + " values; expected " + shape.inputLength());
    }
    double[] values = new double[cells.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = parse(cells[i].trim(), Text.printable(step) + " " + (i + 1));
    }
    return Pattern.of(values);
  }

  private double parse(String cell, String place) {
    double value = Text.isDecimal(cell) ? Double.parseDouble(cell) : Double.NaN;
    if (Math.abs(value) <= ValueBounds.MAX_MAGNITUDE) {
      return value;
    }
    throw usage(
        "--pattern has '" + cell + "' for " + place + "; expected a number from -1e30 to 1e30");
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }

  /** What the server answers to the same request. */
  private PredictResponse answer(ForecastBundle bundle, IntervalForecast forecast) {
    boolean games = Halftime.isTaskOf(bundle.info());
    PredictiveDistribution end = Task.atTheEnd(bundle.conformal(), forecast);
    return PredictResponse.of(
            forecast,
            Optional.of(
                Explanation.of(forecast.forecast(), PredictRequest.DEFAULT_SIMILAR_GAMES)
                    .withSimilar(games)),
            games ? OptionalDouble.of(Halftime.probabilityHomeLeads(end)) : OptionalDouble.empty(),
            bundle.info().version())
        .withDistribution(end, threshold().orElse(0));
  }
}
