package org.forecast4j.conformal;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.forecast4j.Forecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * What tells one case from another: functions of the caller's, which are not saved, and a
 * difficulty that follows, which is.
 */
record Conditions(int horizon, @Nullable Difficulty difficulty, @Nullable Category category) {
  private static final String ONLY_CATEGORY = "";
  private static final int NONE = 0;
  private static final int FUNCTION = 1;
  private static final int FOLLOWING = 2;

  String category(Pattern pattern, Forecast forecast) {
    return category == null
        ? ONLY_CATEGORY
        : of("category", pattern, () -> category.of(pattern, forecast));
  }

  /** What a function of the caller's says; one that stumbles over what is not there is told why. */
  private static <T> T of(String what, Pattern pattern, Supplier<T> function) {
    T value;
    try {
      value = function.get();
    } catch (NullPointerException e) {
      throw new IllegalArgumentException(
          what
              + " failed at a pattern with the covariates "
              + new TreeSet<>(pattern.covariates().keySet())
              + "; expected one that they suffice for",
          e);
    }
    if (value == null) {
      throw new IllegalArgumentException(
          what
              + " of a pattern with the covariates "
              + new TreeSet<>(pattern.covariates().keySet())
              + " is null; expected a value");
    }
    return value;
  }

  double[] difficulties(Pattern pattern, Forecast forecast) {
    if (difficulty == null) {
      double[] ones = new double[horizon];
      Arrays.fill(ones, 1);
      return ones;
    }
    double[] difficulties =
        of("difficulty", pattern, () -> difficulty.of(pattern, forecast)).clone();
    Checks.length(horizon, difficulties.length, "difficulty");
    for (double each : difficulties) {
      Checks.positive(Checks.value(each, "difficulty"), "difficulty");
    }
    return difficulties;
  }

  /** Actual minus forecast over the difficulty. */
  double[] errors(Pattern pattern, Forecast forecast, double[] actual) {
    double[] errors = difficulties(pattern, forecast);
    for (int step = 0; step < horizon; step++) {
      errors[step] = (actual[step] - forecast.step(step)) / errors[step];
    }
    return Checks.values(errors, "error over difficulty");
  }

  /** What these become after an outcome. */
  Conditions observe(Pattern pattern, Forecast forecast, double[] actual) {
    return with(difficulty == null ? null : difficulty.observe(pattern, forecast, actual));
  }

  /** These as they are now, learning no further. */
  Conditions frozen() {
    return with(difficulty == null ? null : difficulty.frozen());
  }

  private Conditions with(@Nullable Difficulty next) {
    return next == difficulty ? this : new Conditions(horizon, next, category);
  }

  boolean areFollowing() {
    return difficulty instanceof FollowingDifficulty;
  }

  /** Writes which functions there are. */
  void write(BinaryWriter out) {
    int kind = difficulty == null ? NONE : areFollowing() ? FOLLOWING : FUNCTION;
    out.putInt(kind).putInt(category == null ? 0 : 1);
    if (difficulty instanceof FollowingDifficulty following) {
      following.write(out);
    }
  }

  /** Completes what was saved; refuses to go on where other functions were saved than these. */
  Conditions restored(BinaryReader in) {
    int kind = in.getInt(NONE, in.version() == 1 ? FUNCTION : FOLLOWING, "difficulty");
    requireSame("difficulty", kind == FUNCTION, difficulty != null);
    requireSame("category", in.getInt(0, 1, "category") == 1, category != null);
    return kind == FOLLOWING
        ? new Conditions(horizon, FollowingDifficulty.read(in, horizon), category)
        : this;
  }

  private static void requireSame(String what, boolean saved, boolean given) {
    if (saved != given) {
      throw new IllegalArgumentException(
          "the wrapper was saved "
              + (saved ? "with a " : "without a ")
              + what
              + "; expected the builder to "
              + (saved ? "give it again, in a bundle with load(folder, restorer)" : "give none"));
    }
  }
}
