package org.forecast4j.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;

/** A small model that learns, and what to ask it. */
final class Fixtures {
  static final Shape SHAPE = new Shape(5, 2);
  static final int CALIBRATION = 60;
  static final Pattern PATTERN = Pattern.of(1, 2, 4, 3, 5);
  static final double[] OUTCOME = {6, 70};

  private static final List<LabeledPattern> TRAINING = Examples.randomWalks(80, SHAPE, 1);

  private Fixtures() {}

  static ForecastBundle bundle(String version) {
    return bundle(version, LinearForecaster.fit(TRAINING, 1e-3));
  }

  static ForecastBundle bundle(String version, Forecaster forecaster) {
    return ForecastBundle.of(
        new BundleInfo("walks", version, "steps", "made up", 1),
        AdaptiveConformal.builder(forecaster)
            .calibrate(Examples.randomWalks(CALIBRATION, SHAPE, 2)),
        "# Walks\n",
        Map.of("notes.txt", new byte[] {'!'}));
  }

  static Path save(ForecastBundle bundle, Path folder, ForecasterCodec<?>... codecs) {
    try {
      bundle.save(folder, codecs);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ForecastBundle load(Path folder) {
    try {
      return ForecastBundle.load(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many outcomes a saved model has learned since it was calibrated. */
  static int learned(Path folder) {
    return load(folder).conformal().calibrationSize() - CALIBRATION;
  }

  static void observe(ForecastModel model) {
    IntervalForecast forecast = model.forecast(PATTERN, 0.8);
    model.observe(forecast, OUTCOME);
  }
}
