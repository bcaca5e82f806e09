package org.forecast4j.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.ValueBounds;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.CrossConformal;
import org.forecast4j.conformal.FollowingDifficulty;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.conformal.Weighting;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.Distance;
import org.forecast4j.dejavu.NeighbourWeighting;
import org.forecast4j.dejavu.Scaling;
import org.forecast4j.ensemble.OnlineWeights;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.linear.LinearFeatures;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;

/**
 * Bundles of every kind that can be saved without functions of an application, and what they
 * answer, which a release keeps among the tests; {@code forecast-bom/release-records} writes them.
 */
final class GoldenBundles {
  private static final Shape SHAPE = new Shape(6, 3);
  private static final List<LabeledPattern> TRAINING = Examples.randomWalks(60, SHAPE, 1);
  private static final List<LabeledPattern> CALIBRATION = Examples.randomWalks(80, SHAPE, 2);
  private static final List<LabeledPattern> SEEN = Examples.randomWalks(40, SHAPE, 3);
  private static final List<LabeledPattern> LATER = Examples.randomWalks(20, SHAPE, 4);
  private static final BundleInfo INFO =
      new BundleInfo("walks", "1", "metres", "random walks, seed 1", 1)
          .withStep("day")
          .withCovariate(Examples.DRIFT, "ten times the mean of a step")
          .withBounds(new ValueBounds(-500, 500, 60, 40));

  private GoldenBundles() {}

  public static void main(String... args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    Path work = Files.createTempDirectory("golden");
    for (Map.Entry<String, ForecastBundle> each : all().entrySet()) {
      String name = each.getKey();
      Path saved = work.resolve(name);
      each.getValue().save(saved);
      zip(saved, folder.resolve(name + ".zip"));
      Files.write(folder.resolve(name + ".txt"), answers(each.getValue()));
    }
  }

  private static void zip(Path folder, Path zip) throws IOException {
    try (OutputStream file = Files.newOutputStream(zip);
        ZipOutputStream out = new ZipOutputStream(file);
        Stream<Path> files = Files.list(folder)) {
      for (Path each : files.sorted().toList()) {
        ZipEntry entry = new ZipEntry(each.getFileName().toString());
        entry.setTime(0);
        out.putNextEntry(entry);
        Files.copy(each, out);
      }
    }
  }

  /** The bundles by name. */
  static SortedMap<String, ForecastBundle> all() {
    SortedMap<String, ForecastBundle> all = new TreeMap<>();
    all.put(
        "ensemble", of(SplitConformal.calibrate(ensemble(), CALIBRATION, Tails.EQUAL, 1, 2, 3)));
    all.put("learning", of(learner(TRAINING, 80, CALIBRATION)));
    all.put("frozen", of(learner(TRAINING, 80, CALIBRATION)).withLearning(false));
    all.put("lstm", of(adaptive(lstm(), OnlineRule.dtAci()).calibrate(CALIBRATION)));
    all.put(
        "names",
        of(
            adaptive(names(), OnlineRule.agAci())
                .weighting(Weighting.decay(0.99))
                .window(60)
                .bounded()
                .calibrate(CALIBRATION)));
    all.put("folds", of(folds()));
    all.put("without-intervals", ForecastBundle.of(INFO, dejavu(), "# Walks\n", Map.of()));
    rules()
        .forEach(
            (name, rule) ->
                all.put(
                    "rule-" + name,
                    of(adaptive(new Persistence(SHAPE), rule).calibrate(CALIBRATION))));
    return all;
  }

  private static SortedMap<String, OnlineRule> rules() {
    return new TreeMap<>(
        Map.of(
            "aci", OnlineRule.aci(0.01),
            "pid", OnlineRule.pid(),
            "published-pid", OnlineRule.publishedPid(0.1, 1, 5, 20),
            "sf-ogd", OnlineRule.sfOgd(),
            "saocp", OnlineRule.saocp()));
  }

  private static ForecastBundle of(ConformalWrapper wrapper) {
    ConformalWrapper seen = wrapper instanceof AdaptiveConformal ? observing(wrapper) : wrapper;
    return ForecastBundle.of(
        INFO, seen, "# Walks\n", Map.of("notes.txt", "hello".getBytes(StandardCharsets.UTF_8)));
  }

