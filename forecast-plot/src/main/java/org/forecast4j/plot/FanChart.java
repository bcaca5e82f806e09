package org.forecast4j.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.forecast4j.Analog;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Checks;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A forecast: what was observed, the intervals that widen from there, the most similar past cases,
 * and what really happened where that is known. The legend says the numbers of the last step.
 *
 * <p>A past case is moved up or down until it meets the last observed value: what a forecast takes
 * from it is how it went on from there.
 */
public final class FanChart extends Plot {
  /** From the widest interval inwards. */
  private static final Color[] SHADES = {
    new Color(0xDDE8F5), new Color(0xB5CFEA), new Color(0x7FADDB), new Color(0x5B92CC)
  };

  /** Darker than every band, so that it is seen on them without colours too. */
  private static final Color ACTUAL = new Color(0xA63C06);

  private static final Color CASE = new Color(0x8C8C8C);

  private final Builder what;

  private FanChart(Builder what) {
    super(Style.WIDTH, Style.HEIGHT);
    this.what = what;
  }

  /**
   * Begins a picture of the forecast of a pattern, with its five most similar cases. Values are
   * numbered from 1.
   *
   * @param model what forecasts
   * @param pattern what was observed
   * @return a builder
   * @throws IllegalArgumentException if the pattern does not suit the model
   */
  public static Builder builder(ConformalWrapper model, Pattern pattern) {
    Forecast forecast = model.forecaster().explain(pattern);
    return new Builder(
        pattern.values(),
        forecast,
        confidence -> model.intervals(pattern, forecast, confidence).steps(),
        Integer::toString);
  }

  /**
   * Begins a picture of the forecast of a series: its newest 120 values, with their times. It shows
   * no similar cases, which are of other series in other units.
   *
   * @param forecast the forecast
   * @return a builder
   */
  public static Builder builder(SeriesForecast forecast) {
    TimeSeries series = forecast.series();
    int from = Math.max(0, series.length() - Builder.VALUES_SHOWN);
    int horizon = forecast.forecast().horizon();
    return new Builder(
            Arrays.copyOfRange(series.values(), from, series.length()),
            Forecast.of(forecast.forecast().path()),
            confidence ->
                IntStream.range(0, horizon)
                    .mapToObj(step -> forecast.interval(step, confidence))
                    .toList(),
            number -> withoutZone(series.timeline().text(from + number - 1L)))
        .title(series.id())
        .axes("time", "value");
  }

  /** Which all times share; labels with it would be few. */
  private static String withoutZone(String time) {
    return time.replaceFirst("(T[\\d:.]+)(Z|[+-][\\d:]+)(\\[.*])?$", "$1");
  }

  @Override
  void paint(Graphics2D on) {
    XYChart chart = Style.blank(width(), height(), what.title, "", what.valueAxis);
    int length = what.observed.length;
    int horizon = what.forecast.horizon();
    double[] ascending = what.confidences.clone();
    Arrays.sort(ascending);
    for (int i = ascending.length - 1; i >= 0; i--) {
      addBand(chart, ascending[i], SHADES[Math.min(ascending.length - 1 - i, SHADES.length - 1)]);
    }
    addCases(chart);
    if (what.actual != null) {
      double[] actual = what.actual;
      double end = actual[actual.length - 1];
      String name = "what happened" + (Double.isNaN(end) ? "" : ", " + Style.number(end, span()));
      XYSeries line = addPath(chart, name, actual, ACTUAL, 2.5f);
      line.setMarker(SeriesMarkers.CIRCLE);
      line.setMarkerColor(ACTUAL);
      chart.getStyler().setMarkerSize(6);
    }
    String name = "forecast, " + Style.number(what.forecast.point(), span());
    addPath(chart, name, what.forecast.path(), Style.MAIN, 2.5f, Style.DASHED);
    double[] numbers = IntStream.rangeClosed(1, length).asDoubleStream().toArray();
    Style.addLine(chart, "observed", numbers, what.observed, Style.INK, 2.5f);
    new NumberedAxis(what.timeAxis, 1, length + horizon, what.timeText)
        .paint(on, chart, width(), height());
  }

  private void addBand(XYChart chart, double confidence, Color shade) {
    List<Interval> steps = what.intervals.apply(confidence);
    String share = Style.percent(confidence);
    if (!steps.stream().allMatch(Interval::isFinite)) {
      double[] nowhere = {Double.NaN};
      Style.addLine(
          chart,
          share + ": unbounded",
          new double[] {lastKnown() + 1},
          nowhere,
          CASE,
          1,
          Style.DOTTED);
      return;
    }
    Interval last = steps.get(steps.size() - 1);
    String name =
        share
            + ": "
            + Style.number(last.lower(), span())
            + " to "
            + Style.number(last.upper(), span());
    double[] x = placesOfPath(steps.size());
    double[] low = fromLastKnown(steps.stream().mapToDouble(Interval::lower).toArray());
    double[] high = fromLastKnown(steps.stream().mapToDouble(Interval::upper).toArray());
    Style.addArea(chart, name, x, low, high, shade);
  }

