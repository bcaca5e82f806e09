package org.forecast4j.cli;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;

/** Counts the intervals that an evaluation asks of its models, to show how far it has come. */
final class Watch {
  private final Progress progress;
  private final String what;
  private final long each;
  private final AtomicLong expected = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();

  /** Of models that are each asked for an interval of each example at each confidence. */
  Watch(Progress progress, String what, int examples, int confidences) {
    this.progress = progress;
    this.what = what;
    each = (long) examples * confidences;
  }

  /** The same model, seen. */
  ConformalWrapper over(ConformalWrapper model) {
    expected.addAndGet(each);
    return new Watched(model);
  }

  private final class Watched implements ConformalWrapper {
    private final ConformalWrapper model;

    Watched(ConformalWrapper model) {
      this.model = model;
    }

    @Override
    public Forecaster forecaster() {
      return model.forecaster();
    }

    @Override
    public IntervalForecast intervals(Pattern pattern, Forecast forecast, double confidence) {
      progress.show(what, asked.incrementAndGet(), expected.get(), "intervals");
      return model.intervals(pattern, forecast, confidence);
    }

    @Override
    public Optional<PredictiveDistribution> distribution(
        Pattern pattern, Forecast forecast, int step) {
      return model.distribution(pattern, forecast, step);
    }

    @Override
    public OptionalDouble cdf(Pattern pattern, Forecast forecast, int step, double value) {
      return model.cdf(pattern, forecast, step, value);
    }

    @Override
    public ConformalWrapper observe(IntervalForecast forecast, double... actual) {
      return new Watched(model.observe(forecast, actual));
    }

    @Override
    public ConformalWrapper frozen() {
      return new Watched(model.frozen());
    }

    @Override
    public int calibrationSize() {
      return model.calibrationSize();
    }
  }
}
