package org.forecast4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.forecast4j.Interval;
import org.forecast4j.series.FitListener;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.jspecify.annotations.Nullable;

/**
 * What a task does with a group of series, or with a part of one.
 *
 * @param id the place of the ids
 * @param values the place of the values
 * @param confidences of the intervals
 * @param settings how a panel is fitted
 * @param division which groups are divided
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record PanelTask(
    int id, int values, double[] confidences, SeriesJob.Settings settings, Division division)
    implements Serializable {
  /** Fits a whole group, and forecasts its series. */
  Iterator<Row> forecast(String key, Iterator<Row> rows) {
    return forecast(key, rows, Collections.emptyIterator());
  }

  /**
   * Forecasts the series of a part.
   *
   * @param models the model that was fitted on some series of the group; none if the group is not
   *     divided, and then it is fitted on all
   */
  Iterator<Row> forecast(String key, Iterator<Row> rows, Iterator<Row> models) {
    String group = Division.group(key);
    List<Row> made = new ArrayList<>();
    List<TimeSeries> read = read(group, rows, made);
    if (!read.isEmpty()) {
      made.addAll(
          Attempt.of(() -> forecast(group, Panel.of(read), models))
              .orElse(
                  reason ->
                      read.stream().map(each -> rejected(group, each.id(), reason)).toList()));
    }
    return made.iterator();
  }

  private List<Row> forecast(String group, Panel panel, Iterator<Row> models) {
    List<Row> made = new ArrayList<>();
    PanelModel model =
        models.hasNext() ? restored(models.next()).with(panel) : settings.apply(group).fit(panel);
    model.forecastAll(FitListener.NONE).forEach(each -> made.add(row(group, each)));
    for (Map.Entry<String, String> skipped : model.skipped().entrySet()) {
      made.add(RowFactory.create(group, skipped.getKey(), null, null, skipped.getValue()));
    }
    return made;
  }

  private static Row rejected(String group, @Nullable String id, IllegalArgumentException reason) {
    return RowFactory.create(group, id, null, null, reason.getMessage());
  }

  /** Fits a divided group on the series that were drawn of it: a row for each part of it. */
  Iterator<Row> fit(String group, Iterator<Row> drawn) {
    List<TimeSeries> read = read(group, drawn, new ArrayList<>());
    if (read.isEmpty()) {
      return Collections.emptyIterator();
    }
    Attempt<PanelModel> model = Attempt.of(() -> settings.apply(group).fit(Panel.of(read)));
    Row sent =
        model.then(PanelTask::sent).orElse(e -> RowFactory.create(null, null, e.getMessage()));
    List<Row> made = new ArrayList<>();
    for (long part = 0; part < division.parts(group); part++) {
      made.add(RowFactory.create(Division.key(part, group), sent.get(0), sent.get(1), sent.get(2)));
    }
    return made.iterator();
  }

  private static Row sent(PanelModel model) {
    try {
      Map<String, byte[]> files = FolderBytes.of(model::save);
      return RowFactory.create(
          files.keySet().toArray(String[]::new), files.values().toArray(byte[][]::new), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PanelModel restored(Row row) {
    if (!row.isNullAt(3)) {
      throw new IllegalArgumentException(row.getString(3));
    }
    List<String> names = row.getList(1);
    List<byte[]> bytes = row.getList(2);
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      files.put(names.get(i), bytes.get(i));
    }
    try {
      return FolderBytes.read(files, PanelModel::load);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the order of ids, whatever that of the rows; what cannot be read is rejected. */
  private List<TimeSeries> read(String group, Iterator<Row> rows, List<Row> rejected) {
    List<TimeSeries> read = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      Attempt<TimeSeries> attempt = Attempt.of(() -> series(row));
      TimeSeries series = attempt.value();
      IllegalArgumentException reason = attempt.reason();
      if (series != null) {
        read.add(series);
      } else if (reason != null) {
        String name = row.isNullAt(id) ? null : String.valueOf(row.get(id));
        rejected.add(rejected(group, name, reason));
      }
    }
    read.sort(Comparator.comparing(TimeSeries::id));
    return single(group, read, rejected);
  }

  /** Of series with the same id nobody knows which is meant. */
  private static List<TimeSeries> single(
      String group, List<TimeSeries> sorted, List<Row> rejected) {
    Map<String, Long> counts =
        sorted.stream().collect(Collectors.groupingBy(TimeSeries::id, Collectors.counting()));
    List<TimeSeries> single = new ArrayList<>();
    for (TimeSeries each : sorted) {
      long count = counts.getOrDefault(each.id(), 1L);
      if (count == 1) {
        single.add(each);
      } else {
        String reason = "id is that of " + count + " series of the group; expected its own";
        rejected.add(rejected(group, each.id(), new IllegalArgumentException(reason)));
      }
    }
    return single;
  }

  private TimeSeries series(Row row) {
    if (row.isNullAt(id)) {
      throw new IllegalArgumentException("id is null; expected a value");
    }
    List<?> list = row.isNullAt(values) ? List.of() : RowReader.list(row.get(values), "values");
    double[] numbers = new double[list.size()];
    int i = 0;
    for (Object value : list) {
      numbers[i] = value == null ? Double.NaN : RowReader.number(value, "values", i);
      i++;
    }
    return TimeSeries.of(String.valueOf(row.get(id)), numbers);
  }

  private Row row(String group, SeriesForecast forecast) {
    double[] path = forecast.forecast().path();
    Row[] bounds = new Row[confidences.length];
    for (int i = 0; i < bounds.length; i++) {
      double[] lower = new double[path.length];
      double[] upper = new double[path.length];
      for (int step = 0; step < path.length; step++) {
        Interval interval = forecast.interval(step, confidences[i]);
        lower[step] = interval.lower();
        upper[step] = interval.upper();
      }
      bounds[i] = RowFactory.create(confidences[i], lower, upper);
    }
    return RowFactory.create(group, forecast.series().id(), path, bounds, null);
  }
}
