package org.forecast4j.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.forecast4j.Aim;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.Difficulty;
import org.forecast4j.conformal.FollowingDifficulty;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.ensemble.OnlineWeights;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Split;
import org.forecast4j.lstm.TrainingEpoch;

/**
 * Makes a calibrated ensemble from a chronological split: options and weights are chosen on the
 * validation part with members fitted on the training part, the method of the intervals on the
 * calibration part; the members are then fitted again on the first two, and the model learns the
 * third game by game, as it would have been served. The test part is not touched.
 *
 * @param split the four parts
 * @param fit the weights and why
 * @param fitted the ensemble before it learned the calibration part
 * @param model the calibrated ensemble, which has learned the calibration part
 * @param early the same kind of model as of the middle of the training part, its intervals
 *     calibrated once on the rest of that part
 * @param difficulty the size of errors that the intervals expected before they learned
 * @param method how the intervals learn
 * @param candidates what the methods did on the calibration part
 * @param curve the course of training the network, empty without one
 */
record Training(
    Split split,
    EnsembleFit fit,
    WeightedEnsemble fitted,
    ConformalWrapper model,
    ConformalWrapper early,
    Difficulty difficulty,
    IntervalMethod method,
    List<Comparison> candidates,
    List<TrainingEpoch> curve) {
  /**
   * Members this close are told apart by noise: over ten seasons before the test part, combining
   * wherever it gained on earlier seasons erred less than holding it to one standard error.
   */
  private static final double GAIN_BAR = 0;

  /**
   * How many outcomes the fitted weights count as, when weights follow outcomes: with so few, the
   * ensemble stayed within .0015 points of the best member in each of three blocks of four seasons
   * before the test part; with 1,000 it lost .0038 where the fit had been misled.
   */
  private static final double PATIENCE = 100;

  static Training of(List<LabeledPattern> examples, List<Member> members, Course course) {
    Split split = Split.chronological(examples);
    List<LabeledPattern> both =
        Stream.concat(split.train().stream(), split.validation().stream()).toList();
    List<Forecaster> chosen = new ArrayList<>();
    List<Forecaster> fitted = new ArrayList<>();
    Progress progress = course.progress();
    for (Member member : members) {
      progress.show("training " + member);
      Forecaster choice = member.choose(split, course);
      chosen.add(choice);
      fitted.add(member.refit(choice, both));
    }
    EnsembleFit fit = WeightedEnsemble.fit(chosen, split.validation(), GAIN_BAR, Aim.LAST_STEP);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(fitted, fit.ensemble().weights())
            .learning(OnlineWeights.mlPoly(fitted.size()), PATIENCE, Aim.LAST_STEP);
    double[] scales = stepDeviations(fit.ensemble(), split.validation());
    Difficulty difficulty =
        FollowingDifficulty.builder(scales)
            .rootOf(Halftime.EXPECTED_TOTAL, Halftime.USUAL_TOTAL)
            .build();
    ConformalWrapper early = early(members, chosen, fit, split.train());
    List<Comparison> candidates =
        Comparison.all(
            fit.ensemble(),
            builder -> builder.difficulty(difficulty),
            split.validation(),
            split.calibration(),
            progress);
    IntervalMethod method = best(candidates);
    AdaptiveConformal.Builder intervals =
        AdaptiveConformal.builder(ensemble)
            .stepScales(scales)
            .difficulty(difficulty)
            .wholeNumbers();
    ConformalWrapper model =
        method.isAdaptiveDefault()
            ? Task.learned(
                method.calibrate(intervals, ensemble, List.of()), split.calibration(), progress)
            : method.calibrate(intervals, ensemble, split.calibration());
    return new Training(
        split, fit, ensemble, model, early, difficulty, method, candidates, course.curve());
  }

  /** The ensemble after it learned the calibration part. */
  WeightedEnsemble learned() {
    return (WeightedEnsemble) model.forecaster();
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
        WeightedEnsemble.of(refitted, fit.ensemble().weights()).frozen(),
        years.stream().filter(game -> !game.date().isBefore(middle)).toList());
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
