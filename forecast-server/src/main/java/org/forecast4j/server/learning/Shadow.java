package org.forecast4j.server.learning;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.forecast4j.Forecaster;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.wire.CalibrationReport;

/**
 * The forecaster as it was trained, beside the one that learns: how far either was off at the end
 * of the horizon, over the latest outcomes. What learning had forecast is what was told the caller;
 * the trained one is asked about the same pattern, covariates and all. Not thread-safe.
 */
final class Shadow {
  private final Forecaster trained;
  private final Deque<Errors> window;
  private long worseFor;

  /** The absolute errors of one outcome. */
  record Errors(double learning, double frozen) {}

  private Shadow(Forecaster trained, Deque<Errors> window, long worseFor) {
    this.trained = trained;
    this.window = window;
    this.worseFor = worseFor;
  }

  /** The shadow of a forecaster; empty if it does not learn, and so is its own. */
  static Optional<Shadow> of(Forecaster trained) {
    Forecaster frozen = trained.frozen();
    return frozen == trained
        ? Optional.empty()
        : Optional.of(new Shadow(frozen, new ArrayDeque<>(), 0));
  }

  Shadow copy() {
    return new Shadow(trained, new ArrayDeque<>(window), worseFor);
  }

  /** Appends what it has measured. */
  void write(BinaryWriter out) {
    out.putLong(worseFor).putInt(window.size());
    window.forEach(errors -> out.putDouble(errors.learning()).putDouble(errors.frozen()));
  }

  /** The same forecaster, with what {@link #write} wrote. */
  Shadow with(BinaryReader in) {
    long worse = in.getLong(0, Long.MAX_VALUE, "outcomes since it was worse");
    Deque<Errors> measured = new ArrayDeque<>();
    for (int i = in.getInt(0, RollingReport.WINDOW, "number of latest errors"); i > 0; i--) {
      measured.addLast(new Errors(in.getDouble(), in.getDouble()));
    }
    return new Shadow(trained, measured, worse);
  }

  /** Measures an outcome, which takes one forecast. */
  Errors measure(OutcomeRecord outcome) {
    double actual = outcome.actual()[outcome.actual().length - 1];
    double frozen = trained.forecast(outcome.forecast().pattern()).point();
    return new Errors(Math.abs(actual - outcome.forecast().point()), Math.abs(actual - frozen));
  }

  void add(Errors errors) {
    window.addLast(errors);
    if (window.size() > RollingReport.WINDOW) {
      window.removeFirst();
    }
    worseFor = mean(Errors::learning) > mean(Errors::frozen) ? worseFor + 1 : 0;
  }

  /** Summed anew, so that the rounding of what has left the window leaves, too. */
  private double mean(ToDoubleFunction<Errors> which) {
    double sum = 0;
    for (Errors errors : window) {
      sum += which.applyAsDouble(errors);
    }
    return sum / window.size();
  }

  /** What it comes to; NaN of no outcome. */
  CalibrationReport.Learning report() {
    return new CalibrationReport.Learning(
        window.size(), mean(Errors::learning), mean(Errors::frozen), worseFor);
  }
}
