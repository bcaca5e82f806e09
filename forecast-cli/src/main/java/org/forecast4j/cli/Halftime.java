package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.TeamRatings;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluator;

/** The reference task: the margins after minutes 1 to 18 of a game, and those up to half-time. */
final class Halftime {
  static final Shape SHAPE = new Shape(18, 6);
  static final String RATING_DIFFERENCE = "rating_difference";

  /** The attachment of the bundle that rating differences are looked up in. */
  static final String RATINGS_FILE = "ratings.bin";

  /** The attachment with games that the model has never seen. */
  static final String SAMPLE_FILE = "sample-games.csv";

  /** The attachment with the games that the intervals were calibrated on. */
  static final String CALIBRATION_FILE = "calibration-games.csv";

  static final int SIMILAR_GAMES = 5;

  private Halftime() {}

  /** The rating history that came with a bundle. */
  static TeamRatings ratings(ForecastBundle bundle) {
    return TeamRatings.fromBytes(bundle.attachment(RATINGS_FILE));
  }

  /** Examples with rating differences from earlier days of the same games. */
  static List<LabeledPattern> examples(List<GameMargins> games) {
    TeamRatings ratings = TeamRatings.of(games);
    return games.stream().map(game -> example(game, ratings)).toList();
  }

  static LabeledPattern example(GameMargins game, TeamRatings ratings) {
    LabeledPattern bare = game.example(SHAPE);
    double difference = ratings.ratingDifference(game.home(), game.away(), game.date());
    return withPattern(bare, bare.pattern().with(RATING_DIFFERENCE, difference));
  }

  /** The games that a bundle was calibrated on, with the ratings it came with. */
  static List<LabeledPattern> calibrationGames(ForecastBundle bundle, Path folder)
      throws IOException {
    TeamRatings ratings = ratings(bundle);
    return GameMargins.read(folder.resolve(CALIBRATION_FILE)).stream()
        .map(game -> example(game, ratings))
        .toList();
  }

  /**
   * Gives every member and persistence intervals too, calibrated once on the games that the
   * ensemble's own were calibrated on.
   */
  static Evaluator withMembers(
      Evaluator evaluator,
      WeightedEnsemble ensemble,
      List<LabeledPattern> calibration,
      double... confidences) {
    List<Forecaster> others = new ArrayList<>(ensemble.members());
    if (others.stream().noneMatch(Persistence.class::isInstance)) {
      others.add(new Persistence(ensemble.shape()));
    }
    Evaluator all = evaluator;
    for (Forecaster other : others) {
      all = all.and(Evaluator.of(SplitConformal.calibrate(other, calibration), confidences));
    }
    return all;
  }

  static LabeledPattern withPattern(LabeledPattern example, Pattern pattern) {
    return new LabeledPattern(
        example.id(), example.date(), example.labels(), pattern, example.outcome());
  }

  static String season(LabeledPattern example) {
    return example.labels().getOrDefault("season", "");
  }

  /** Margins are whole numbers, so a lead begins half a point above a tie. */
  static double probabilityHomeLeads(ConformalWrapper model, IntervalForecast forecast) {
    int last = forecast.forecast().horizon() - 1;
    return model
        .distribution(forecast.pattern(), forecast.forecast(), last)
        .orElseThrow()
        .probabilityAbove(0.5);
  }

  static List<Analog> mostAlike(IntervalForecast forecast) {
    List<Analog> analogs = forecast.forecast().analogs();
    return analogs.subList(0, Math.min(SIMILAR_GAMES, analogs.size()));
  }

  private static String bound(double value) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%+.1f", value)
        : value < 0 ? "−∞" : "+∞";
  }

  private static String share(Component member) {
    return String.format(
        Locale.ROOT, "%s %+.1f (×%.2f)", member.name(), member.point(), member.weight());
  }

  /** Four digits at most, without zeros at the end. */
  static String number(double value) {
    String digits = String.format(Locale.ROOT, "%.4g", value);
    return digits.contains(".") ? digits.replaceFirst("\\.?0+$", "") : digits;
  }

  /** A dash where there is no value. */
  static String number(OptionalDouble value, int decimals) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%." + decimals + "f", value.getAsDouble())
        : "–";
  }

  static void print(PrintWriter out, ConformalWrapper model, IntervalForecast forecast) {
    Interval interval = forecast.interval();
    out.printf(
        Locale.ROOT,
        "  half-time margin  %+.1f   %s %% interval %s to %s   home leads with probability %.2f%n",
        forecast.point(),
        BigDecimal.valueOf(forecast.confidence())
            .movePointRight(2)
            .stripTrailingZeros()
            .toPlainString(),
        bound(interval.lower()),
        bound(interval.upper()),
        probabilityHomeLeads(model, forecast));
    if (!interval.isFinite()) {
      out.printf(
          Locale.ROOT,
          "                    an end is infinite: %,d past games cannot support this confidence%n",
          model.calibrationSize());
    }
    out.println(
        forecast.forecast().components().stream()
            .map(Halftime::share)
            .collect(Collectors.joining("  ", "  members           ", "")));
    List<Analog> similar = mostAlike(forecast);
    if (!similar.isEmpty()) {
      out.println("  similar games     date        game         distance  minute 18  half-time");
    }
    for (Analog analog : similar) {
      LabeledPattern game = analog.example();
      out.printf(
          Locale.ROOT,
          "                    %s  %s at %s  %8.2f  %+9.0f  %+9.0f%n",
          game.date(),
          game.labels().get("away"),
          game.labels().get("home"),
          analog.distance(),
          game.pattern().last(),
          game.target());
    }
  }
}
