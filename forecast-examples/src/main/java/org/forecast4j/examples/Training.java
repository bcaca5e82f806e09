package org.forecast4j.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.LinearForecaster;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.NeighbourWeighting;
import org.forecast4j.dejavu.PatternDatabase;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Metrics;
import org.forecast4j.evaluation.Split;

/**
 * Makes a calibrated ensemble from a chronological split: options and weights are chosen on the
 * validation part with members fitted on the training part; the members are then fitted again on
 * both, and the intervals calibrated on the third. The test part is not touched.
 *
 * @param split the four parts
 * @param fit the weights and why
 * @param model the calibrated ensemble
 */
record Training(Split split, EnsembleFit fit, SplitConformal model) {
  private static final double[] RIDGES = {1e-4, 1e-3, 1e-2, 1e-1};
  private static final int[] KS = {200, 300, 500, 800, 1200};
  private static final double[] COVARIATE_WEIGHTS = {0.5, 1, 2};
  private static final double[] BANDWIDTHS = {0.5, 1};

  static Training of(List<LabeledPattern> examples, List<Member> members, Progress progress) {
    Split split = Split.chronological(examples);
    List<LabeledPattern> both =
        Stream.concat(split.train().stream(), split.validation().stream()).toList();
    List<Forecaster> chosen = new ArrayList<>();
    List<Forecaster> fitted = new ArrayList<>();
    for (Member member : members) {
      Forecaster choice = member.choose(split);
      chosen.add(choice);
      fitted.add(member.refit(choice, both));
      progress.show(0.8 * chosen.size() / members.size());
    }
    EnsembleFit fit = WeightedEnsemble.fit(chosen, split.validation());
    WeightedEnsemble ensemble = WeightedEnsemble.of(fitted, fit.ensemble().weights());
    progress.show(0.9);
    double[] scales = stepDeviations(fit.ensemble(), split.validation());
    SplitConformal model =
        SplitConformal.calibrate(ensemble, split.calibration(), Tails.SYMMETRIC, scales);
    return new Training(split, fit, model);
  }

  /** A kind of forecaster that can be trained. */
  enum Member {
    DEJAVU {
      @Override
      Forecaster choose(Split split) {
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
        return DejavuForecaster.builder(PatternDatabase.of(examples))
            .settings(((DejavuForecaster) chosen).settings())
            .build();
      }
    },

    LINEAR {
      @Override
      Forecaster choose(Split split) {
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
    abstract Forecaster choose(Split split);

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
