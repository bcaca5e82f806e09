package org.forecast4j.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.forecast4j.Component;
import org.forecast4j.Interval;
import org.forecast4j.internal.CsvReader;
import org.forecast4j.internal.CsvWriter;
import org.forecast4j.internal.OutputFile;
import org.forecast4j.internal.Text;
import org.forecast4j.plot.FanChart;
import org.forecast4j.series.Panel;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;

/**
 * Forecasts of a panel as they are written, printed and drawn.
 *
 * @param panel the series, with what followed where that is known
 * @param confidences the first is that of the columns {@code lower} and {@code upper}
 */
record SeriesTable(
    Panel panel,
    List<SeriesForecast> forecasts,
    Map<String, String> skipped,
    double[] confidences) {
  private static final List<String> FIRST_COLUMNS =
      List.of("id", "time", "step", "forecast", "lower", "upper");
  private static final int SHOWN = 10;
  private static final int MOST_PICTURES = 50;

  static OutputFile output(Path file) {
    return new OutputFile(
        file, "table of forecasts", earlier -> CsvReader.isTableOf(earlier, FIRST_COLUMNS));
  }

  void write(Path file) throws IOException {
    output(file).write(CsvWriter.bytes(csv(), file));
  }

  private String csv() {
    StringBuilder text = new StringBuilder();
    CsvWriter csv = new CsvWriter(text);
    List<String> header = new ArrayList<>(FIRST_COLUMNS);
    for (int i = 1; i < confidences.length; i++) {
      header.add("lower_" + confidences[i]);
      header.add("upper_" + confidences[i]);
    }
    csv.row(header);
    for (SeriesForecast forecast : forecasts) {
      for (int step = 0; step < forecast.forecast().horizon(); step++) {
        csv.row(cells(forecast, step));
      }
    }
    return text.toString();
  }

  private List<String> cells(SeriesForecast forecast, int step) {
    List<String> cells = new ArrayList<>();
    cells.add(forecast.series().id());
    cells.add(forecast.time(step));
    cells.add(Integer.toString(step + 1));
    cells.add(Double.toString(forecast.step(step)));
    for (double confidence : confidences) {
      Interval interval = forecast.interval(step, confidence);
      cells.add(interval.isFinite() ? Double.toString(interval.lower()) : "");
      cells.add(interval.isFinite() ? Double.toString(interval.upper()) : "");
    }
    return cells;
  }

  /** A picture for each of the first series, named by place and id. */
  void draw(PlotOption plot, String time, String value) throws IOException {
    for (int i = 0; i < Math.min(MOST_PICTURES, forecasts.size()); i++) {
      SeriesForecast forecast = forecasts.get(i);
      TimeSeries series = forecast.series();
      TimeSeries whole = panel.series(series.id()).begun();
      FanChart.Builder chart =
          FanChart.builder(forecast).axes(time, value).confidences(confidences);
      if (whole.length() > series.length()) {
        int end = Math.min(whole.length(), series.length() + forecast.forecast().horizon());
        chart.actual(Arrays.copyOfRange(whole.values(), series.length(), end));
      }
      String name = series.id().replaceAll("[^A-Za-z0-9._-]", "_");
      plot.draw(chart.build(), String.format(Locale.ROOT, "%02d-%.60s", i + 1, name));
    }
  }

  ObjectNode json(Map<String, Double> weights) {
    ObjectNode root = Json.object();
    root.put("series", forecasts.size());
    ObjectNode weightNode = root.putObject("weights");
    weights.forEach((model, weight) -> Json.put(weightNode, model, weight));
    ArrayNode array = root.putArray("forecasts");
    forecasts.forEach(forecast -> addTo(array.addObject(), forecast));
    putSkipped(root, skipped);
    return root;
  }

  private void addTo(ObjectNode node, SeriesForecast forecast) {
    int horizon = forecast.forecast().horizon();
    node.put("id", forecast.series().id());
    ArrayNode times = node.putArray("times");
    ArrayNode path = node.putArray("forecast");
    for (int step = 0; step < horizon; step++) {
      times.add(forecast.time(step));
      path.add(forecast.step(step));
    }
    ObjectNode intervals = node.putObject("intervals");
    for (double confidence : confidences) {
      ArrayNode steps = intervals.putArray(String.valueOf(confidence));
      for (int step = 0; step < horizon; step++) {
        Interval interval = forecast.interval(step, confidence);
        ObjectNode ends = steps.addObject();
        Json.put(ends, "lower", interval.lower());
        Json.put(ends, "upper", interval.upper());
      }
    }
    ObjectNode members = node.putObject("members");
    for (Component member : forecast.forecast().components()) {
      ArrayNode said = members.putArray(member.name());
      for (double value : member.path()) {
        said.add(value);
      }
    }
  }

  static void putSkipped(ObjectNode root, Map<String, String> skipped) {
    ArrayNode array = root.putArray("skipped");
    skipped.forEach((id, reason) -> array.addObject().put("id", id).put("reason", reason));
  }

  /** The first series, and how many more there are; ends where nobody reads on. */
  void print(PrintWriter out) {
    double confidence = confidences[0];
    for (SeriesForecast forecast : forecasts.subList(0, Math.min(SHOWN, forecasts.size()))) {
      out.println(Text.printable(forecast.series().id()));
      for (int step = 0; step < forecast.forecast().horizon(); step++) {
        if (out.checkError()) {
          return;
        }
        Interval interval = forecast.interval(step, confidence);
        out.printf(
            Locale.ROOT,
            "  %-20s %12.6g   %s %%: %s%n",
            forecast.time(step),
            forecast.step(step),
            Text.percent(confidence),
            interval.isFinite()
                ? String.format(Locale.ROOT, "%.6g to %.6g", interval.lower(), interval.upper())
                : "no bounds, too few past errors");
      }
    }
    if (forecasts.size() > SHOWN) {
      out.printf(
          Locale.ROOT,
          "and %,d more series; --out writes all, --json prints them%n",
          forecasts.size() - SHOWN);
    }
    printSkipped(out, skipped);
  }

  /**
   * Refuses to call it a success if no series is left.
   *
   * @throws IOException if all are skipped, with the first reason
   */
  static void requireAny(int series, Map<String, String> skipped) throws IOException {
    if (series == 0) {
      Map.Entry<String, String> first = skipped.entrySet().iterator().next();
      throw new IOException(
          String.format(
              Locale.ROOT,
              "all series are skipped, %,d of them; the first, '%s', %s",
              skipped.size(),
              Text.excerpt(first.getKey()),
              first.getValue()));
    }
  }

  static void printSkipped(PrintWriter out, Map<String, String> skipped) {
    skipped.forEach(
        (id, reason) -> out.println("skipped " + Text.printable(id) + ": it " + reason));
  }
}
