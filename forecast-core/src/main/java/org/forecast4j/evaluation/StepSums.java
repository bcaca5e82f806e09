package org.forecast4j.evaluation;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Interval;
import org.forecast4j.evaluation.ForecastCase.Prediction;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/** What the measures of some steps of the path are means of. Not thread-safe. */
final class StepSums {
  private final int from;
  private final int to;
  private long n;
  private double absolute;
  private double squares;
  private double errors;
  private double ofBaseline;
  private double scaled;
  private long scaledCount;
  private double percentages;
  private double crps;
  private long crpsCount;
  private final SortedMap<Double, IntervalSums> intervals = new TreeMap<>();

  /** Of the steps from one to before another. */
  StepSums(int from, int to) {
    this.from = from;
    this.to = to;
  }

  void add(ForecastCase one, Prediction prediction, double[] baseline) {
    for (int step = from; step < to; step++) {
      add(one, prediction, baseline, step);
    }
    for (Map.Entry<Double, List<Interval>> given : prediction.steps().entrySet()) {
      IntervalSums sums = intervals.computeIfAbsent(given.getKey(), IntervalSums::new);
      for (int step = from; step < to; step++) {
        sums.add(given.getValue().get(step), one.example().outcome(step));
      }
    }
  }

  private void add(ForecastCase one, Prediction prediction, double[] baseline, int step) {
    double actual = one.example().outcome(step);
    double forecast = prediction.step(step);
    double error = forecast - actual;
    double size = Math.abs(error);
    n++;
    absolute += size;
    squares += error * error;
    errors += error;
    ofBaseline += Math.abs(baseline[step] - actual);
    percentages += Metrics.percentage(forecast, actual);
    if (one.scale() > 0) {
      scaled += size / one.scale();
      scaledCount++;
    }
    if (prediction.hasCrps()) {
      crps += prediction.crps(step);
      crpsCount++;
    }
  }

  void add(StepSums other) {
    n += other.n;
    absolute += other.absolute;
    squares += other.squares;
    errors += other.errors;
    ofBaseline += other.ofBaseline;
    scaled += other.scaled;
    scaledCount += other.scaledCount;
    percentages += other.percentages;
    crps += other.crps;
    crpsCount += other.crpsCount;
    other.intervals.forEach(
        (confidence, sums) -> intervals.computeIfAbsent(confidence, IntervalSums::new).add(sums));
  }

  StepMetrics metrics() {
    SortedMap<Double, IntervalMetrics> measures = new TreeMap<>();
    intervals.forEach((confidence, sums) -> measures.put(confidence, sums.metrics(to - from)));
    double mae = absolute / n;
    return new StepMetrics(
        mae,
        Math.sqrt(squares / n),
        errors / n,
        Bootstrap.skill(mae, ofBaseline / n),
        mean(scaled, scaledCount),
        percentages / n,
        mean(crps, crpsCount),
        measures);
  }

  private static OptionalDouble mean(double sum, long count) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  void write(BinaryWriter out) {
    out.putLong(n).putDouble(absolute).putDouble(squares).putDouble(errors).putDouble(ofBaseline);
    out.putDouble(scaled).putLong(scaledCount).putDouble(percentages);
    out.putDouble(crps).putLong(crpsCount).putInt(intervals.size());
    intervals.forEach(
        (confidence, sums) -> {
          out.putDouble(confidence);
          sums.write(out);
        });
  }

  static StepSums read(BinaryReader in, int from, int to) {
    StepSums sums = new StepSums(from, to);
    sums.n = in.getLong(1, Long.MAX_VALUE, "number of forecasts");
    sums.absolute = in.getDouble();
    sums.squares = in.getDouble();
    sums.errors = in.getDouble();
    sums.ofBaseline = in.getDouble();
    sums.scaled = in.getDouble();
    sums.scaledCount = in.getLong(0, sums.n, "number of scaled errors");
    sums.percentages = in.getDouble();
    sums.crps = in.getDouble();
    sums.crpsCount = in.getLong(0, sums.n, "number of scores");
    for (int i = in.getInt(0, Integer.MAX_VALUE, "number of confidences"); i > 0; i--) {
      double confidence = in.getDouble();
      sums.intervals.put(confidence, IntervalSums.read(in, confidence));
    }
    return sums;
  }
}
