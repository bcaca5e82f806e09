package org.forecast4j.server.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.PatternDatabase;

/**
 * Past cases to try a model on, with what followed.
 *
 * @param unseen whether the model was made without them
 * @param cases at most {@value #MOST}, evenly spread over all there are
 */
public record Examples(boolean unseen, List<LabeledPattern> cases) {
  /** More than anybody looks through. */
  static final int MOST = 50;

  /** Copies its argument. */
  public Examples {
    cases = List.copyOf(cases);
  }

  /** Those that came with a bundle, or else some that its forecaster was fitted on. */
  static Examples of(ForecastBundle bundle) {
    try {
      List<LabeledPattern> sample = Halftime.sample(bundle);
      if (!sample.isEmpty()) {
        return new Examples(true, spread(sample));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Forecaster member : bundle.ensemble().members()) {
      if (member instanceof DejavuForecaster dejavu) {
        PatternDatabase past = dejavu.database();
        return new Examples(false, spread(past.examples()));
      }
    }
    return new Examples(false, List.of());
  }

  private static List<LabeledPattern> spread(List<LabeledPattern> all) {
    int count = Math.min(MOST, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
        .toList();
  }
}
