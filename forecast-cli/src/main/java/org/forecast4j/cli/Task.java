package org.forecast4j.cli;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.NamedForecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluator;

/** What the commands say and compute of the reference task, and of others where they can. */
final class Task {
  /** What is asked of a model that learns before anyone asks. */
  private static final double LEARNING_CONFIDENCE = 0.95;

  private Task() {}

  /** The ratings that came with a bundle. */
  static GameRatings ratings(ForecastBundle bundle) {
    return Halftime.ratings(bundle)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model '"
                        + bundle.info().name()
                        + "', in "
                        + bundle.info().unit()
                        + ", has no ratings of teams"));
  }

  /** The games that a bundle was calibrated on, with the ratings it came with. */
  static List<LabeledPattern> calibrationGames(ForecastBundle bundle) throws IOException {
    return required(bundle, Halftime.calibration(bundle), Halftime.CALIBRATION_FILE);
  }

  /** Games that came with a bundle to try it on, with the ratings it came with. */
  static List<LabeledPattern> sampleGames(ForecastBundle bundle) throws IOException {
    return required(bundle, Halftime.sample(bundle), Halftime.SAMPLE_FILE);
  }

  private static List<LabeledPattern> required(
      ForecastBundle bundle, List<LabeledPattern> games, String file) throws IOException {
    GameRatings unused = ratings(bundle);
    if (games.isEmpty()) {
      throw new IOException(
          "model '" + bundle.info().name() + "' came with no games; expected its file " + file);
    }
    return games;
  }

  /**
   * Gives every member and persistence intervals too, on whole numbers where the model's are:
   * calibrated on the games that the ensemble's own were calibrated on, once, or learning on from
   * there if the member does.
   */
  static Evaluator withMembers(
      Evaluator evaluator,
      ConformalWrapper model,
      WeightedEnsemble ensemble,
      List<LabeledPattern> calibration,
      UnaryOperator<ConformalWrapper> watch,
      double... confidences) {
    List<Forecaster> others = new ArrayList<>(ensemble.members());
    if (others.stream().noneMatch(Persistence.class::isInstance)) {
      others.add(new Persistence(ensemble.shape()));
    }
    boolean whole = onWholeNumbers(model, calibration.get(0).pattern());
    Evaluator all = evaluator;
    for (Forecaster other : others) {
      all =
          all.and(
              learns(other)
                  ? Evaluator.online(watch.apply(following(other, whole, calibration)), confidences)
                  : Evaluator.of(watch.apply(still(other, whole, calibration)), confidences));
    }
    return all;
  }

  private static boolean onWholeNumbers(ConformalWrapper model, Pattern pattern) {
    return model.distribution(pattern).map(PredictiveDistribution::isOnWholeNumbers).orElse(false);
  }

  private static ConformalWrapper following(
      Forecaster member, boolean whole, List<LabeledPattern> calibration) {
    AdaptiveConformal.Builder builder = AdaptiveConformal.builder(member);
    return (whole ? builder.wholeNumbers() : builder).calibrate(calibration);
  }

  private static ConformalWrapper still(
      Forecaster member, boolean whole, List<LabeledPattern> calibration) {
    SplitConformal once = SplitConformal.calibrate(member, calibration);
    return whole ? once.onWholeNumbers() : once;
  }

  /** Whether a forecaster goes on learning. */
  static boolean learns(Forecaster forecaster) {
    return forecaster.frozen() != forecaster;
  }

  /**
   * The model after the outcomes of games: those of a day are all forecast before any is learned.
   */
  static ConformalWrapper learned(
      ConformalWrapper model, List<LabeledPattern> games, Progress progress) {
    return learned(model, games, progress, (day, after) -> {});
  }

  /** The same, telling what the model is after each day. */
  static ConformalWrapper learned(
      ConformalWrapper model,
      List<LabeledPattern> games,
      Progress progress,
      BiConsumer<LocalDate, ConformalWrapper> afterDay) {
    String what = String.format(Locale.ROOT, "learning %,d games", games.size());
    SortedMap<LocalDate, List<LabeledPattern>> days = new TreeMap<>();
    for (LabeledPattern game : games) {
      days.computeIfAbsent(game.date(), day -> new ArrayList<>()).add(game);
    }
    ConformalWrapper learned = model;
    List<LabeledPattern> order = new ArrayList<>(games.size());
    for (Map.Entry<LocalDate, List<LabeledPattern>> entry : days.entrySet()) {
      List<LabeledPattern> day = entry.getValue();
      progress.show(what, order.size(), games.size(), "games");
      order.addAll(day);
      ConformalWrapper before = learned;
      List<IntervalForecast> given =
          day.stream().map(game -> before.forecast(game.pattern(), LEARNING_CONFIDENCE)).toList();
      for (int i = 0; i < given.size(); i++) {
        learned = learned.observe(given.get(i), day.get(i).outcome());
      }
      afterDay.accept(entry.getKey(), learned);
    }
    return named(learned, order);
  }

  /**
   * The same model whose Dejavu member knows the games it has learned by name, day and teams, since
   * it shows them as analogs: it learned their patterns alone.
   */
  private static ConformalWrapper named(ConformalWrapper learned, List<LabeledPattern> games) {
    if (!(learned instanceof AdaptiveConformal adaptive)
        || !(learned.forecaster() instanceof WeightedEnsemble ensemble)) {
      return learned;
    }
    List<Forecaster> members = new ArrayList<>(ensemble.members());
    members.replaceAll(
        member ->
            NamedForecaster.unnamed(member) instanceof DejavuForecaster dejavu
                ? named(dejavu, games).named(member.name())
                : member);
    WeightedEnsemble fixed = WeightedEnsemble.of(members, ensemble.weights());
    return AdaptiveConformal.fromBytes(
        ensemble.learnedWeights().map(fixed::withLearnedWeights).orElse(fixed), adaptive.toBytes());
  }

  private static DejavuForecaster named(DejavuForecaster dejavu, List<LabeledPattern> games) {
    List<LabeledPattern> joined =
        games.stream()
            .filter(
                game ->
                    game.pattern().covariates().keySet().containsAll(dejavu.covariates().keySet()))
            .toList();
    PatternDatabase database = dejavu.database();
    int size = database.size();
    int known = Math.min(size, (int) Math.min(joined.size(), dejavu.outcomes()));
    List<LabeledPattern> examples = new ArrayList<>(size);
    for (int i = 0; i < size - known; i++) {
      examples.add(database.example(i));
    }
    examples.addAll(joined.subList(joined.size() - known, joined.size()));
    return DejavuForecaster.builder(PatternDatabase.of(examples))
        .settings(dejavu.settings())
        .build();
  }

  static String season(LabeledPattern example) {
    return example.labels().getOrDefault("season", "");
  }

  /** What is known of the end of the horizon. */
  static PredictiveDistribution atTheEnd(ConformalWrapper model, IntervalForecast forecast) {
    int last = forecast.forecast().horizon() - 1;
    return model.distribution(forecast.pattern(), forecast.forecast(), last).orElseThrow();
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
}
