package org.forecast4j.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.forecast4j.Aim;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.NeighbourWeighting;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.evaluation.Split;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.linear.LinearFeatures;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.lstm.LstmSettings;
import org.forecast4j.lstm.LstmTraining;
import org.forecast4j.lstm.TrainedLstm;
import org.forecast4j.lstm.TrainingEpoch;

/** A kind of forecaster that can be trained. */
enum Member {
  DEJAVU {
    @Override
    Forecaster choose(Split split, Course course) {
      PatternDatabase past = PatternDatabase.of(split.train());
      int[] ks = Arrays.stream(KS).filter(k -> k <= past.size()).toArray();
      List<DejavuForecaster.Builder> candidates = new ArrayList<>();
      for (double weight : COVARIATE_WEIGHTS) {
        for (double bandwidth : BANDWIDTHS) {
          candidates.add(
              DejavuForecaster.builder(past)
                  .covariate(Halftime.EXPECTED_MARGIN, weight)
                  .weighting(NeighbourWeighting.gaussian(bandwidth))
                  .aggregation(Aggregation.localLinear())
                  .growing(Math.max(MAX_GAMES, past.size())));
        }
      }
      return DejavuForecaster.best(
          candidates,
          ks.length == 0 ? new int[] {past.size()} : ks,
          split.validation(),
          STANDARD_ERRORS,
          Aim.LAST_STEP);
    }

    @Override
    Forecaster refit(Forecaster chosen, List<LabeledPattern> examples) {
      Map<String, String> settings = new TreeMap<>(((DejavuForecaster) chosen).settings());
      settings.computeIfPresent(
          "k", (name, k) -> String.valueOf(Math.min(Integer.parseInt(k), examples.size())));
      settings.computeIfPresent(
          "growing",
          (name, most) -> String.valueOf(Math.max(Integer.parseInt(most), examples.size())));
      return DejavuForecaster.builder(PatternDatabase.of(examples)).settings(settings).build();
    }
  },

  LSTM {
    @Override
    Forecaster choose(Split split, Course course) {
      AtomicInteger epochs = new AtomicInteger();
      List<LstmSettings> networks = networks(course.seed());
      Consumer<TrainingEpoch> listener =
          epoch ->
              course
                  .progress()
                  .show(
                      "training lstm",
                      epochs.incrementAndGet(),
                      (long) EPOCHS * networks.size(),
                      "epochs");
      LstmTraining training = course.lstm().orElseThrow();
      List<TrainedLstm> trained =
          networks.parallelStream()
              .map(network -> training.train(network, split.train(), split.validation(), listener))
              .toList();
      LstmForecaster best = null;
      double least = Double.POSITIVE_INFINITY;
      for (TrainedLstm candidate : trained) {
        LstmForecaster forecaster = LstmForecaster.of(candidate.weights());
        double error = mae(forecaster, split.validation());
        if (best == null || error < least) {
          best = forecaster;
          least = error;
          course.keep(candidate.epochs());
        }
      }
      return Objects.requireNonNull(best);
    }

    /** The epochs are counted on the validation part, so a correction alone follows later games. */
    @Override
    Forecaster refit(Forecaster chosen, List<LabeledPattern> examples) {
      return CorrectedForecaster.builder(chosen, USUAL_LEAD)
          .covariate(Halftime.EXPECTED_MARGIN, USUAL_EXPECTATION)
          .build();
    }
  },

  LINEAR {
    @Override
    Forecaster choose(Split split, Course course) {
      LinearForecaster best = null;
      double least = Double.POSITIVE_INFINITY;
      for (double ridge : RIDGES) {
        LinearForecaster candidate = linear(split.train(), ridge);
        double error = mae(candidate, split.validation());
        if (best == null || error < least) {
          best = candidate;
          least = error;
        }
      }
      return Objects.requireNonNull(best);
    }

    @Override
    Forecaster refit(Forecaster chosen, List<LabeledPattern> examples) {
      return linear(examples, ((LinearForecaster) chosen).ridge());
    }
  };

  private static final double[] RIDGES = {1e-4, 1e-3, 1e-2, 1e-1};

  /** Within this of the least error, fewer neighbours are as good, and found in less time. */
  private static final double STANDARD_ERRORS = 1;

  private static final int[] KS = {200, 300, 500, 800, 1200};
  private static final double[] COVARIATE_WEIGHTS = {0.5, 1, 2};
  private static final double[] BANDWIDTHS = {0.5, 1};

  /** What an example counts after each later one. */
  private static final double KEPT = 0.9999;

  /** Games that Dejavu keeps: 25 seasons. */
  private static final int MAX_GAMES = 30_000;

  /** Sizes of a margin after minute 18 and of an expected one, in points. */
  private static final double USUAL_LEAD = 9;

  private static final double USUAL_EXPECTATION = 6;

  private static final int EPOCHS = 15;
  private static final int PATIENCE = 5;
  private static final TreeSet<String> COVARIATES =
      new TreeSet<>(List.of(Halftime.EXPECTED_MARGIN));

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Fits on the training part the options that do best on the validation part. */
  abstract Forecaster choose(Split split, Course course);

  /** Fits the same options on other examples. */
  abstract Forecaster refit(Forecaster chosen, List<LabeledPattern> examples);

  /** The networks to try: their sizes and where the expected margin enters. */
  private static List<LstmSettings> networks(long seed) {
    return List.of(
        network(1, 32, Use.HEAD, seed),
        network(1, 32, Use.CHANNEL, seed),
        network(2, 64, Use.HEAD, seed));
  }

  private static LstmSettings network(int layers, int hidden, Use use, long seed) {
    return new LstmSettings(
        layers,
        hidden,
        new TreeMap<>(Map.of(Halftime.EXPECTED_MARGIN, use)),
        0.003,
        0.85,
        64,
        EPOCHS,
        PATIENCE,
        seed);
  }

  private static LinearForecaster linear(List<LabeledPattern> examples, double ridge) {
    return LinearForecaster.builder(examples)
        .ridge(ridge)
        .features(LinearFeatures.LAST_AND_MEAN)
        .covariates(COVARIATES)
        .learning(KEPT)
        .fit();
  }

  private static double mae(Forecaster forecaster, List<LabeledPattern> examples) {
    double[] points =
        forecaster.forecastAll(examples.stream().map(LabeledPattern::pattern).toList()).stream()
            .mapToDouble(Forecast::point)
            .toArray();
    return Metrics.mae(points, examples.stream().mapToDouble(LabeledPattern::target).toArray());
  }
}
