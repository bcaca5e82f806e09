package org.forecast4j.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.TeamRatings;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.dejavu.DejavuForecaster;

/**
 * A bundle that is served, with what its intervals have learned since it was loaded. Safe for
 * concurrent use: a forecast reads one state, observing swaps it.
 */
final class Model {
  private static final String RATINGS_FILE = "ratings.bin";
  private static final int WARM_UP_FORECASTS = 200;

  private final ForecastBundle bundle;
  private final Optional<TeamRatings> ratings;
  private final SortedMap<String, String> checksums;
  private final AtomicReference<State> state;

  /**
   * What the intervals know.
   *
   * @param version how many outcomes were observed since the bundle was trained
   * @param wrapper the wrapper after them
   */
  record State(long version, ConformalWrapper wrapper) {}

  private Model(
      ForecastBundle bundle, Optional<TeamRatings> ratings, SortedMap<String, String> checksums) {
    this.bundle = bundle;
    this.ratings = ratings;
    this.checksums = checksums;
    state = new AtomicReference<>(new State(0, bundle.conformal()));
  }

  /** Loads, verifies and warms a bundle. */
  static Model load(Path folder) throws IOException {
    ForecastBundle bundle = ForecastBundle.load(folder);
    Optional<TeamRatings> ratings =
        bundle.attachments().contains(RATINGS_FILE)
            ? Optional.of(TeamRatings.fromBytes(bundle.attachment(RATINGS_FILE)))
            : Optional.empty();
    Model model = new Model(bundle, ratings, new TreeMap<>(ForecastBundle.verify(folder)));
    model.warmUp();
    return model;
  }

  /** So that the first caller does not wait for the compiler. */
  private void warmUp() {
    Pattern pattern = Pattern.of(new double[shape().inputLength()]);
    for (int i = 0; i < WARM_UP_FORECASTS; i++) {
      state().wrapper().explain(pattern, 0.5);
    }
  }

  BundleInfo info() {
    return bundle.info();
  }

  String name() {
    return info().name();
  }

  String version() {
    return info().version();
  }

  Shape shape() {
    return bundle.ensemble().shape();
  }

  String card() {
    return bundle.modelCard();
  }

  SortedMap<String, String> checksums() {
    return checksums;
  }

  Optional<TeamRatings> ratings() {
    return ratings;
  }

  State state() {
    return state.get();
  }

  /** Learns an outcome; outcomes are learned one after another. */
  synchronized State observe(IntervalForecast forecast, double... actual) {
    State before = state.get();
    State next = new State(before.version() + 1, before.wrapper().observe(forecast, actual));
    state.set(next);
    return next;
  }

  Optional<DejavuForecaster> dejavu() {
    return bundle.ensemble().members().stream()
        .filter(DejavuForecaster.class::isInstance)
        .map(DejavuForecaster.class::cast)
        .findFirst();
  }

  /** Shares by member, in the members' order. */
  Map<String, Double> weights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    double[] values = bundle.ensemble().weights();
    int i = 0;
    for (Forecaster member : bundle.ensemble().members()) {
      weights.put(member.name(), values[i++]);
    }
    return weights;
  }
}
