package org.forecast4j.conformal;

import java.util.Arrays;
import org.forecast4j.Forecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/** What tells one case from another: functions of the caller's, which are not saved. */
record Conditions(int horizon, @Nullable Difficulty difficulty, @Nullable Category category) {
  private static final String ONLY_CATEGORY = "";

  String category(Pattern pattern, Forecast forecast) {
    return category == null ? ONLY_CATEGORY : category.of(pattern, forecast);
  }

  double[] difficulties(Pattern pattern, Forecast forecast) {
    if (difficulty == null) {
      double[] ones = new double[horizon];
      Arrays.fill(ones, 1);
      return ones;
    }
    double[] difficulties = difficulty.of(pattern, forecast).clone();
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

  /** Writes which functions there are. */
  void write(BinaryWriter out) {
    out.putInt(difficulty == null ? 0 : 1).putInt(category == null ? 0 : 1);
  }

  /** Refuses to go on where other functions were saved than these. */
  void requireSaved(BinaryReader in) {
    requireSame("difficulty", in.getInt(0, 1, "difficulty") == 1, difficulty != null);
    requireSame("category", in.getInt(0, 1, "category") == 1, category != null);
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
