package org.forecast4j.conformal;

import java.util.ArrayList;
import java.util.List;
import org.forecast4j.IntervalForecast;
import org.forecast4j.internal.Atoms;

/**
 * One of the things that scores are kept and rules run for: the ends of a step's interval, or the
 * band.
 *
 * @param index its place among all channels
 * @param part what it gives the ends of
 * @param step the step, from 0; 0 for the band
 */
record Channel(int index, Part part, int step) {
  enum Part {
    /** Both ends of a step's interval, from absolute errors. */
    BOTH_ENDS,
    /** The upper end of a step's interval, from signed errors. */
    UPPER_END,
    /** The lower end of a step's interval, from signed errors. */
    LOWER_END,
    /** Both ends at every step. */
    BAND
  }

  /** All channels in their order: of each step, above before below, and the band last. */
  static List<Channel> all(Tails tails, int horizon) {
    List<Channel> all = new ArrayList<>();
    for (int step = 0; step < horizon; step++) {
      if (tails == Tails.SYMMETRIC) {
        all.add(new Channel(all.size(), Part.BOTH_ENDS, step));
      } else {
        all.add(new Channel(all.size(), Part.UPPER_END, step));
        all.add(new Channel(all.size(), Part.LOWER_END, step));
      }
    }
    all.add(new Channel(all.size(), Part.BAND, 0));
    return List.copyOf(all);
  }

  boolean isBand() {
    return part == Part.BAND;
  }

  /** Whether it is for both ends of a step, whose errors have a sign. */
  boolean hasBothEnds() {
    return part == Part.BOTH_ENDS;
  }

  /** The share of misses it may have of the share that the whole interval may have. */
  double level(double level) {
    return part == Part.UPPER_END || part == Part.LOWER_END ? level / 2 : level;
  }

  /** Scores as this channel sees them. */
  Side side(Atoms scores) {
    return new Side(scores, part == Part.LOWER_END);
  }

  /** What errors of all steps add to the scores. */
  double held(double[] errors, StepScales scales) {
    return switch (part) {
      case BAND -> scales.largest(errors);
      case BOTH_ENDS -> Math.abs(errors[step]);
      case UPPER_END, LOWER_END -> errors[step];
    };
  }

  /** How bad errors of all steps are. */
  double score(double[] errors, StepScales scales) {
    double held = held(errors, scales);
    return part == Part.LOWER_END ? -held : held;
  }

  /** Whether what followed a forecast lies beyond its ends. */
  boolean isMissed(IntervalForecast forecast, double[] actual) {
    return switch (part) {
      case BAND -> {
        boolean missed = false;
        for (int i = 0; i < actual.length; i++) {
          missed |= !forecast.band().get(i).contains(actual[i]);
        }
        yield missed;
      }
      case BOTH_ENDS -> !forecast.steps().get(step).contains(actual[step]);
      case UPPER_END -> actual[step] > forecast.steps().get(step).upper();
      case LOWER_END -> actual[step] < forecast.steps().get(step).lower();
    };
  }
}
