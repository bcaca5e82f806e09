package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * The scores of every channel.
 *
 * @param signed errors over difficulties, one a step
 * @param absolute their absolute values, one a step; empty where tails are equal
 * @param band the largest over the steps
 */
record ScoreSets(
    Settings settings, List<Channel> channels, Scores[] signed, Scores[] absolute, Scores band) {
  static ScoreSets of(Settings settings, double[][] errors, double[] own) {
    int horizon = settings.horizon();
    Scores[] signed = new Scores[horizon];
    Scores[] absolute = absolute(settings);
    double[] largest = new double[own.length];
    for (int step = 0; step < horizon; step++) {
      double[] sizes = new double[own.length];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.abs(errors[step][i]);
        largest[i] = Math.max(largest[i], sizes[i] / settings.stepScales().of(step));
      }
      signed[step] = scores(settings, errors[step], own);
      if (step < absolute.length) {
        absolute[step] = scores(settings, sizes, own);
      }
    }
    return new ScoreSets(
        settings, channels(settings), signed, absolute, scores(settings, largest, own));
  }

  private static List<Channel> channels(Settings settings) {
    return Channel.all(settings.tails(), settings.horizon());
  }

  private static Scores[] absolute(Settings settings) {
    return new Scores[settings.tails() == Tails.SYMMETRIC ? settings.horizon() : 0];
  }

  private static Scores scores(Settings settings, double[] values, double[] own) {
    return Scores.of(settings.weighting(), settings.window(), values, own);
  }

  int size() {
    return band.size();
  }

  /** The scores that a channel is a side of. */
  Scores scores(Channel channel) {
    return switch (channel.part()) {
      case BAND -> band;
      case BOTH_ENDS -> absolute[channel.step()];
      case UPPER_END, LOWER_END -> signed[channel.step()];
    };
  }

  Side side(Channel channel) {
    return channel.side(scores(channel));
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
      if (step < absolute.length) {
        nextAbsolute[step] = absolute[step].with(Math.abs(error), outcome.weight());
      }
    }
    Scores nextBand = band.with(settings.stepScales().largest(outcome.errors()), outcome.weight());
    return new ScoreSets(settings, channels, nextSigned, nextAbsolute, nextBand);
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
    Scores[] absolute = absolute(settings);
    Arrays.setAll(signed, step -> Scores.read(in, settings.weighting(), settings.window()));
    Arrays.setAll(absolute, step -> Scores.read(in, settings.weighting(), settings.window()));
    Scores band = Scores.read(in, settings.weighting(), settings.window());
    for (int step = 0; step < signed.length; step++) {
      Checks.length(band.size(), signed[step].size(), "scores of step " + step);
      if (step < absolute.length) {
        Checks.length(band.size(), absolute[step].size(), "absolute scores of step " + step);
      }
    }
    return new ScoreSets(settings, channels(settings), signed, absolute, band);
  }
}
