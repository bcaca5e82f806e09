package org.forecast4j.series;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * The values of one series in the order of time, with covariates that are known beside them.
 * Immutable and safe for concurrent use.
 */
public final class TimeSeries {
  private final String id;
  private final Timeline timeline;
  private final double[] values;
  private final SortedMap<String, double[]> covariates;

  private TimeSeries(
      String id, Timeline timeline, double[] values, SortedMap<String, double[]> covariates) {
    this.id = id;
    this.timeline = timeline;
    this.values = values;
    this.covariates = covariates;
  }

  /**
   * A series.
   *
   * @param id what it is called
   * @param timeline when its values were observed
   * @param values at least one, none beyond ±{@link org.forecast4j.ValueBounds#MAX_MAGNITUDE}; NaN
   *     is a gap, a value that is not known; all may be gaps
   * @return the series
   * @throws IllegalArgumentException if there is no value, one is not as described, or there are
   *     fewer moments
   */
  public static TimeSeries of(String id, Timeline timeline, double... values) {
    Checks.atLeast(1, values.length, "number of values of series " + id);
    timeline.require(values.length);
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        Checks.value(values[i], "values[" + i + "] of series " + id);
      }
    }
    return new TimeSeries(id, timeline, values.clone(), Collections.emptySortedMap());
  }

  /**
   * A series whose times are 1, 2, 3 and so on.
   *
   * @param id what it is called
   * @param values at least one; NaN is a gap
   * @return the series
   * @throws IllegalArgumentException if there is no value or one is not as described
   */
  public static TimeSeries of(String id, double... values) {
    return of(id, Timeline.counting(1, 1), values);
  }

  /**
   * This series with a covariate.
   *
   * @param name its name
   * @param known one number a value, and as many more as are known of times to come; NaN where it
   *     is not known
   * @return a new series
   * @throws IllegalArgumentException if there are fewer numbers than values, or one is infinite or
   *     too large
   */
  public TimeSeries withCovariate(String name, double... known) {
    Checks.atLeast(values.length, known.length, "number of values of covariate " + name);
    for (int i = 0; i < known.length; i++) {
      if (!Double.isNaN(known[i])) {
        Checks.value(known[i], "covariate " + name + "[" + i + "]");
      }
    }
    SortedMap<String, double[]> extended = new TreeMap<>(covariates);
    extended.put(name, known.clone());
    return new TimeSeries(id, timeline, values, extended);
  }

  /**
   * This series and what followed it.
   *
   * @param following further values; NaN is a gap
   * @return a new series with the same covariates, unknown where there are too few of them
   * @throws IllegalArgumentException if a value is infinite or too large, or the moments are given
   *     one by one and there are too few of them
   */
  public TimeSeries with(double... following) {
    double[] longer = Arrays.copyOf(values, values.length + following.length);
    System.arraycopy(following, 0, longer, values.length, following.length);
    return of(id, timeline, longer).withAll(covariates);
  }

  /**
   * The beginning of this series; covariates stay known.
   *
   * @param length how many values, from 1 to {@link #length()}
   * @return a new series
   * @throws IllegalArgumentException if there are not so many
   */
  public TimeSeries first(int length) {
    Checks.atLeast(1, length, "length");
    Checks.atLeast(length, values.length, "number of values of series " + id);
    return of(id, timeline, Arrays.copyOf(values, length)).withAll(covariates);
  }

  /**
   * This series from its first value on: where the first ones are gaps, it had not begun. Its times
   * and covariates stay beside their values.
   *
   * @return a series that begins with a value; one of nothing but gaps stays as it is
   */
  public TimeSeries begun() {
    int first = 0;
    while (first < values.length && Double.isNaN(values[first])) {
      first++;
    }
    if (first == 0 || first == values.length) {
      return this;
    }
    SortedMap<String, double[]> since = new TreeMap<>();
    for (Map.Entry<String, double[]> each : covariates.entrySet()) {
      double[] known = each.getValue();
      since.put(each.getKey(), Arrays.copyOfRange(known, first, known.length));
    }
    return new TimeSeries(
        id, timeline.from(first), Arrays.copyOfRange(values, first, values.length), since);
  }

  private TimeSeries withAll(Map<String, double[]> known) {
    SortedMap<String, double[]> padded = new TreeMap<>();
    known.forEach(
        (name, column) -> {
          double[] longer = Arrays.copyOf(column, Math.max(column.length, values.length));
          Arrays.fill(longer, column.length, longer.length, Double.NaN);
          padded.put(name, longer);
        });
    return new TimeSeries(id, timeline, values, padded);
  }

  /**
   * What it is called.
   *
   * @return the id
   */
  public String id() {
    return id;
  }

  /**
   * When its values were observed.
   *
   * @return the timeline
   */
  public Timeline timeline() {
    return timeline;
  }

  /**
   * How many values there are, gaps counted.
   *
   * @return at least 1
   */
  public int length() {
    return values.length;
  }

  /**
   * One value.
   *
   * @param index from 0, the oldest
   * @return the value, NaN if it is not known
   * @throws IndexOutOfBoundsException if there is no such place
   */
  public double value(int index) {
    return values[index];
  }

  /**
   * All values.
   *
   * @return a copy; NaN is a gap
   */
  public double[] values() {
    return values.clone();
  }

  /**
   * Its covariates.
   *
   * @return their names, in order
   */
  public Set<String> covariates() {
    return Collections.unmodifiableSet(covariates.keySet());
  }

  /**
   * One value of a covariate.
   *
   * @param name the covariate
   * @param index a place, which may lie after the last value
   * @return NaN if it is not known
   * @throws IllegalArgumentException if the series has no such covariate
   */
  public double covariate(String name, int index) {
    double[] known = covariates.get(name);
    if (known == null) {
      throw new IllegalArgumentException(
          "series " + id + " has the covariates " + covariates.keySet() + "; expected " + name);
    }
    return index < known.length ? known[index] : Double.NaN;
  }

  /** How many of the values in a range are no gaps. */
  int known(int from, int to) {
    int known = 0;
    for (int i = from; i < to; i++) {
      known += Double.isNaN(values[i]) ? 0 : 1;
    }
    return known;
  }

  void write(BinaryWriter out) {
    out.putString(id).putDoubles(values);
    timeline.write(out);
    out.putInt(covariates.size());
    covariates.forEach((name, known) -> out.putString(name).putDoubles(known));
  }

  /** Reads a series that is to go on for a horizon. */
  static TimeSeries read(BinaryReader in, int horizon) {
    String id = in.getString();
    double[] values = in.getDoubles();
    TimeSeries series = of(id, Timeline.read(in, (long) values.length + horizon), values);
    for (int i = in.getInt(0, Integer.MAX_VALUE, "number of covariates"); i > 0; i--) {
      series = series.withCovariate(in.getString(), in.getDoubles());
    }
    return series;
  }

  boolean hasValue() {
    return known(0, values.length) > 0;
  }

  /** How many places have a value or a covariate. */
  int places() {
    return covariates.values().stream()
        .mapToInt(known -> known.length)
        .reduce(values.length, Math::max);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeSeries that
        && id.equals(that.id)
        && timeline.equals(that.timeline)
        && Arrays.equals(values, that.values)
        && covariates.keySet().equals(that.covariates.keySet())
        && covariates.entrySet().stream()
            .allMatch(each -> Arrays.equals(each.getValue(), that.covariates.get(each.getKey())));
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return id + ", " + values.length + " values from " + timeline;
  }
}
