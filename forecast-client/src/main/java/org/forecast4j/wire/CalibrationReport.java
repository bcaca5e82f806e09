package org.forecast4j.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What {@code GET /calibration} answers: how often the intervals covered lately.
 *
 * @param model the model's name
 * @param modelVersion its version
 * @param stateVersion the version of the calibration
 * @param observations how many outcomes were observed since the model was trained
 * @param calibrationSamples how many past errors the intervals rest on
 * @param window over how many latest outcomes the rest is measured
 * @param intervals one entry a confidence
 * @param pit counts of the probability integral transform in ten bins of equal probability
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
        && extra.equals(that.extra);
  }

  @Override
  public int hashCode() {
    return 31 * model.hashCode() + Long.hashCode(stateVersion);
  }
}
