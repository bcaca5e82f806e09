package org.forecast4j.conformal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Pending;

/** The {@link Calibration} of each category. Immutable; successors share what has not changed. */
final class Calibrations {
  private final Conditions conditions;
  private final SortedMap<String, Calibration> byCategory;

  /** Of a category that nothing is known of. */
  private final Calibration empty;

  private Calibrations(
      Conditions conditions, SortedMap<String, Calibration> byCategory, Calibration empty) {
    this.conditions = conditions;
    this.byCategory = byCategory;
    this.empty = empty;
  }

  /** Those of categories by name; nothing is known of any other. */
  private static Calibrations of(
      Settings settings, Conditions conditions, SortedMap<String, Calibration> byCategory) {
    double[][] none = new double[settings.horizon()][0];
    return new Calibrations(conditions, byCategory, Calibration.of(settings, none, new double[0]));
  }

  /** Of examples in the order of time, each of which the conditions learn once it is known. */
  static Calibrations of(
      Settings settings,
      Conditions start,
      List<LabeledPattern> examples,
      List<Forecast> forecasts) {
    List<Pattern> patterns = examples.stream().map(LabeledPattern::pattern).toList();
    double[] own =
        settings
            .weighting()
            .ofCalibration(patterns.stream().mapToDouble(settings.weighting()::of).toArray());
    SortedMap<String, List<Integer>> members = new TreeMap<>();
    double[][] errors = new double[forecasts.size()][];
    Conditions conditions = start;
    Pending pending = new Pending();
    for (int i = 0; i < errors.length; i++) {
      LabeledPattern example = examples.get(i);
      conditions = learned(conditions, pending, example.moment(), examples, forecasts);
      errors[i] = conditions.errors(patterns.get(i), forecasts.get(i), example.outcome());
      String name = conditions.category(patterns.get(i), forecasts.get(i));
      members.computeIfAbsent(name, category -> new ArrayList<>()).add(i);
      // Of those of a day nothing is known but their order.
      pending.add(i, example.isOfDay() ? Instant.MIN : example.known());
    }
    conditions = learned(conditions, pending, Instant.MAX, examples, forecasts);
    return of(settings, conditions, members, errors, own);
  }

  /** Of residuals in the order of their examples, of conditions that do not learn. */
  static Calibrations ofResiduals(
      Settings settings, Conditions conditions, List<Residual> residuals) {
    SortedMap<String, List<Integer>> members = new TreeMap<>();
    double[][] errors = new double[residuals.size()][];
    double[] own = new double[errors.length];
    for (int i = 0; i < errors.length; i++) {
      Residual residual = residuals.get(i);
      errors[i] = residual.errors();
      Checks.length(settings.horizon(), errors[i].length, "errors");
      own[i] = residual.weight();
      members.computeIfAbsent(residual.category(), category -> new ArrayList<>()).add(i);
    }
    return of(settings, conditions, members, errors, settings.weighting().ofCalibration(own));
  }

  private static Calibrations of(
      Settings settings,
      Conditions conditions,
      SortedMap<String, List<Integer>> members,
      double[][] errors,
      double[] own) {
    SortedMap<String, Calibration> byCategory = new TreeMap<>();
    members.forEach((name, who) -> byCategory.put(name, of(settings, errors, own, who)));
    return of(settings, conditions, byCategory);
  }

  private static Conditions learned(
      Conditions start,
      Pending pending,
      Instant moment,
      List<LabeledPattern> examples,
      List<Forecast> forecasts) {
    Conditions conditions = start;
    OptionalInt known = pending.takeKnownAt(moment);
    while (known.isPresent()) {
      int i = known.getAsInt();
      LabeledPattern example = examples.get(i);
      conditions = conditions.observe(example.pattern(), forecasts.get(i), example.outcome());
      known = pending.takeKnownAt(moment);
    }
    return conditions;
  }

  private static Calibration of(
      Settings settings, double[][] errors, double[] own, List<Integer> members) {
    double[][] rows = new double[settings.horizon()][members.size()];
    double[] weights = new double[members.size()];
    for (int i = 0; i < weights.length; i++) {
      int example = members.get(i);
      weights[i] = own[example];
      for (int step = 0; step < rows.length; step++) {
        rows[step][i] = errors[example][step];
      }
    }
    return Calibration.of(settings, rows, weights);
  }

  /** That of a forecast's category. */
  Calibration of(Pattern pattern, Forecast forecast) {
    return byCategory.getOrDefault(conditions.category(pattern, forecast), empty);
  }

  /** What these become with an outcome and conditions that have learned from it. */
  Calibrations with(Pattern pattern, Forecast forecast, Outcome outcome, Conditions learned) {
    SortedMap<String, Calibration> next = new TreeMap<>(byCategory);
    next.put(conditions.category(pattern, forecast), of(pattern, forecast).with(outcome));
    return new Calibrations(learned, next, empty);
  }

  /** The same scores, of conditions that learn no further. */
  Calibrations frozen() {
    Conditions still = conditions.frozen();
    return still.equals(conditions) ? this : new Calibrations(still, byCategory, empty);
  }

  Conditions conditions() {
    return conditions;
  }

  /** The number of scores of each category. */
  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    byCategory.forEach((name, calibration) -> sizes.put(name, calibration.size()));
    return sizes;
  }

  /** How many outcomes would be gone through at most if intervals of a level were asked for. */
  int toReplay(double level) {
    return byCategory.values().stream().mapToInt(one -> one.toReplay(level)).max().orElse(0);
  }

  /** Has every category hold a level, from where earlier calibrations hold it. */
  boolean hold(double level, Calibrations earlier) {
    boolean held = true;
    for (Map.Entry<String, Calibration> one : byCategory.entrySet()) {
      // One that began since goes through its own outcomes.
      Calibration before = earlier.byCategory.getOrDefault(one.getKey(), one.getValue());
      held &= one.getValue().hold(level, before);
    }
    return held;
  }

  void write(BinaryWriter out) {
    out.putInt(byCategory.size());
    byCategory.forEach(
        (name, calibration) -> {
          out.putString(name);
          calibration.write(out);
        });
  }

  /** What was folded for levels that were only asked for. */
  void writeAsked(BinaryWriter out) {
    byCategory.values().forEach(calibration -> calibration.writeAsked(out));
  }

  /** The same, with what {@link #writeAsked} wrote. */
  Calibrations withAsked(BinaryReader in) {
    SortedMap<String, Calibration> same = new TreeMap<>();
    byCategory.forEach((name, calibration) -> same.put(name, calibration.withAsked(in)));
    return new Calibrations(conditions, same, empty);
  }

  static Calibrations read(
      BinaryReader in, Settings settings, Conditions conditions, int maxBytes) {
    SortedMap<String, Calibration> byCategory = new TreeMap<>();
    for (int i = in.getInt(0, maxBytes, "number of categories"); i > 0; i--) {
      byCategory.put(in.getString(), Calibration.read(in, settings, maxBytes));
    }
    return of(settings, conditions, byCategory);
  }
}
