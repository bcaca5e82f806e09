package org.forecast4j.server.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.NamedForecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Sha256;
import org.forecast4j.server.learning.Codecs;
import org.forecast4j.server.learning.LearnedState;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.Trained;
import org.forecast4j.server.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that is served, with what it has learned since it was loaded. Safe for concurrent use: a
 * forecast reads one state, observing swaps it.
 */
public final class Model {
  private static final String MANIFEST = "bundle.properties";
  private static final long MAX_MANIFEST_BYTES = 1 << 20;
  private static final int ADVANTAGE_YEARS = 5;
  private static final int ADVANTAGE_DAYS = 14;
  private static final int WARM_UP_FORECASTS = 20;

  private final ForecastBundle bundle;
  private final String fingerprint;
  private final String origin;
  private final Learning learning;
  private final Metrics metrics;
  private @Nullable Examples examples;

  /** The last wrapper that was asked for, and its members timed; a race makes two equal ones. */
  private volatile @Nullable Timed timed;

  private record Timed(ConformalWrapper wrapper, Forecaster forecaster) {}

  private Model(
      ForecastBundle bundle,
      String fingerprint,
      String origin,
      Learning learning,
      Metrics metrics) {
    this.bundle = bundle;
    this.fingerprint = fingerprint;
    this.origin = origin;
    this.learning = learning;
    this.metrics = metrics;
  }

  /** Loads, verifies and warms a bundle, and learns again what its log holds. */
  public static Model load(Path folder, Resumer resumer, Metrics metrics) throws IOException {
    String fingerprint = fingerprint(folder);
    ForecastBundle bundle = ForecastBundle.load(folder, Codecs.found());
    Checks.modelName(bundle.info().name());
    if (!bundle.hasIntervals()) {
      throw new IOException(
          folder + ": the forecaster of this bundle has no intervals; expected calibrated ones");
    }
    return of(bundle, fingerprint, resumer, metrics);
  }

  private static Model of(
      ForecastBundle bundle, String fingerprint, Resumer resumer, Metrics metrics)
      throws IOException {
    String origin = Sha256.of(fingerprint);
    Trained trained =
        new Trained(bundle.conformal(), Halftime.ratings(bundle), bundle.learning(), origin);
    Learning learning = resumer.resume(trained, bundle.info().name());
    Model model = new Model(bundle, fingerprint, origin, learning, metrics);
    model.warmUp();
    return model;
  }

  /** The same bundle as a model of its own: neither learns what the other does. */
  public Model again(Resumer resumer, Metrics own) throws IOException {
    return of(bundle, fingerprint, resumer, own);
  }

  /** Learns again what was observed of a model. */
  @FunctionalInterface
  public interface Resumer {
    Learning resume(Trained trained, String model) throws IOException;
  }

  /** What tells a bundle from every other: its manifest names the checksum of each file. */
  static String fingerprint(Path folder) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    if (!Files.isRegularFile(manifest) || Files.size(manifest) > MAX_MANIFEST_BYTES) {
      // Says what is wrong with it.
      ForecastBundle.verify(folder);
    }
    return Files.readString(manifest, StandardCharsets.UTF_8);
  }

  String fingerprint() {
    return fingerprint;
  }

  /** A hash of the fingerprint: the identity of the calibration state before any outcome. */
  String origin() {
    return origin;
  }

  /**
   * What this model forecasts, with what it has learned, where another one has forecast: of the
   * same pattern, and what this one makes of its covariates.
   */
  IntervalForecast forecastAnew(IntervalForecast other) {
    LearnedState state = learning.state(other.confidence());
    Pattern pattern = other.pattern();
    Pattern known = state.ratings().map(ratings -> ratings.complete(pattern)).orElse(pattern);
    return state.wrapper().forecast(known, other.confidence());
  }

  /** So that the first caller does not wait for the compiler. */
  private void warmUp() {
    Pattern pattern = Pattern.of(new double[shape().inputLength()]);
    for (int i = 0; i < WARM_UP_FORECASTS; i++) {
      learning.state().wrapper().explain(pattern, 0.5);
    }
  }

  /**
   * The ensemble of a learned wrapper, every member timed: to forecast with before that is asked.
   */
  public Forecaster forecaster(ConformalWrapper learned) {
    Timed last = timed;
    if (last == null || last.wrapper() != learned) {
      last = new Timed(learned, ensemble(learned).withMembers(this::timed));
      timed = last;
    }
    return last.forecaster();
  }

  private Forecaster timed(Forecaster member) {
    return new TimedForecaster(member, metrics.forecasts(member.name()));
  }

  /** A forecaster alone is served as the only member of an ensemble. */
  private static WeightedEnsemble ensemble(ConformalWrapper learned) {
    return WeightedEnsemble.of(learned.forecaster());
  }

  private WeightedEnsemble ensemble() {
    return ensemble(learning.state().wrapper());
  }

  /** What is assumed of each covariate that is not given, by name. */
  public Map<String, String> covariates() {
    return bundle.forecaster().covariates();
  }

  /** What outcomes have moved, by name; empty if the forecaster does not learn. */
  public Map<String, Double> learned() {
    return ensemble().learned();
  }

  public BundleInfo info() {
    return bundle.info();
  }

  public String name() {
    return info().name();
  }

  public String version() {
    return info().version();
  }

  public Shape shape() {
    return bundle.forecaster().shape();
  }

  /** Past cases to try the model on, read when they are first asked for. */
  public synchronized Examples examples() {
    if (examples == null) {
      examples = Examples.of(bundle);
    }
    return examples;
  }

  public String card() {
    return bundle.modelCard();
  }

  public SortedMap<String, String> checksums() {
    return bundle.checksums();
  }

  /** Whether it forecasts the reference task, so that it can be spoken of in words of the game. */
  public boolean isBasketball() {
    return Halftime.isTaskOf(info());
  }

  /** What is known of teams, with the results it has learned. */
  public Optional<GameRatings> ratings() {
    return learning.state().ratings();
  }

  /** Whether its ratings learn from the results of games. */
  public boolean learnsResults() {
    return ratings().orElse(null) instanceof GameExpectations;
  }

  /**
   * By how many points the home team was expected to be better, every {@value #ADVANTAGE_DAYS} days
   * of the {@value #ADVANTAGE_YEARS} years up to the newest result; empty if it learns no results.
   */
  public SortedMap<LocalDate, Double> homeAdvantage() {
    SortedMap<LocalDate, Double> advantage = new TreeMap<>();
    if (ratings().orElse(null) instanceof GameExpectations expectations) {
      LocalDate last = expectations.lastDay().orElse(LocalDate.MIN);
      LocalDate from = last.equals(LocalDate.MIN) ? last : last.minusYears(ADVANTAGE_YEARS);
      for (LocalDate day = last; day.isAfter(from); day = day.minusDays(ADVANTAGE_DAYS)) {
        // What the results of a day have changed is known from the next day on.
        advantage.put(day, expectations.homeAdvantage(day.plusDays(1)));
      }
    }
    return advantage;
  }

  public Learning learning() {
    return learning;
  }

  public Optional<DejavuForecaster> dejavu() {
    return ensemble().members().stream()
        .map(NamedForecaster::unnamed)
        .filter(DejavuForecaster.class::isInstance)
        .map(DejavuForecaster.class::cast)
        .findFirst();
  }

  /** Shares by member, in the members' order. */
  public Map<String, Double> weights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    WeightedEnsemble ensemble = ensemble();
    double[] values = ensemble.weights();
    int i = 0;
    for (Forecaster member : ensemble.members()) {
      weights.put(member.name(), values[i++]);
    }
    return weights;
  }
}
