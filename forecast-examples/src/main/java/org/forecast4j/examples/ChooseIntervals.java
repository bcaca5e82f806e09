package org.forecast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.Weighting;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.plot.MethodComparison;

/**
 * Which intervals suit your data? Let each method walk through the past as it came, forecasting a
 * day before it learns it, and take the one with the least Winkler score among those that cover.
 * Draws the comparison.
 */
public final class ChooseIntervals {
  private ChooseIntervals() {}

  /** Arguments: a file of games, and where to draw. */
  public static void main(String[] arguments) throws IOException {
    Path file =
        Path.of(arguments.length > 0 ? arguments[0] : "models/nba-halftime/calibration-games.csv");
    List<LabeledPattern> games =
        GameMargins.read(file).stream().map(game -> game.example(new Shape(18, 6))).toList();
    List<LabeledPattern> fitting = games.subList(0, 1_000);
    List<LabeledPattern> calibration = games.subList(1_000, 2_000);
    List<LabeledPattern> walk = games.subList(2_000, games.size());
    Forecaster forecaster = LinearForecaster.fit(fitting, 1e-3);
    Map<String, AdaptiveConformal.Builder> methods = new LinkedHashMap<>();
    methods.put("calibrated once", AdaptiveConformal.builder(forecaster).keepingScores());
    methods.put("all errors", AdaptiveConformal.builder(forecaster));
    methods.put("last 500 errors", AdaptiveConformal.builder(forecaster).window(500));
    methods.put(
        "fading errors", AdaptiveConformal.builder(forecaster).weighting(Weighting.decay(0.998)));
    methods.put("aci", AdaptiveConformal.builder(forecaster).online(OnlineRule.aci(0.005)));
    methods.put("pid", AdaptiveConformal.builder(forecaster).online(OnlineRule.pid()));
    Map<String, Evaluation> measured = new LinkedHashMap<>();
    methods.forEach(
        (name, method) -> {
          ConformalWrapper start = method.calibrate(calibration);
          Evaluation evaluation =
              Evaluator.online(start, 0.9).report(walk).model(forecaster.name());
          measured.put(name, evaluation);
          evaluation
              .intervals()
              .forEach(
                  (confidence, intervals) ->
                      System.out.printf(
                          Locale.ROOT,
                          "%-16s %.1f %% of %.0f %%, Winkler score %.2f%n",
                          name,
                          100 * intervals.coverage().value(),
                          100 * confidence,
                          intervals.winkler().orElseThrow()));
        });
    MethodComparison.of(measured, 0.9)
        .write(Path.of(arguments.length > 1 ? arguments[1] : "methods.png"));
  }
}
