package org.forecast4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;

/**
 * How the time of embedded calls grows with what they work on. Prints a line for each measurement:
 * what, how much of it, and microseconds a call; the median of groups of calls, one thread.
 */
final class Growth {
  private static final int INPUT = 18;
  private static final int HORIZON = 6;
  private static final int K = 500;
  private static final int GROUPS = 15;
  private static final long GROUP_NANOS = 100_000_000;

  private Growth() {}

  /**
   * Measures.
   *
   * @param args the folder of the shipped bundle, the largest database, and a folder to map the
   *     databases from; or that of the bundle alone, to measure nothing but batches of 1,000
   */
  public static void main(String[] args) throws Exception {
    ForecastBundle bundle = ForecastBundle.load(Path.of(args[0]));
    if (args.length == 1) {
      batch(bundle);
      return;
    }
    embedded(bundle);
    for (int horizon = HORIZON; horizon <= 64 * HORIZON; horizon *= 4) {
      horizon(horizon);
    }
    for (int outcomes = 1_000; outcomes <= 1_000_000; outcomes *= 10) {
      outcomes(outcomes);
    }
    for (int size = 10_000; size <= Integer.parseInt(args[1]); size *= 10) {
      search(Path.of(args[2]), size);
    }
  }

  private static void embedded(ForecastBundle bundle) {
    List<Pattern> queries = patterns(1_000, HORIZON, 3);
    ConformalWrapper wrapper = bundle.conformal();
    measure("plain", 1, i -> wrapper.forecast(queries.get(i % queries.size()), 0.9));
    measure("explained", 1, i -> wrapper.explain(queries.get(i % queries.size()), 0.9));
    // As an explanation does, but without the analogs: a member without weight is not run else.
    WeightedEnsemble every = ((WeightedEnsemble) wrapper.forecaster()).runningEveryMember();
    measure(
        "plain-of-every-member",
        1,
        i -> {
          Pattern query = queries.get(i % queries.size());
          Objects.requireNonNull(wrapper.intervals(query, every.forecast(query), 0.9));
        });
  }

  private static void batch(ForecastBundle bundle) {
    List<Pattern> queries = patterns(1_000, HORIZON, 3);
    ConformalWrapper wrapper = bundle.conformal();
    measure(
        "batch",
        queries.size(),
        i -> {
          List<Forecast> made = wrapper.forecaster().forecastAll(queries);
          for (int row = 0; row < made.size(); row++) {
            IntervalForecast one = wrapper.intervals(queries.get(row), made.get(row), 0.9);
            Objects.requireNonNull(one);
          }
        });
  }

  private static void horizon(int horizon) {
    Shape shape = new Shape(INPUT, horizon);
    List<Pattern> queries = patterns(1_000, horizon, 3);
    LinearForecaster linear = LinearForecaster.fit(Examples.randomWalks(2_000, shape, 1), 1e-3);
    measure("horizon", horizon, i -> linear.forecast(queries.get(i % queries.size())));
  }

  private static void outcomes(int count) {
    Shape shape = new Shape(INPUT, HORIZON);
    AdaptiveConformal calibrated =
        AdaptiveConformal.builder(new Persistence(shape))
            .calibrate(Examples.randomWalks(count, shape, 1));
    List<LabeledPattern> later = Examples.randomWalks(1_000, shape, 2);
    List<IntervalForecast> issued = new ArrayList<>();
    later.forEach(one -> issued.add(calibrated.forecast(one.pattern(), 0.9)));
    AtomicReference<AdaptiveConformal> learned = new AtomicReference<>(calibrated);
    measure(
        "outcomes",
        count,
        i -> {
          int row = i % later.size();
          learned.set(learned.get().observe(issued.get(row), later.get(row).outcome()));
        });
  }

  private static void search(Path folder, int size) throws IOException {
    List<LabeledPattern> past = MappedWalks.of(folder, size, new Shape(INPUT, HORIZON), 1);
    DejavuForecaster dejavu = DejavuForecaster.builder(past).k(K).build();
    List<Pattern> queries = patterns(1_000, HORIZON, 3);
    measure("search", size, i -> dejavu.neighbourhood(queries.get(i % queries.size())));
  }

  private static List<Pattern> patterns(int count, int horizon, long seed) {
    return Examples.randomWalks(count, new Shape(INPUT, horizon), seed).stream()
        .map(LabeledPattern::pattern)
        .toList();
  }

  private static void measure(String what, int size, IntConsumer call) {
    double[] micros = new double[GROUPS];
    int next = 0;
    // The first half warms it.
    for (int group = -GROUPS; group < GROUPS; group++) {
      int calls = 0;
      long start = System.nanoTime();
      do {
        call.accept(next++);
        calls++;
      } while (System.nanoTime() - start < GROUP_NANOS);
      micros[Math.max(0, group)] = (System.nanoTime() - start) / 1e3 / calls;
    }
    Arrays.sort(micros);
    System.out.printf(Locale.ROOT, "%s %d %.3f%n", what, size, micros[GROUPS / 2]);
  }
}
