package org.forecast4j.server;

import java.util.List;
import java.util.Map;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;

/**
 * A bundle of random walks, which have nothing to do with games.
 *
 * @param next a walk that it was not made from
 */
record WalksBundle(ForecastBundle bundle, LabeledPattern next) {
  private static final Shape SHAPE = new Shape(9, 4);

  static WalksBundle make() {
    List<LabeledPattern> walks =
        Examples.randomWalks(400, SHAPE, 1).stream()
            .map(
                walk ->
                    new LabeledPattern(
                        walk.id(),
                        walk.date(),
                        Map.of("site", "north"),
                        walk.pattern(),
                        walk.outcome()))
            .toList();
    List<LabeledPattern> training = walks.subList(0, 200);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(
                DejavuForecaster.builder(training).k(20).build(),
                LinearForecaster.fit(training, 1e-3)),
            0.5,
            0.5);
    ForecastBundle bundle =
        ForecastBundle.of(
            new BundleInfo("walks", "1", "steps", "random walks", 1).withStep("day"),
            SplitConformal.calibrate(ensemble, walks.subList(200, 399)),
            "# Walks",
            Map.of());
    return new WalksBundle(bundle, walks.get(399));
  }
}
