package org.forecast4j.testkit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/** Seeded random examples. */
public final class Examples {
  private Examples() {}

  /** The covariate that {@link #randomWalks} carries. */
  public static final String DRIFT = "drift";

  /**
   * Integer random walks, like a score, one a day from 2000-01-01, whose drift is a covariate: the
   * mean of a step is {@code 0.1·drift}, its deviation 2.
   */
  public static List<LabeledPattern> randomWalks(int count, Shape shape, long seed) {
    Random random = new Random(seed);
    List<LabeledPattern> examples = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double drift = random.nextGaussian() * 3;
      double[] walk = walk(random, shape.inputLength() + shape.horizon(), 0.1 * drift);
      double[] values = java.util.Arrays.copyOf(walk, shape.inputLength());
      double[] outcome = java.util.Arrays.copyOfRange(walk, shape.inputLength(), walk.length);
      examples.add(
          new LabeledPattern(
              "walk-" + i,
              LocalDate.of(2000, 1, 1).plusDays(i),
              Map.of("home", "H" + i % 7, "away", "A" + i % 5),
              Pattern.of(values).with(DRIFT, drift),
              outcome));
    }
    return examples;
  }

  private static double[] walk(Random random, int length, double drift) {
    double[] walk = new double[length];
    double level = 0;
    for (int i = 0; i < length; i++) {
      level += Math.rint(drift + 2 * random.nextGaussian());
      walk[i] = level;
    }
    return walk;
  }
}
