package org.forecast4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.forecast4j.Analog;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.internal.Text;
import org.forecast4j.wire.PredictRequest;

/** Forecasts for people, in words of the game if the bundle forecasts one, else of its own task. */
final class ForecastText {
  private final ForecastBundle bundle;
  private final boolean games;
  private final PrintWriter out;

  ForecastText(ForecastBundle bundle, PrintWriter out) {
    this.bundle = bundle;
    this.out = out;
    games = Halftime.isTaskOf(bundle.info());
  }

  /** Prints a forecast, and how probable a lead is, or an outcome above 0. */
  void print(IntervalForecast forecast) {
    print(forecast, OptionalDouble.empty());
  }

  /**
   * Prints a forecast.
   *
   * @param above what to give the probability of; a lead or 0 if empty
   */
  void print(IntervalForecast forecast, OptionalDouble above) {
    boolean leads = games && above.isEmpty();
    double threshold = above.orElse(0);
    Interval interval = forecast.interval();
    PredictiveDistribution end = Task.atTheEnd(bundle.conformal(), forecast);
    Shape shape = bundle.ensemble().shape();
    out.printf(
        Locale.ROOT,
        "  %-16s  %s   %s %% interval %s to %s   %s with probability %.2f%n",
        games ? "half-time margin" : step(shape.inputLength() + shape.horizon()),
        games
            ? value(forecast.point())
            : value(forecast.point()) + " " + Text.printable(bundle.info().unit()),
        Text.percent(forecast.confidence()),
        value(interval.lower()),
        value(interval.upper()),
        leads ? "home leads" : "above " + Task.number(threshold),
        leads ? Halftime.probabilityHomeLeads(end) : end.probabilityAbove(threshold));
    if (!interval.isFinite()) {
      out.printf(
          Locale.ROOT,
          "                    an end is infinite: %,d past %s cannot support this confidence%n",
          bundle.conformal().calibrationSize(),
          games ? "games" : "examples");
    }
    out.println(
        forecast.forecast().components().stream()
            .map(
                member ->
                    String.format(
                        Locale.ROOT,
                        "%s %s (×%.2f)",
                        member.name(),
                        value(member.point()),
                        member.weight()))
            .collect(Collectors.joining("  ", "  members           ", "")));
    List<Analog> analogs = forecast.forecast().analogs();
    printSimilar(
        shape, analogs.subList(0, Math.min(PredictRequest.DEFAULT_SIMILAR_GAMES, analogs.size())));
  }

  private void printSimilar(Shape shape, List<Analog> similar) {
    if (similar.isEmpty()) {
      return;
    }
    if (games) {
      out.println("  similar games     date        game         distance  minute 18  half-time");
    } else {
      out.printf(
          "  similar examples  date        distance  %9s  %9s  which%n",
          step(shape.inputLength()), step(shape.inputLength() + shape.horizon()));
    }
    for (Analog analog : similar) {
      LabeledPattern example = analog.example();
      if (games) {
        out.printf(
            Locale.ROOT,
            "                    %s  %s at %s  %8.2f  %+9.0f  %+9.0f%n",
            example.date(),
            label(example, "away"),
            label(example, "home"),
            analog.distance(),
            example.pattern().last(),
            example.target());
      } else {
        out.printf(
            Locale.ROOT,
            "                    %s  %8.2f  %9.4g  %9.4g  %s%n",
            example.date(),
            analog.distance(),
            example.pattern().last(),
            example.target(),
            Text.printable(example.id()));
      }
    }
  }

  private String step(int number) {
    return Text.printable(bundle.info().step()) + " " + number;
  }

  /** Margins are small whole numbers; other values are of any size. */
  private String value(double value) {
    if (!Double.isFinite(value)) {
      return value < 0 ? "−∞" : "+∞";
    }
    return games ? String.format(Locale.ROOT, "%+.1f", value) : Task.number(value);
  }

  private static String label(LabeledPattern example, String name) {
    return Text.printable(String.valueOf(example.labels().get(name)));
  }
}
