package org.forecast4j.server.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * A forecast as it was issued and what really followed: all that learning needs.
 *
 * @param id what the outcome is known by
 * @param forecast the forecast, without its explanation
 * @param actual the values that followed, one a step
 */
public record OutcomeRecord(String id, IntervalForecast forecast, double[] actual) implements Fact {
  private static final String KIND = "outcome";
  private static final int MAX_COVARIATES = 1000;

  public OutcomeRecord {
    forecast = bare(forecast);
    actual = actual.clone();
  }

  /** Whether values are equal as numbers: 0 and -0 are. */
  public static boolean areSame(double[] a, double[] b) {
    return a.length == b.length && IntStream.range(0, a.length).allMatch(i -> a[i] == b[i]);
  }

  /** Of the pattern and what followed it, as numbers: the 32 bytes of each outcome add up. */
  @Override
  public Object values() {
    return Fingerprint.of(forecast.pattern().values(), actual);
  }

  @Override
  public String contradiction(Object known) {
    return "id is '"
        + id
        + "', which was observed with another pattern or other values than "
        + Arrays.toString(actual)
        + "; expected the same ones or a new id";
  }

  /** Without components and analogs, which take most of the memory and teach nothing. */
  public static IntervalForecast bare(IntervalForecast forecast) {
    return new IntervalForecast(
        forecast.pattern(),
        Forecast.of(forecast.forecast().path()),
        forecast.confidence(),
        forecast.steps(),
        forecast.band());
  }

  @Override
  public double[] actual() {
    return actual.clone();
  }

  @Override
  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(KIND, 1).putString(id);
    put(out, forecast);
    return out.putDoubles(actual).toBytes();
  }

  /** Appends a forecast without its explanation. */
  public static void put(BinaryWriter out, IntervalForecast forecast) {
    put(out, forecast.pattern());
    out.putDoubles(forecast.forecast().path()).putDouble(forecast.confidence());
    put(out, forecast.steps());
    put(out, forecast.band());
  }

  /** Appends a pattern. */
  public static void put(BinaryWriter out, Pattern pattern) {
    out.putDoubles(pattern.values());
    Map<String, Double> covariates = pattern.covariates();
    out.putInt(covariates.size());
    covariates.forEach((name, value) -> out.putString(name).putDouble(value));
  }

  private static void put(BinaryWriter out, List<Interval> intervals) {
    out.putDoubles(intervals.stream().mapToDouble(Interval::lower).toArray());
    out.putDoubles(intervals.stream().mapToDouble(Interval::upper).toArray());
  }

  /**
   * Restores a record to the bit.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  static OutcomeRecord fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    String id = in.getString();
    IntervalForecast forecast = getForecast(in);
    double[] actual = in.getDoubles(forecast.forecast().horizon(), "actual");
    in.end();
    return new OutcomeRecord(id, forecast, actual);
  }

  /**
   * Reads what {@link #put(BinaryWriter, IntervalForecast)} wrote.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  public static IntervalForecast getForecast(BinaryReader in) {
    double[] values = in.getDoubles();
    Map<String, Double> covariates = new TreeMap<>();
    for (int i = in.getInt(0, MAX_COVARIATES, "number of covariates"); i > 0; i--) {
      covariates.put(in.getString(), in.getDouble());
    }
    Forecast forecast = Forecast.of(in.getDoubles());
    double confidence = in.getDouble();
    List<Interval> steps = intervals(in, forecast.horizon());
    List<Interval> band = intervals(in, forecast.horizon());
    Pattern pattern = new Pattern(values, covariates);
    return new IntervalForecast(pattern, forecast, confidence, steps, band);
  }

  private static List<Interval> intervals(BinaryReader in, int count) {
    double[] lower = in.getDoubles(count, "lower ends");
    double[] upper = in.getDoubles(count, "upper ends");
    List<Interval> intervals = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      intervals.add(new Interval(lower[i], upper[i]));
    }
    return intervals;
  }
}
