package org.forecast4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.NamedForecaster;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.ConditionalQuantiles;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.Difficulty;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.QuantileConformal;
import org.forecast4j.conformal.Weighting;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;

/** The ways to put intervals around the ensemble that are compared. */
enum IntervalMethod {
  SPLIT("calibrated once", AdaptiveConformal.Builder::keepingScores),
  NORMALISED("calibrated once, errors over the spread of the neighbours") {
    @Override
    ConformalWrapper calibrate(
        AdaptiveConformal.Builder builder, WeightedEnsemble ensemble, List<LabeledPattern> games) {
      Difficulty spread = Difficulty.ofNeighbourSpread(dejavu(ensemble), MIN_SPREAD);
      return builder.keepingScores().difficulty(spread).calibrate(games);
    }
  },
  CQR("calibrated once, around the quantiles of the neighbours") {
    @Override
    ConformalWrapper calibrate(
        AdaptiveConformal.Builder builder, WeightedEnsemble ensemble, List<LabeledPattern> games) {
      ConditionalQuantiles quantiles = ConditionalQuantiles.ofNeighbours(dejavu(ensemble));
      return QuantileConformal.calibrate(ensemble, quantiles, games);
    }
  },
  CV_PLUS("least squares fitted to the last 300 games alone, once and ten times without a tenth") {
    @Override
    ConformalWrapper calibrate(
        AdaptiveConformal.Builder builder, WeightedEnsemble ensemble, List<LabeledPattern> games) {
      List<LabeledPattern> last = games.subList(Math.max(0, games.size() - FEW), games.size());
      return CrossConformal.fit(
          some -> LinearForecaster.fit(some, RIDGE), last, Math.min(10, last.size()));
    }
  },
  GROWING("all errors so far", builder -> builder),
  WINDOW("the last 2,000 errors", builder -> builder.window(2_000)),
  NEXCP("errors fade by 0.1 % a game", builder -> builder.weighting(Weighting.decay(0.999))),
  NEXCP_SLOW("errors fade by 0.05 % a game", builder -> builder.weighting(Weighting.decay(0.9995))),
  MONDRIAN(
      "errors fade by 0.2 % a game, close and lopsided games apart",
      builder ->
          builder
              .weighting(Weighting.decay(0.998))
              .category(
                  (pattern, forecast) -> Math.abs(forecast.point()) < 5 ? "close" : "lopsided")),
  ACI("level moves by 0.005", builder -> builder.online(OnlineRule.aci(0.005))),
  NEXCP_ACI(
      "errors fade by 0.1 % a game, level moves by 0.002",
      builder -> builder.weighting(Weighting.decay(0.999)).online(OnlineRule.aci(0.002))),
  DTACI("eight speeds, the best preferred", builder -> builder.online(OnlineRule.dtAci())),
  AGACI("nine speeds, aggregated", builder -> builder.online(OnlineRule.agAci())),
  PID("conformal PID control", builder -> builder.online(OnlineRule.pid())),
  SF_OGD("scale-free gradient descent", builder -> builder.online(OnlineRule.sfOgd())),
  SAOCP("strongly adaptive", builder -> builder.online(OnlineRule.saocp()));

  /** Of the neighbours' outcomes, in points: where all agree there still is doubt. */
  private static final double MIN_SPREAD = 0.1;

  private static final int FEW = 300;
  private static final double RIDGE = 1e-2;

  private final String description;

  /** Functions without state. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final UnaryOperator<AdaptiveConformal.Builder> configuration;

  IntervalMethod(String description) {
    this(description, builder -> builder);
  }

  IntervalMethod(String description, UnaryOperator<AdaptiveConformal.Builder> configuration) {
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

  /** The methods that an ensemble can have. */
  static List<IntervalMethod> suiting(WeightedEnsemble ensemble) {
    return Arrays.stream(values()).filter(method -> method.suits(ensemble)).toList();
  }

  /** Whether it can be had for an ensemble: some ask its Dejavu member for neighbours. */
  private boolean suits(WeightedEnsemble ensemble) {
    return switch (this) {
      case NORMALISED, CQR ->
          ensemble.members().stream()
              .map(NamedForecaster::unnamed)
              .anyMatch(DejavuForecaster.class::isInstance);
      default -> true;
    };
  }

  ConformalWrapper calibrate(WeightedEnsemble ensemble, List<LabeledPattern> games) {
    return calibrate(AdaptiveConformal.builder(ensemble), ensemble, games);
  }

  ConformalWrapper calibrate(
      AdaptiveConformal.Builder builder, WeightedEnsemble ensemble, List<LabeledPattern> games) {
    return configuration.apply(builder).calibrate(games);
  }

  private static DejavuForecaster dejavu(WeightedEnsemble ensemble) {
    return ensemble.members().stream()
        .map(NamedForecaster::unnamed)
        .filter(DejavuForecaster.class::isInstance)
        .map(DejavuForecaster.class::cast)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the bundle has no member dejavu; normalised and cqr need one"));
  }
}
