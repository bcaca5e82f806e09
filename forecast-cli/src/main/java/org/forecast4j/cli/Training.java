package org.forecast4j.cli;

import java.time.LocalDate;
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
import java.util.stream.Stream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.LinearForecaster;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.NeighbourWeighting;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.dl4j.LstmTrainer;
import org.forecast4j.dl4j.TrainedLstm;
import org.forecast4j.dl4j.TrainingEpoch;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.evaluation.Split;
import org.forecast4j.lstm.LstmEncoding.Use;
import org.forecast4j.lstm.LstmForecaster;

/**
 * Makes a calibrated ensemble from a chronological split: options and weights are chosen on the
 * validation part with members fitted on the training part; the members are then fitted again on
 * both, and the intervals calibrated on the third. The test part is not touched.
 *
 * @param split the four parts
 * @param fit the weights and why
 * @param model the calibrated ensemble
 * @param early the same kind of model as of the middle of the training part, its intervals
 *     calibrated once on the rest of that part
 * @param method how the intervals learn
 * @param candidates what the methods did on the second half of the validation part
 * @param curve the course of training the network, empty without one
 */
record Training(
    Split split,
    EnsembleFit fit,
    ConformalWrapper model,
    ConformalWrapper early,
    IntervalMethod method,
    List<Comparison> candidates,
    List<TrainingEpoch> curve) {
  private static final double[] RIDGES = {1e-4, 1e-3, 1e-2, 1e-1};
  private static final int[] KS = {200, 300, 500, 800, 1200};
  private static final double[] COVARIATE_WEIGHTS = {0.5, 1, 2};
  private static final double[] BANDWIDTHS = {0.5, 1};

  /**
   * Members this close are told apart by noise: over ten seasons before the test part, combining
   * wherever it gained on earlier seasons erred less than holding it to one standard error.
   */
  private static final double GAIN_BAR = 0;

  private static final int EPOCHS = 15;
  private static final int PATIENCE = 5;
  private static final List<Network> NETWORKS =
      List.of(
          new Network(1, 32, Use.HEAD),
          new Network(1, 32, Use.CHANNEL),
          new Network(2, 64, Use.HEAD));

  /** A network to try: its size and where the rating difference enters. */
  private record Network(int layers, int hidden, Use use) {
    LstmTrainer.Builder trainer(long seed) {
      return LstmTrainer.builder()
          .layers(layers)
          .hidden(hidden)
          .covariate(Halftime.RATING_DIFFERENCE, use)
          .learningRate(0.003, 0.85)
          .batch(64)
          .epochs(EPOCHS, PATIENCE)
          .seed(seed);
    }
  }

  /** What members are chosen with, and what comes of it beside them. */
  private static final class Course {
    private final long seed;
    private final Progress progress;
    private List<TrainingEpoch> curve = List.of();

    Course(long seed, Progress progress) {
      this.seed = seed;
      this.progress = progress;
    }
  }

  static Training of(
      List<LabeledPattern> examples, List<Member> members, long seed, Progress progress) {
    Split split = Split.chronological(examples);
    List<LabeledPattern> both =
        Stream.concat(split.train().stream(), split.validation().stream()).toList();
    List<Forecaster> chosen = new ArrayList<>();
    List<Forecaster> fitted = new ArrayList<>();
    Course course = new Course(seed, progress);
    for (Member member : members) {
      progress.show("training " + member);
      Forecaster choice = member.choose(split, course);
      chosen.add(choice);
      fitted.add(member.refit(choice, both));
    }
    EnsembleFit fit = WeightedEnsemble.fit(chosen, split.validation(), GAIN_BAR);
    WeightedEnsemble ensemble = WeightedEnsemble.of(fitted, fit.ensemble().weights());
    double[] scales = stepDeviations(fit.ensemble(), split.validation());
    ConformalWrapper early = early(members, chosen, fit, split.train());
    List<Comparison> candidates = compare(fit.ensemble(), split.validation(), progress);
    IntervalMethod method = best(candidates);
    ConformalWrapper model =
        method.calibrate(
            AdaptiveConformal.builder(ensemble).stepScales(scales), ensemble, split.calibration());
    return new Training(split, fit, model, early, method, candidates, course.curve);
  }

  private static ConformalWrapper early(
      List<Member> members, List<Forecaster> chosen, EnsembleFit fit, List<LabeledPattern> years) {
    LocalDate middle = years.get(years.size() / 2).date();
    List<LabeledPattern> first =
        years.stream().filter(game -> game.date().isBefore(middle)).toList();
    List<Forecaster> refitted = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      refitted.add(members.get(i).refit(chosen.get(i), first));
    }
    return IntervalMethod.SPLIT.calibrate(
        WeightedEnsemble.of(refitted, fit.ensemble().weights()),
        years.stream().filter(game -> !game.date().isBefore(middle)).toList());
  }

  /** Calibrates on the first half of the validation part and walks through the second. */
  private static List<Comparison> compare(
      WeightedEnsemble ensemble, List<LabeledPattern> validation, Progress progress) {
    LocalDate middle = validation.get(validation.size() / 2).date();
    return Comparison.all(
        ensemble,
        validation.stream().filter(game -> game.date().isBefore(middle)).toList(),
        validation.stream().filter(game -> !game.date().isBefore(middle)).toList(),
        progress);
  }

  /** Of the methods that a bundle may ship, that with the least score over all confidences. */
  private static IntervalMethod best(List<Comparison> candidates) {
    Comparison split = candidates.get(0);
    IntervalMethod best = IntervalMethod.SPLIT;
    double least = Double.POSITIVE_INFINITY;
    for (IntervalMethod method : IntervalMethod.values()) {
      for (Comparison candidate : candidates) {
        if (method.isAdaptiveDefault() && candidate.name().equals(method.label())) {
          double score = candidate.relativeScore(split);
          if (score < least) {
            best = method;
            least = score;
          }
        }
      }
    }
    return best;
  }

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
                    .covariate(Halftime.RATING_DIFFERENCE, weight)
                    .weighting(NeighbourWeighting.gaussian(bandwidth))
                    .aggregation(Aggregation.localLinear()));
          }
        }
        return DejavuForecaster.best(
            candidates, ks.length == 0 ? new int[] {past.size()} : ks, split.validation());
      }

      @Override
      Forecaster refit(Forecaster chosen, List<LabeledPattern> examples) {
        Map<String, String> settings = new TreeMap<>(((DejavuForecaster) chosen).settings());
        settings.computeIfPresent(
            "k", (name, k) -> String.valueOf(Math.min(Integer.parseInt(k), examples.size())));
        return DejavuForecaster.builder(PatternDatabase.of(examples)).settings(settings).build();
      }
    },

    LSTM {
      @Override
      Forecaster choose(Split split, Course course) {
        AtomicInteger epochs = new AtomicInteger();
        Consumer<TrainingEpoch> listener =
            epoch ->
                course.progress.show(
                    "training lstm",
                    (double) epochs.incrementAndGet() / (EPOCHS * NETWORKS.size()));
        List<TrainedLstm> trained =
            NETWORKS.parallelStream()
                .map(network -> network.trainer(course.seed).listener(listener).build())
                .map(trainer -> trainer.train(split.train(), split.validation()))
                .toList();
        LstmForecaster best = null;
        double least = Double.POSITIVE_INFINITY;
        for (TrainedLstm candidate : trained) {
          LstmForecaster forecaster = LstmForecaster.of(candidate.weights());
          double error = mae(forecaster, split.validation());
          if (best == null || error < least) {
            best = forecaster;
            least = error;
            course.curve = candidate.epochs();
          }
        }
        return Objects.requireNonNull(best);
      }

      /** The epochs are counted on the validation part, so the network stays as it is. */
      @Override
      Forecaster refit(Forecaster chosen, List<LabeledPattern> examples) {
        return chosen;
      }
    },

    LINEAR {
      @Override
      Forecaster choose(Split split, Course course) {
        LinearForecaster best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double ridge : RIDGES) {
          LinearForecaster candidate = LinearForecaster.fit(split.train(), ridge, COVARIATES);
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
        return LinearForecaster.fit(examples, ((LinearForecaster) chosen).ridge(), COVARIATES);
      }
    };

    private static final TreeSet<String> COVARIATES =
        new TreeSet<>(List.of(Halftime.RATING_DIFFERENCE));

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Fits on the training part the options that do best on the validation part. */
    abstract Forecaster choose(Split split, Course course);

    /** Fits the same options on other examples. */
    abstract Forecaster refit(Forecaster chosen, List<LabeledPattern> examples);
  }

  private static double mae(Forecaster forecaster, List<LabeledPattern> examples) {
    double[] points =
        forecaster.forecastAll(examples.stream().map(LabeledPattern::pattern).toList()).stream()
            .mapToDouble(Forecast::point)
            .toArray();
    return Metrics.mae(points, examples.stream().mapToDouble(LabeledPattern::target).toArray());
  }

  /** Root mean squared error of each step: how the band for the path widens. */
  private static double[] stepDeviations(Forecaster forecaster, List<LabeledPattern> examples) {
    List<Forecast> forecasts =
        forecaster.forecastAll(examples.stream().map(LabeledPattern::pattern).toList());
    double[] deviations = new double[forecaster.shape().horizon()];
    for (int step = 0; step < deviations.length; step++) {
      double squares = 0;
      for (int i = 0; i < forecasts.size(); i++) {
        double error = examples.get(i).outcome(step) - forecasts.get(i).step(step);
        squares += error * error;
      }
      deviations[step] = Math.sqrt(squares / forecasts.size());
    }
    return deviations;
  }
}
