package org.forecast4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.Report;
import org.jspecify.annotations.Nullable;

/** What {@code evaluate} measures and prints, for commands of other modules that do the same. */
public final class Measurement {
  private Measurement() {}

  /**
   * Loads a bundle with intervals.
   *
   * @param folder where it is; the shipped model if it is null
   * @return the bundle
   * @throws IOException if it cannot be read, or has no intervals
   */
  public static ForecastBundle bundle(@Nullable Path folder) throws IOException {
    return BundleOption.load(folder);
  }

  /**
   * What measures a bundle and its members.
   *
   * @param bundle the bundle
   * @param frozen whether it learns nothing from the games
   * @param confidences those of the intervals
   * @return the evaluator
   * @throws IOException if the games that it was calibrated on cannot be read
   */
  public static Evaluator evaluator(ForecastBundle bundle, boolean frozen, double... confidences)
      throws IOException {
    return evaluator(bundle, bundle.conformal(), frozen, model -> model, confidences);
  }

  /** The same of other intervals, with every model watched. */
  static Evaluator evaluator(
      ForecastBundle bundle,
      ConformalWrapper model,
      boolean frozen,
      UnaryOperator<ConformalWrapper> watch,
      double... confidences)
      throws IOException {
    ConformalWrapper watched = watch.apply(model);
    Evaluator evaluator =
        frozen ? Evaluator.of(watched, confidences) : Evaluator.online(watched, confidences);
    if (!bundle.attachments().contains(Halftime.CALIBRATION_FILE)) {
      return evaluator;
    }
    WeightedEnsemble ensemble = bundle.ensemble();
    return Task.withMembers(
        evaluator,
        bundle.conformal(),
        frozen ? ensemble.frozen() : ensemble,
        Task.calibrationGames(bundle),
        watch,
        confidences);
  }

  /**
   * Prints measures.
   *
   * @param out where to
   * @param overall the measures of all games
   * @param seasons those of each season, in their order
   * @param confidences those of the intervals
   */
  public static void printTables(
      PrintWriter out, Report overall, Map<String, Report> seasons, double... confidences) {
    new EvaluationTables(out, confidences).print(overall, seasons);
  }

  /**
   * Prints measures as JSON.
   *
   * @param out where to
   * @param overall the measures of all games
   * @param seasons those of each season, in their order
   */
  public static void printJson(PrintWriter out, Report overall, Map<String, Report> seasons) {
    out.println(Json.text(Json.report(overall, seasons)));
  }
}
