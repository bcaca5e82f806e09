package org.forecast4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.TeamRatings;
import org.forecast4j.bundle.ForecastBundle;
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
    description = "Forecasts the half-time margin from the margins after minutes 1 to 18.")
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private BundleOption bundle;

  @Option(
      names = "--pattern",
      required = true,
      paramLabel = "M1,M2,…",
      description = "Home minus away after each minute, separated by commas.")
  private String pattern;

  @Option(
      names = "--alpha",
      defaultValue = "0.05",
      description = "Probability the interval leaves out (default: ${DEFAULT-VALUE}).")
  private double alpha;

  @ArgGroup(exclusive = false)
  private @Nullable Matchup matchup;

  @Option(names = "--json", description = "Print JSON.")
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
    ForecastBundle loaded = bundle.load();
    Pattern observed = parse(loaded.ensemble().shape());
    if (matchup != null) {
      double difference = ratingDifference(Halftime.ratings(loaded), matchup);
      observed = observed.with(Halftime.RATING_DIFFERENCE, difference);
    }
    IntervalForecast forecast = loaded.conformal().explain(observed, confidence);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      double lead = Halftime.probabilityHomeLeads(loaded.conformal(), forecast);
      out.println(Json.text(toJson(forecast, lead)));
    } else {
      Halftime.print(out, loaded.conformal(), forecast);
    }
    out.flush();
    return 0;
  }

  private double ratingDifference(TeamRatings ratings, Matchup game) {
    if (game.home.equals(game.away)) {
      throw usage("--home and --away are both '" + game.home + "'; expected two teams");
    }
    try {
      return ratings.ratingDifference(game.home, game.away, game.date);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private double confidence() {
    if (!(alpha > 0 && alpha < 1)) {
      throw usage("--alpha is " + alpha + "; expected a number strictly between 0 and 1");
    }
    return BigDecimal.ONE.subtract(BigDecimal.valueOf(alpha)).doubleValue();
  }

  private Pattern parse(Shape shape) {
    String[] cells = pattern.split(",", -1);
    if (cells.length != shape.inputLength()) {
      throw usage("--pattern has " + cells.length + " values; expected " + shape.inputLength());
    }
    double[] values = new double[cells.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = parse(cells[i].trim(), i + 1);
    }
    return Pattern.of(values);
  }

  private double parse(String cell, int minute) {
    try {
      double value = Double.parseDouble(cell);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Reported below, together with numbers that are not finite.
    }
    throw usage("--pattern has '" + cell + "' for minute " + minute + "; expected a finite number");
  }

  private ParameterException usage(@Nullable String message) {
    return new ParameterException(spec.commandLine(), String.valueOf(message));
  }

  private static ObjectNode toJson(IntervalForecast forecast, double lead) {
    ObjectNode node = Json.object();
    Json.put(node, "point_forecast", forecast.point());
    Json.put(node, "interval_lower", forecast.interval().lower());
    Json.put(node, "interval_upper", forecast.interval().upper());
    Json.put(node, "coverage_probability", forecast.confidence());
    Json.put(node, "probability_home_leads", lead);
    ArrayNode path = node.putArray("path");
    for (int step = 0; step < forecast.steps().size(); step++) {
      ObjectNode one = path.addObject();
      Json.put(one, "point", forecast.forecast().step(step));
      Json.put(one, "lower", forecast.steps().get(step).lower());
      Json.put(one, "upper", forecast.steps().get(step).upper());
    }
    ArrayNode members = node.putArray("members");
    for (Component component : forecast.forecast().components()) {
      ObjectNode one = members.addObject();
      one.put("name", component.name());
      Json.put(one, "prediction", component.point());
      Json.put(one, "weight", component.weight());
    }
    ArrayNode similar = node.putArray("similar_games");
    for (Analog analog : Halftime.mostAlike(forecast)) {
      ObjectNode one = similar.addObject();
      one.put("game_id", analog.example().id());
      one.put("date", analog.example().date().toString());
      one.put("home", analog.example().labels().get("home"));
      one.put("away", analog.example().labels().get("away"));
      Json.put(one, "distance", analog.distance());
      Json.put(one, "weight", analog.weight());
      Json.put(one, "halftime_differential", analog.example().target());
      one.set("pattern", Json.array(analog.example().pattern().values()));
      one.set("outcome", Json.array(analog.example().outcome()));
    }
    return node;
  }
}
