package org.forecast4j.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.evaluation.ForecastCase.Prediction;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/** What an {@link Evaluation} is made of: sums that can be added to. Not thread-safe. */
final class ModelSums {
  private final StepSums[] steps;

  /** Of all steps together; that of the only one if there is no other. */
  private final StepSums path;

  private final DistributionSums distributions;
  private final SortedMap<Double, long[]> bands = new TreeMap<>();
  private final ErrorPairs pairs;
  private long n;

  /**
   * Of no case yet.
   *
   * @param limit of how many examples each has its own part in the interval of the skill
   */
  ModelSums(int horizon, int limit) {
    this(steps(horizon), new StepSums(0, horizon), new DistributionSums(), new ErrorPairs(limit));
  }

  private ModelSums(
      StepSums[] steps, StepSums path, DistributionSums distributions, ErrorPairs pairs) {
    this.steps = steps;
    this.path = path;
    this.distributions = distributions;
    this.pairs = pairs;
  }

  private static StepSums[] steps(int horizon) {
    StepSums[] steps = new StepSums[horizon];
    for (int step = 0; step < horizon; step++) {
      steps[step] = new StepSums(step, step + 1);
    }
    return steps;
  }

  /**
   * Adds a case that has a prediction of the model.
   *
   * @param place before moment and id, the place of the example among all
   */
  void add(String model, ForecastCase one, long place) {
    Prediction prediction = Objects.requireNonNull(one.predictions().get(model));
    double[] baseline = Objects.requireNonNull(one.predictions().get(one.baseline())).path();
    LabeledPattern example = one.example();
    double actual = example.target();
    n++;
    for (StepSums step : steps) {
      step.add(one, prediction, baseline);
    }
    path.add(one, prediction, baseline);
    prediction.distribution().ifPresent(found -> distributions.add(found, actual));
    prediction
        .bands()
        .forEach(
            (confidence, band) -> {
              long[] hitsAndAll = bands.computeIfAbsent(confidence, c -> new long[2]);
              hitsAndAll[0] += contains(band, example) ? 1 : 0;
              hitsAndAll[1]++;
            });
    double ofBaseline = Math.abs(baseline[baseline.length - 1] - actual);
    pairs.add(example, place, Math.abs(prediction.point() - actual), ofBaseline);
  }

  private static boolean contains(List<Interval> band, LabeledPattern example) {
    for (int step = 0; step < band.size(); step++) {
      if (!band.get(step).contains(example.outcome(step))) {
        return false;
      }
    }
    return true;
  }

  int horizon() {
    return steps.length;
  }

  void add(ModelSums other) {
    n += other.n;
    for (int step = 0; step < steps.length; step++) {
      steps[step].add(other.steps[step]);
    }
    path.add(other.path);
    distributions.add(other.distributions);
    other.bands.forEach(
        (confidence, counts) -> {
          long[] hitsAndAll = bands.computeIfAbsent(confidence, c -> new long[2]);
          hitsAndAll[0] += counts[0];
          hitsAndAll[1] += counts[1];
        });
    pairs.add(other.pairs);
  }

  Evaluation evaluation(Bootstrap bootstrap) {
    List<StepMetrics> measures = new ArrayList<>();
    for (StepSums step : steps) {
      measures.add(step.metrics());
    }
    SortedMap<Double, Estimate> shares = new TreeMap<>();
    bands.forEach(
        (confidence, counts) ->
            shares.put(
                confidence,
                Estimate.ofShare(Math.toIntExact(counts[0]), Math.toIntExact(counts[1]))));
    StepMetrics last = measures.get(measures.size() - 1);
    return new Evaluation(
        Math.toIntExact(n),
        last.mae(),
        last.rmse(),
        last.bias(),
        pairs.skill(bootstrap),
        distributions.crps(),
        distributions.wholeCrps(),
        distributions.wholeMedianMae(),
        distributions.pit(),
        last.intervals(),
        measures,
        path.metrics(),
        shares);
  }

  void write(BinaryWriter out) {
    out.putInt(steps.length).putLong(n);
    for (StepSums step : steps) {
      step.write(out);
    }
    path.write(out);
    distributions.write(out);
    out.putInt(bands.size());
    for (Map.Entry<Double, long[]> band : bands.entrySet()) {
      out.putDouble(band.getKey()).putLong(band.getValue()[0]).putLong(band.getValue()[1]);
    }
    pairs.write(out);
  }

  static ModelSums read(BinaryReader in, int limit, int mostSteps) {
    StepSums[] steps = new StepSums[in.getInt(1, mostSteps, "horizon")];
    long n = in.getLong(1, Long.MAX_VALUE, "number of cases");
    for (int step = 0; step < steps.length; step++) {
      steps[step] = StepSums.read(in, step, step + 1);
    }
    StepSums path = StepSums.read(in, 0, steps.length);
    DistributionSums distributions = DistributionSums.read(in);
    SortedMap<Double, long[]> bands = new TreeMap<>();
    for (int i = in.getInt(0, Integer.MAX_VALUE, "number of bands"); i > 0; i--) {
      bands.put(in.getDouble(), new long[] {in.getLong(), in.getLong()});
    }
    ModelSums read = new ModelSums(steps, path, distributions, ErrorPairs.read(in, limit));
    read.n = n;
    read.bands.putAll(bands);
    return read;
  }
}
