package org.forecast4j.ensemble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the members of an ensemble say together.
 *
 * @param toleratesFailures whether members that throw are left out
 */
record Combination(List<Forecaster> members, double[] weights, boolean toleratesFailures) {
  /**
   * The members' answers to a question, combined.
   *
   * @param everyMember whether those of weight 0 are asked, too
   */
  Forecast of(boolean everyMember, Function<Forecaster, Forecast> question) {
    List<Answer> answers = new ArrayList<>(members.size());
    for (int i = 0; i < weights.length; i++) {
      answers.add(isAsked(i, everyMember) ? asked(members.get(i), question) : Answer.NOT_ASKED);
    }
    return combine(answers);
  }

  private boolean isAsked(int member, boolean everyMember) {
    return everyMember || weights[member] > 0;
  }

  /** Their forecasts of patterns, each combined. */
  List<Forecast> ofAll(boolean everyMember, List<Pattern> patterns) {
    List<List<Answer>> byMember = new ArrayList<>(members.size());
    for (int i = 0; i < weights.length; i++) {
      byMember.add(
          isAsked(i, everyMember)
              ? answers(members.get(i), patterns)
              : Collections.nCopies(patterns.size(), Answer.NOT_ASKED));
    }
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    for (int i = 0; i < patterns.size(); i++) {
      int index = i;
      forecasts.add(combine(byMember.stream().map(answers -> answers.get(index)).toList()));
    }
    return List.copyOf(forecasts);
  }

  /** A batch fails as a whole, so what a failing member can answer is asked for one by one. */
  private List<Answer> answers(Forecaster member, List<Pattern> patterns) {
    try {
      return member.forecastAll(patterns).stream()
          .map(forecast -> new Answer(forecast, null))
          .toList();
    } catch (RuntimeException batchFailure) {
      return patterns.stream()
          .map(pattern -> asked(member, each -> each.forecast(pattern)))
          .toList();
    }
  }

  /** What one member says; empty if it fails and that is tolerated. */
  Optional<Forecast> answer(Forecaster member, Function<Forecaster, Forecast> question) {
    return Optional.ofNullable(asked(member, question).forecast());
  }

  private Answer asked(Forecaster member, Function<Forecaster, Forecast> question) {
    try {
      return new Answer(question.apply(member), null);
    } catch (RuntimeException failure) {
      if (toleratesFailures) {
        return new Answer(null, failure);
      }
      throw new IllegalStateException(
          "ensemble member '" + member.name() + "' failed: " + failure.getMessage(), failure);
    }
  }

  /** What a member said, or why it did not; neither if it was not asked. */
  private record Answer(@Nullable Forecast forecast, @Nullable RuntimeException failure) {
    static final Answer NOT_ASKED = new Answer(null, null);
  }

  private Forecast combine(List<Answer> answers) {
    double available = 0;
    Map<String, String> failures = new TreeMap<>();
    for (int i = 0; i < weights.length; i++) {
      RuntimeException failure = answers.get(i).failure();
      if (failure == null) {
        available += weights[i];
      } else {
        failures.put(members.get(i).name(), failure.toString());
      }
    }
    if (available == 0) {
      throw new IllegalStateException("no ensemble member with a weight is left: " + failures);
    }
    double scale = failures.isEmpty() ? 1 : 1 / available;
    double[] path = new double[members.get(0).shape().horizon()];
    List<Component> components = new ArrayList<>(weights.length);
    List<Analog> analogs = List.of();
    for (int i = 0; i < weights.length; i++) {
      Forecast forecast = answers.get(i).forecast();
      if (forecast != null) {
        double weight = weights[i] * scale;
        for (int step = 0; step < path.length; step++) {
          path[step] += weight * forecast.step(step);
        }
        components.add(new Component(members.get(i).name(), weight, forecast.path()));
        analogs = both(analogs, forecast.analogs());
      }
    }
    return new Forecast(path, components, analogs, failures);
  }

  /** Those of one member stay as lazy as they came. */
  private static List<Analog> both(List<Analog> some, List<Analog> more) {
    if (some.isEmpty() || more.isEmpty()) {
      return some.isEmpty() ? more : some;
    }
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