  private void addCases(XYChart chart) {
    List<Analog> analogs = what.forecast.analogs();
    int shown = Math.min(what.cases, analogs.size());
    double last = what.observed[lastKnown()];
    for (int i = 0; i < shown; i++) {
      LabeledPattern example = analogs.get(i).example();
      double moved = last - example.pattern().last();
      double[] course =
          DoubleStream.concat(
                  Arrays.stream(example.pattern().values()), Arrays.stream(example.outcome()))
              .map(value -> value + moved)
              .toArray();
      int first = what.observed.length - example.pattern().length() + 1;
      double[] x = IntStream.range(first, first + course.length).asDoubleStream().toArray();
      XYSeries line =
          Style.addLine(
              chart,
              i == 0 ? shown + " similar cases" : "case " + i,
              x,
              course,
              CASE,
              1,
              Style.SOLID);
      line.setShowInLegend(i == 0);
    }
  }

  /** How far apart the values are that the picture shows. */
  private double span() {
    DoubleStream ends =
        Arrays.stream(what.confidences)
            .boxed()
            .flatMap(confidence -> what.intervals.apply(confidence).stream())
            .flatMapToDouble(interval -> DoubleStream.of(interval.lower(), interval.upper()));
    DoubleSummaryStatistics values =
        DoubleStream.concat(DoubleStream.concat(Arrays.stream(what.observed), ends), path())
            .filter(Double::isFinite)
            .summaryStatistics();
    return values.getMax() - values.getMin();
  }

  private DoubleStream path() {
    return Arrays.stream(what.forecast.path());
  }

  private int lastKnown() {
    int last = what.observed.length - 1;
    while (Double.isNaN(what.observed[last])) {
      last--;
    }
    return last;
  }

  private XYSeries addPath(
      XYChart chart, String name, double[] path, Color color, float width, float... dash) {
    return Style.addLine(
        chart, name, placesOfPath(path.length), fromLastKnown(path), color, width, dash);
  }

  private double[] placesOfPath(int steps) {
    double[] places = new double[steps + 1];
    places[0] = lastKnown() + 1.0;
    for (int step = 0; step < steps; step++) {
      places[step + 1] = what.observed.length + step + 1.0;
    }
    return places;
  }

  private double[] fromLastKnown(double[] path) {
    double[] whole = new double[path.length + 1];
    whole[0] = what.observed[lastKnown()];
    System.arraycopy(path, 0, whole, 1, path.length);
    return whole;
  }

  /** What a picture shows. Not safe for concurrent use; the pictures it builds are. */
  public static final class Builder {
    private static final int VALUES_SHOWN = 120;

    private final double[] observed;
    private final Forecast forecast;
    private final DoubleFunction<List<Interval>> intervals;
    private final IntFunction<String> timeText;
    private String title = "Forecast";
    private String timeAxis = "step";
    private String valueAxis = "value";
    private double[] confidences = {0.5, 0.8, 0.95};
    private int cases = 5;
    private double @Nullable [] actual;

    private Builder(
        double[] observed,
        Forecast forecast,
        DoubleFunction<List<Interval>> intervals,
        IntFunction<String> timeText) {
      this.observed = observed;
      this.forecast = forecast;
      this.intervals = intervals;
      this.timeText = timeText;
    }

    private Builder(Builder other) {
      this(other.observed, other.forecast, other.intervals, other.timeText);
      title = other.title;
      timeAxis = other.timeAxis;
      valueAxis = other.valueAxis;
      confidences = other.confidences;
      cases = other.cases;
      actual = other.actual;
    }

    /**
     * Sets the title.
     *
     * @param text what the picture is of
     * @return this builder
     */
    public Builder title(String text) {
      title = text;
      return this;
    }

    /**
     * Names the axes.
     *
     * @param time what passes from value to value, such as a minute
     * @param value what the values are, with their unit
     * @return this builder
     */
    public Builder axes(String time, String value) {
      timeAxis = time;
      valueAxis = value;
      return this;
    }

    /**
     * Sets which intervals to draw.
     *
     * @param each confidences strictly between 0 and 1, each once; 0.5, 0.8 and 0.95 if never set
     * @return this builder
     * @throws IllegalArgumentException if one is not so
     */
    public Builder confidences(double... each) {
      confidences = Checks.confidences(each).clone();
      return this;
    }

    /**
     * Sets how many of the most similar cases to draw, where there are as many.
     *
     * @param most at least 0; 5 if never set
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder similarCases(int most) {
      cases = Checks.atLeast(0, most, "number of similar cases");
      return this;
    }

    /**
     * Sets what really happened.
     *
     * @param values those that followed, from one to as many as were forecast; NaN where unknown
     * @return this builder
     * @throws IllegalArgumentException if there are none or more, or one is infinite
     */
    public Builder actual(double... values) {
      Checks.between(1, values.length, forecast.horizon(), "number of actual values");
      for (double value : values) {
        Checks.value(Double.isNaN(value) ? 0 : value, "actual");
      }
      actual = values.clone();
      return this;
    }

    /**
     * The picture.
     *
     * @return what was set, which later calls do not change
     */
    public FanChart build() {
      return new FanChart(new Builder(this));
    }
  }
}