  private static ConformalWrapper observing(ConformalWrapper wrapper) {
    ConformalWrapper next = wrapper;
    for (LabeledPattern each : SEEN) {
      next = next.observe(next.forecast(each.pattern(), 0.9), each.outcome());
    }
    return next;
  }

  private static AdaptiveConformal.Builder adaptive(Forecaster forecaster, OnlineRule rule) {
    return AdaptiveConformal.builder(forecaster).online(rule);
  }

  private static DejavuForecaster dejavu() {
    return DejavuForecaster.builder(TRAINING)
        .k(12)
        .distance(Distance.dtw(2))
        .scaling(Scaling.ORIGIN)
        .weighting(NeighbourWeighting.gaussian(2))
        .build();
  }

  private static WeightedEnsemble ensemble() {
    DejavuForecaster regression =
        DejavuForecaster.builder(TRAINING)
            .k(30)
            .covariate(Examples.DRIFT, 0.5)
            .weighting(NeighbourWeighting.INVERSE_DISTANCE)
            .aggregation(Aggregation.localLinear())
            .build();
    return WeightedEnsemble.of(
        List.of(regression, LinearForecaster.fit(TRAINING, 1e-3), new Persistence(SHAPE)),
        0.5,
        0.3,
        0.2);
  }

  private static LstmForecaster lstm() {
    LstmEncoding encoding =
        LstmEncoding.fit(TRAINING, Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD_AND_CHANNEL));
    return LstmForecaster.of(Networks.random(encoding, 2, 5, 3));
  }

  private static WeightedEnsemble names() {
    DejavuForecaster.Builder builder = DejavuForecaster.builder(TRAINING);
    return WeightedEnsemble.of(
        List.of(
            builder.k(5).build().named("near"),
            builder.k(40).aggregation(Aggregation.MEDIAN).build().named("far"),
            CorrectedForecaster.builder(new Persistence(SHAPE), 5).build()),
        0.25,
        0.5,
        0.25);
  }

  /**
   * A model of which everything learns that can.
   *
   * @param most how many examples its past grows to
   */
  static AdaptiveConformal learner(
      List<LabeledPattern> training, int most, List<LabeledPattern> calibration) {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
                List.of(
                    DejavuForecaster.builder(training).k(20).growing(most).build(),
                    LinearForecaster.builder(training)
                        .features(LinearFeatures.LAST_AND_MEAN)
                        .learning(0.99)
                        .fit(),
                    CorrectedForecaster.builder(new Persistence(SHAPE), 9)
                        .covariate(Examples.DRIFT, 3)
                        .prior(50)
                        .build()),
                0.5,
                0.5,
                0)
            .learning(OnlineWeights.mlPoly(3), 20);
    return adaptive(ensemble, OnlineRule.aci(0.01))
        .difficulty(FollowingDifficulty.builder(2, 3, 4).build())
        .wholeNumbers()
        .calibrate(calibration);
  }

  private static CrossConformal folds() {
    return CrossConformal.fit(
        ensemble(),
        some -> LinearForecaster.fit(some, 1e-3),
        CALIBRATION.subList(0, 20),
        4,
        Tails.EQUAL,
        1,
        2,
        3);
  }

  /**
   * What a bundle forecasts, then what it does after it has learned from outcomes: a line for each
   * forecast of numbers with one blank between them.
   */
  static List<String> answers(ForecastBundle bundle) {
    if (!bundle.hasIntervals()) {
      return LATER.stream()
          .map(each -> line(DoubleStream.of(bundle.forecaster().forecast(each.pattern()).path())))
          .toList();
    }
    ConformalWrapper wrapper = bundle.conformal();
    List<String> lines = new ArrayList<>();
    for (LabeledPattern each : LATER) {
      IntervalForecast forecast = wrapper.forecast(each.pattern(), 0.9);
      Interval other = wrapper.forecast(each.pattern(), 0.6).interval();
      lines.add(
          line(
              DoubleStream.concat(
                  DoubleStream.of(forecast.forecast().path()),
                  Stream.of(forecast.interval(), forecast.band().get(0), other)
                      .flatMapToDouble(one -> DoubleStream.of(one.lower(), one.upper())))));
      wrapper = wrapper.observe(forecast, each.outcome());
    }
    return lines;
  }

  private static String line(DoubleStream numbers) {
    return numbers.mapToObj(String::valueOf).collect(Collectors.joining(" "));
  }
}
