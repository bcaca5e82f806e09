package org.forecast4j.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.forecast4j.Forecast;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.Weighting;
import org.forecast4j.testkit.Examples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What intervals of six steps and their band cost beside the forecast they are put around, by how
 * many scores are held: an interval, a distribution's probability, an outcome observed, and the
 * first interval at a confidence that no outcome was observed at, after 200 outcomes.
 */
@State(Scope.Benchmark)
@Fork(1)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IntervalBenchmark {
  private static final Shape SHAPE = new Shape(18, 6);
  private static final int OBSERVED = 200;

  /** How many scores are held. */
  @Param({"1000", "100000"})
  private int scores;

  /** How intervals learn. */
  @Param({"growing", "nexcp", "nexcp-aci", "agaci", "pid"})
  private String method;

  private AdaptiveConformal wrapper;
  private AdaptiveConformal forgetful;
  private Pattern pattern;
  private Forecast forecast;
  private IntervalForecast issued;
  private double[] outcome;

  /** Calibrates and observes. */
  @Setup
  public void calibrate() {
    Persistence persistence = new Persistence(SHAPE);
    AdaptiveConformal.Builder builder = AdaptiveConformal.builder(persistence);
    switch (method) {
      case "nexcp" -> builder.weighting(Weighting.decay(0.999));
      case "nexcp-aci" -> builder.weighting(Weighting.decay(0.999)).online(OnlineRule.aci(0.002));
      case "agaci" -> builder.online(OnlineRule.agAci());
      case "pid" -> builder.online(OnlineRule.pid());
      default -> builder.online(OnlineRule.none());
    }
    wrapper = builder.calibrate(Examples.randomWalks(scores, SHAPE, 1));
    List<LabeledPattern> later = Examples.randomWalks(OBSERVED + 1, SHAPE, 2);
    for (LabeledPattern example : later.subList(0, OBSERVED)) {
      wrapper = wrapper.observe(wrapper.forecast(example.pattern(), 0.95), example.outcome());
    }
    pattern = later.get(OBSERVED).pattern();
    outcome = later.get(OBSERVED).outcome();
    forecast = persistence.forecast(pattern);
    issued = wrapper.intervals(pattern, forecast, 0.95);
    if (!issued.interval().isFinite()) {
      throw new IllegalStateException("the interval is infinite");
    }
  }

  /** Restores what has been asked nothing yet. */
  @Setup(Level.Iteration)
  public void forget() {
    forgetful = AdaptiveConformal.fromBytes(wrapper.forecaster(), wrapper.toBytes());
  }

  /** An interval at a confidence that outcomes were observed at. */
  @Benchmark
  public IntervalForecast interval() {
    return wrapper.intervals(pattern, forecast, 0.95);
  }

  /** The probability of a value above the last. */
  @Benchmark
  public double probability() {
    PredictiveDistribution distribution = wrapper.distribution(pattern, forecast, 5).orElseThrow();
    return distribution.probabilityAbove(forecast.point());
  }

  /** An outcome. */
  @Benchmark
  public AdaptiveConformal observe() {
    return wrapper.observe(issued, outcome);
  }

  /** The first interval at another confidence: of a successor, which has been asked nothing. */
  @Benchmark
  public IntervalForecast observeAndAskAtAnotherConfidence() {
    return forgetful.observe(issued, outcome).intervals(pattern, forecast, 0.8);
  }
}
