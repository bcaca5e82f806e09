package org.forecast4j.examples;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.Difficulty;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.Weighting;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;

/** The ways to put intervals around the ensemble that are compared. */
enum IntervalMethod {
  SPLIT("calibrated once", (builder, ensemble) -> builder.keepingScores()),
  NORMALISED(
      "calibrated once, errors over the spread of the neighbours",
      (builder, ensemble) -> builder.keepingScores().difficulty(spread(ensemble))),
  GROWING("all errors so far", (builder, ensemble) -> builder),
  WINDOW("the last 2,000 errors", (builder, ensemble) -> builder.window(2_000)),
  NEXCP(
      "errors fade by 0.1 % a game",
      (builder, ensemble) -> builder.weighting(Weighting.decay(0.999))),
  NEXCP_SLOW(
      "errors fade by 0.05 % a game",
      (builder, ensemble) -> builder.weighting(Weighting.decay(0.9995))),
  MONDRIAN(
      "errors fade, close and lopsided games apart",
      (builder, ensemble) ->
          builder
              .weighting(Weighting.decay(0.998))
              .category(
                  (pattern, forecast) -> Math.abs(forecast.point()) < 5 ? "close" : "lopsided")),
  ACI("level moves by 0.005", (builder, ensemble) -> builder.online(OnlineRule.aci(0.005))),
  NEXCP_ACI(
      "errors fade by 0.1 % a game, level moves by 0.002",
      (builder, ensemble) ->
          builder.weighting(Weighting.decay(0.999)).online(OnlineRule.aci(0.002))),
  DTACI(
      "eight speeds, the best preferred",
      (builder, ensemble) -> builder.online(OnlineRule.dtAci())),
  AGACI("nine speeds, aggregated", (builder, ensemble) -> builder.online(OnlineRule.agAci())),
  PID("conformal PID control", (builder, ensemble) -> builder.online(OnlineRule.pid())),
  SF_OGD("scale-free gradient descent", (builder, ensemble) -> builder.online(OnlineRule.sfOgd())),
  SAOCP("strongly adaptive", (builder, ensemble) -> builder.online(OnlineRule.saocp()));

  private final String description;

  /** Functions without state. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final BiFunction<AdaptiveConformal.Builder, WeightedEnsemble, AdaptiveConformal.Builder>
      configuration;

  IntervalMethod(
      String description,
      BiFunction<AdaptiveConformal.Builder, WeightedEnsemble, AdaptiveConformal.Builder>
          configuration) {
    this.description = description;
    this.configuration = configuration;
  }

  /** Its name on the command line. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String description() {
    return description;
  }

  /**
   * Whether a bundle may ship it: it keeps the share of misses in the long run whatever drifts, and
   * needs no function of the pattern.
   */
  boolean isAdaptiveDefault() {
    return switch (this) {
      case ACI, NEXCP_ACI, DTACI, AGACI, PID -> true;
      default -> false;
    };
  }

  AdaptiveConformal calibrate(WeightedEnsemble ensemble, List<LabeledPattern> examples) {
    return calibrate(AdaptiveConformal.builder(ensemble), ensemble, examples);
  }

  AdaptiveConformal calibrate(
      AdaptiveConformal.Builder builder, WeightedEnsemble ensemble, List<LabeledPattern> examples) {
    return configuration.apply(builder, ensemble).calibrate(examples);
  }

  private static Difficulty spread(WeightedEnsemble ensemble) {
    for (Forecaster member : ensemble.members()) {
      if (member instanceof DejavuForecaster dejavu) {
        return (pattern, forecast) -> dejavu.neighbourhood(pattern).spread();
      }
    }
    throw new IllegalArgumentException("the bundle has no member dejavu; normalised needs one");
  }
}
