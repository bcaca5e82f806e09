package org.forecast4j.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code GET /calibration} answers: how often the intervals covered lately, and whether it
 * pays to learn.
 *
 * @param model the model's name
 * @param modelVersion its version
 * @param stateVersion the version of the calibration
 * @param observations how many outcomes were observed since the model was trained
 * @param calibrationSamples how many past errors the intervals rest on
 * @param window over how many latest outcomes the rest is measured
 * @param intervals one entry a confidence
 * @param pit counts of the probability integral transform in ten bins of equal probability
 * @param learning how far the forecasts were off beside those of the trained forecaster that does
 *     not learn; empty for a model that does not learn, and from a server that does not say
 * @param extra fields this version does not know
 */
public record CalibrationReport(
    String model,
    String modelVersion,
    long stateVersion,
    long observations,
    long calibrationSamples,
    long window,
    List<Rolling> intervals,
    double[] pit,
    Optional<Learning> learning,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<CalibrationReport> CODEC =
      WireCodec.of(CalibrationReport::read, CalibrationReport::write);

  private static final WireCodec<Rolling> ROLLING =
      WireCodec.of(
          fields ->
              new Rolling(
                  fields.number("confidence"),
                  fields.integer("n"),
                  fields.number("coverage", Double.NaN),
                  fields.number("mean_width", Double.NaN),
                  fields.number("infinite", Double.NaN)),
          (rolling, out) -> {
            out.field("confidence", rolling.confidence());
            out.field("n", rolling.n());
            out.field("coverage", rolling.coverage());
            out.field("mean_width", rolling.meanWidth());
            out.field("infinite", rolling.infinite());
          });

  /**
   * Coverage at one confidence. NaN, on the wire null, where n is 0.
   *
   * @param confidence the probability asked for
   * @param n how many outcomes it is measured on
   * @param coverage the share of them that lay inside
   * @param meanWidth of the finite intervals
   * @param infinite the share of infinite intervals
   */
  public record Rolling(
      double confidence, long n, double coverage, double meanWidth, double infinite) {}

  private static final WireCodec<Learning> LEARNING =
      WireCodec.of(
          fields ->
              new Learning(
                  fields.integer("n"),
                  fields.number("mae", Double.NaN),
                  fields.number("frozen_mae", Double.NaN),
                  fields.integer("worse_for")),
          (learning, out) -> {
            out.field("n", learning.n());
            out.field("mae", learning.mae());
            out.field("frozen_mae", learning.frozenMae());
            out.field("worse_for", learning.worseFor());
          });

  /**
   * Mean absolute errors of the point forecast over the same latest outcomes. NaN, on the wire
   * null, where n is 0.
   *
   * @param n how many outcomes they are measured on
   * @param mae that of the forecasts that were made
   * @param frozenMae that of what the forecaster as it was trained says of the same patterns
   * @param worseFor after how many outcomes in a row, up to the latest, {@code mae} was above
   *     {@code frozenMae}; not bounded by n
   */
  public record Learning(long n, double mae, double frozenMae, long worseFor) {}

  /** Copies its arguments. */
  public CalibrationReport {
    intervals = List.copyOf(intervals);
    pit = pit.clone();
    extra = JsonFields.copy(extra);
  }

  /**
   * The PIT histogram.
   *
   * @return a copy
   */
  @Override
  public double[] pit() {
    return pit.clone();
  }

  private static CalibrationReport read(JsonFields fields) {
    return new CalibrationReport(
        fields.text("model"),
        fields.text("model_version"),
        fields.integer("state_version"),
        fields.integer("observations"),
        fields.integer("calibration_samples"),
        fields.integer("window"),
        fields.objects("intervals", ROLLING::read),
        fields.numbers("pit"),
        fields.optionalObject("learning", LEARNING::read),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("model", model);
    out.field("model_version", modelVersion);
    out.field("state_version", stateVersion);
    out.field("observations", observations);
    out.field("calibration_samples", calibrationSamples);
    out.field("window", window);
    out.field("intervals", intervals, ROLLING);
    out.field("pit", pit);
    out.field("learning", learning, LEARNING);
    out.extra(extra);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CalibrationReport that
        && model.equals(that.model)
        && modelVersion.equals(that.modelVersion)
        && stateVersion == that.stateVersion
        && observations == that.observations
        && calibrationSamples == that.calibrationSamples
        && window == that.window
        && intervals.equals(that.intervals)
        && Arrays.equals(pit, that.pit)
        && learning.equals(that.learning)
        && extra.equals(that.extra);
  }

  @Override
  public int hashCode() {
    return 31 * model.hashCode() + Long.hashCode(stateVersion);
  }

  /** The model, and a line for each confidence. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(model).append(' ').append(modelVersion);
    text.append(": ").append(observations).append(" outcomes, ");
    text.append(calibrationSamples).append(" errors, the latest ").append(window);
    for (Rolling one : intervals) {
      text.append(
          String.format(
              Locale.ROOT,
              "%n  %s: %.2f %% of %d covered, mean width %.3f, %.1f %% infinite",
              one.confidence(),
              100 * one.coverage(),
              one.n(),
              one.meanWidth(),
              100 * one.infinite()));
    }
    return text.append(String.format("%n  PIT ")).append(Arrays.toString(pit)).toString();
  }
}
