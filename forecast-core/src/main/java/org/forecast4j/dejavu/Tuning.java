package org.forecast4j.dejavu;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.forecast4j.Aim;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.Checks;

/** Settings and numbers of neighbours, each with its errors on later examples. */
final class Tuning {
  private final List<Trial> trials = new ArrayList<>();

  /**
   * What settings with one number of neighbours did.
   *
   * @param errors the sum of the absolute errors that count, by example
   */
  private record Trial(DejavuForecaster.Builder settings, int k, double[] errors, double mean) {
    static Trial of(DejavuForecaster.Builder settings, int k, double[] errors) {
      return new Trial(settings, k, errors, Arrays.stream(errors).sum() / errors.length);
    }

    /** Whether it errs more than another one by no more than chance could explain. */
    boolean isWithin(double standardErrors, Trial least) {
      int n = errors.length;
      double gap = mean - least.mean;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        double deviation = errors[i] - least.errors[i] - gap;
        squares += deviation * deviation;
      }
      return gap <= 0 || gap <= standardErrors * Math.sqrt(squares / (n - 1) / n);
    }
  }

  private Tuning() {}

  /** Tries all settings with all numbers of neighbours, searching once a setting. */
  static Tuning of(
      List<DejavuForecaster.Builder> candidates,
      int[] ks,
      List<LabeledPattern> validation,
      Aim aim) {
    Checks.atLeast(1, candidates.size(), "number of candidates");
    Checks.atLeast(1, ks.length, "number of Ks");
    Checks.atLeast(1, validation.size(), "number of validation examples");
    List<LabeledPattern> later = laterThanAll(candidates, validation);
    int largest = Arrays.stream(ks).max().orElseThrow();
    Tuning tuning = new Tuning();
    for (DejavuForecaster.Builder candidate : candidates) {
      for (int k : ks) {
        candidate.requireK(k);
      }
      double[][] errors = candidate.build(largest).errors(ks, later, aim);
      for (int i = 0; i < ks.length; i++) {
        tuning.trials.add(Trial.of(candidate, ks[i], errors[i]));
      }
    }
    return tuning;
  }

  private static List<LabeledPattern> laterThanAll(
      List<DejavuForecaster.Builder> candidates, List<LabeledPattern> validation) {
    Instant known =
        candidates.stream()
            .map(DejavuForecaster.Builder::lastKnown)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    List<LabeledPattern> later =
        validation.stream().filter(example -> !example.moment().isBefore(known)).toList();
    if (later.isEmpty()) {
      throw new IllegalArgumentException(
          "each of the "
              + validation.size()
              + " validation examples is of a moment before "
              + known
              + ", when the last outcome in a database is known; expected later ones");
    }
    return later;
  }

  /**
   * The fewest neighbours among those whose mean error is at most so many standard errors above the
   * least; of equally many those that err least, of equals the first.
   */
  DejavuForecaster best(double standardErrors) {
    Trial least = trials.stream().min(Comparator.comparingDouble(Trial::mean)).orElseThrow();
    Trial best =
        trials.stream()
            .filter(trial -> trial.isWithin(standardErrors, least))
            .min(Comparator.comparingInt(Trial::k).thenComparingDouble(Trial::mean))
            .orElseThrow();
    return best.settings().build(best.k());
  }
}
