package org.forecast4j.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.ConditionalQuantiles;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;

/** Small good models, which inputs are made from. */
public final class Models {
  public static final Shape SHAPE = new Shape(4, 2);

  private static final List<LabeledPattern> EXAMPLES = Examples.randomWalks(24, SHAPE, 1);
  private static final LstmEncoding ENCODING =
      LstmEncoding.fit(EXAMPLES, Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD), new double[0]);

  static final BundleInfo INFO = new BundleInfo("fuzz", "1", "steps", "seeded random walks", 1);

  private Models() {}

  static List<LabeledPattern> examples() {
    return EXAMPLES;
  }

  static LstmEncoding encoding() {
    return ENCODING;
  }

  static DejavuForecaster dejavu() {
    return DejavuForecaster.builder(PatternDatabase.of(EXAMPLES)).k(3).build();
  }

  static LinearForecaster linear() {
    return LinearForecaster.fit(EXAMPLES, 1);
  }

  public static LstmWeights network() {
    return Networks.random(ENCODING, 1, 2, 1);
  }

  /** An ensemble of every kind of member. */
  static WeightedEnsemble ensemble() {
    return WeightedEnsemble.of(
        List.of(dejavu(), linear(), LstmForecaster.of(network()), new Persistence(SHAPE)),
        new double[] {0.25, 0.25, 0.25, 0.25});
  }

  public static SplitConformal split() {
    return SplitConformal.calibrate(ensemble(), EXAMPLES);
  }

  static AdaptiveConformal adaptive() {
    return AdaptiveConformal.builder(ensemble()).online(OnlineRule.aci(0.01)).calibrate(EXAMPLES);
  }

  /** As wide as the probability says, whatever the pattern. */
  static final ConditionalQuantiles QUANTILES =
      (pattern, forecast, probability) ->
          Arrays.stream(forecast.path()).map(value -> value + probability).toArray();

  public static ForecastBundle bundle(ConformalWrapper wrapper) {
    return ForecastBundle.of(
        INFO, wrapper, "# card", Map.of("notes.txt", "notes".getBytes(StandardCharsets.UTF_8)));
  }
}
