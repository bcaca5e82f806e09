package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * The scores of every channel. Channels are the sides that an interval has an end on: one a step
 * where tails are symmetric; above, then below, for each step where they are equal; the band last.
 *
 * @param signed errors over difficulties, one a step
 * @param absolute their absolute values, one a step; empty where tails are equal
 * @param band the largest over the steps
 */
record ScoreSets(Settings settings, Scores[] signed, Scores[] absolute, Scores band) {
  static ScoreSets of(Settings settings, double[][] errors, double[] own) {
    int horizon = settings.horizon();
    Scores[] signed = new Scores[horizon];
    Scores[] absolute = new Scores[settings.symmetric() ? horizon : 0];
    double[] largest = new double[own.length];
    for (int step = 0; step < horizon; step++) {
      double[] sizes = new double[own.length];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.abs(errors[step][i]);
        largest[i] = Math.max(largest[i], sizes[i] / settings.stepScales()[step]);
      }
      signed[step] = scores(settings, errors[step], own);
      if (settings.symmetric()) {
        absolute[step] = scores(settings, sizes, own);
      }
    }
    return new ScoreSets(settings, signed, absolute, scores(settings, largest, own));
  }

  private static Scores scores(Settings settings, double[] values, double[] own) {
    return Scores.of(settings.weighting(), settings.window(), values, own);
  }

  int size() {
    return band.size();
  }

  int channels() {
    return settings.horizon() * (settings.symmetric() ? 1 : 2) + 1;
  }

  boolean isBand(int channel) {
    return channel == channels() - 1;
  }

  private boolean isBelow(int channel) {
    return !settings.symmetric() && !isBand(channel) && channel % 2 == 1;
  }

  Side side(int channel) {
    if (isBand(channel)) {
      return new Side(band, false);
    }
    return settings.symmetric()
        ? new Side(absolute[channel], false)
        : new Side(signed[channel / 2], isBelow(channel));
  }

  /** The share of misses that a channel may have. */
  double level(int channel, double level) {
    return settings.symmetric() || isBand(channel) ? level : level / 2;
  }

  /** How bad an outcome is on a channel. */
  double score(int channel, Outcome outcome) {
    if (isBand(channel)) {
      return outcome.largest(settings.stepScales());
    }
    if (settings.symmetric()) {
      return Math.abs(outcome.errors()[channel]);
    }
    double error = outcome.errors()[channel / 2];
    return isBelow(channel) ? -error : error;
  }

  /** Whether a channel's rule gives the ends on both sides of the forecast. */
  boolean isTwoSided(int channel) {
    return settings.symmetric() && !isBand(channel);
  }

  /** A channel's radius, finite if the settings say so. */
  double bounded(double radius, int channel) {
    if (!settings.bounded()) {
      return radius;
    }
    if (settings.cap() < Double.POSITIVE_INFINITY) {
      double widest = Arrays.stream(settings.stepScales()).max().orElseThrow();
      return Math.min(radius, isBand(channel) ? settings.cap() / widest : settings.cap());
    }
    return radius == Double.POSITIVE_INFINITY ? side(channel).largest() : radius;
  }

  ScoreSets with(Outcome outcome) {
    if (!settings.learnsScores()) {
      return this;
    }
    Scores[] nextSigned = new Scores[signed.length];
    Scores[] nextAbsolute = new Scores[absolute.length];
    for (int step = 0; step < signed.length; step++) {
      double error = outcome.errors()[step];
      nextSigned[step] = signed[step].with(error, outcome.weight());
      if (settings.symmetric()) {
        nextAbsolute[step] = absolute[step].with(Math.abs(error), outcome.weight());
      }
    }
    Scores nextBand = band.with(outcome.largest(settings.stepScales()), outcome.weight());
    return new ScoreSets(settings, nextSigned, nextAbsolute, nextBand);
  }

  void write(BinaryWriter out) {
    for (Scores scores : signed) {
      scores.write(out);
    }
    for (Scores scores : absolute) {
      scores.write(out);
    }
    band.write(out);
  }

  static ScoreSets read(BinaryReader in, Settings settings) {
    Scores[] signed = new Scores[settings.horizon()];
    Scores[] absolute = new Scores[settings.symmetric() ? settings.horizon() : 0];
    Arrays.setAll(signed, step -> Scores.read(in, settings.weighting(), settings.window()));
    Arrays.setAll(absolute, step -> Scores.read(in, settings.weighting(), settings.window()));
    Scores band = Scores.read(in, settings.weighting(), settings.window());
    for (int step = 0; step < signed.length; step++) {
      Checks.length(band.size(), signed[step].size(), "scores of step " + step);
      if (settings.symmetric()) {
        Checks.length(band.size(), absolute[step].size(), "absolute scores of step " + step);
      }
    }
    return new ScoreSets(settings, signed, absolute, band);
  }
}
