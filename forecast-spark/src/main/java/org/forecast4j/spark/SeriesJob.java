package org.forecast4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.Interval;
import org.forecast4j.internal.Checks;
import org.forecast4j.series.FitListener;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.jspecify.annotations.Nullable;

/**
 * Fits and forecasts series: each group of a table is a panel, fitted by one task on the series of
 * the group in the order of their ids, and groups are fitted side by side. The forecasts are those
 * of {@link PanelModel} in one process, to the bit. A panel that is too large for one task is
 * divided by a further column.
 *
 * <p>A table has a row a series, with its id and a list of its values, in which null is a gap. The
 * result has a row a series: {@code group}, {@code id}, {@code path}, {@code bounds} with {@code
 * confidence}, {@code lower} and {@code upper}, and {@code rejected}, why it could not be forecast.
 * Immutable.
 */
public final class SeriesJob {
  private static final StructType SCHEMA = schema();

  private final String group;
  private final String id;
  private final String values;
  private final double[] confidences;

  private SeriesJob(String group, String id, String values, double[] confidences) {
    this.group = group;
    this.id = id;
    this.values = values;
    this.confidences = confidences;
  }

  /** Says how the panel of a group is fitted; on executors. */
  @FunctionalInterface
  public interface Settings extends Function<String, PanelModel.Builder>, Serializable {}

  /**
   * A job of a table with the columns {@code group}, {@code id} and {@code values}.
   *
   * @param confidences those of the intervals, each once, strictly between 0 and 1
   * @return the job
   * @throws IllegalArgumentException if they are not so
   */
  public static SeriesJob of(double... confidences) {
    return new SeriesJob("group", "id", "values", Checks.confidences(confidences));
  }

  /**
   * The same job of other columns.
   *
   * @param groupColumn what tells panels apart
   * @param idColumn what a series is called
   * @param valuesColumn its values, a list column, oldest first
   * @return the job
   */
  public SeriesJob columns(String groupColumn, String idColumn, String valuesColumn) {
    return new SeriesJob(groupColumn, idColumn, valuesColumn, confidences);
  }

  private static StructType schema() {
    StructType ends =
        new StructType()
            .add("confidence", DataTypes.DoubleType)
            .add("lower", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("upper", DataTypes.createArrayType(DataTypes.DoubleType));
    return new StructType()
        .add("group", DataTypes.StringType)
        .add("id", DataTypes.StringType)
        .add("path", DataTypes.createArrayType(DataTypes.DoubleType))
        .add("bounds", DataTypes.createArrayType(ends))
        .add(Rejections.COLUMN, DataTypes.StringType);
  }

  /**
   * Fits each panel and forecasts its series.
   *
   * @param rows the series
   * @param settings how the panel of each group is fitted
   * @return a row a series, in no order
   * @throws IllegalArgumentException if a column is missing
   */
  public Dataset<Row> forecast(Dataset<Row> rows, Settings settings) {
    List<String> present = List.of(rows.schema().fieldNames());
    for (String name : List.of(group, id, values)) {
      if (!present.contains(name)) {
        throw new IllegalArgumentException(
            "the table has the columns " + present + "; expected " + name);
      }
    }
    Task task = new Task(id, values, confidences.clone(), settings);
    String of = group;
    return rows.groupByKey(
            (MapFunction<Row, String>) row -> String.valueOf(row.<@Nullable Object>getAs(of)),
            Encoders.STRING())
        .flatMapGroups(
            (FlatMapGroupsFunction<String, Row, Row>) task::forecast, Encoders.row(SCHEMA));
  }

  /** What a task does with a group. */
  private record Task(String id, String values, double[] confidences, Settings settings)
      implements Serializable {
    Iterator<Row> forecast(String group, Iterator<Row> rows) {
      List<Row> made = new ArrayList<>();
      List<TimeSeries> read = new ArrayList<>();
      while (rows.hasNext()) {
        Row row = rows.next();
        Attempt<TimeSeries> attempt = Attempt.of(() -> series(row));
        TimeSeries series = attempt.value();
        IllegalArgumentException reason = attempt.reason();
        if (series != null) {
          read.add(series);
        } else if (reason != null) {
          String name = String.valueOf(row.<@Nullable Object>getAs(id));
          made.add(RowFactory.create(group, name, null, null, reason.getMessage()));
        }
      }
      read.sort(Comparator.comparing(TimeSeries::id));
      if (!read.isEmpty()) {
        PanelModel model = settings.apply(group).fit(Panel.of(read));
        model.forecastAll(FitListener.NONE).forEach(each -> made.add(row(group, each)));
        for (Map.Entry<String, String> skipped : model.skipped().entrySet()) {
          made.add(RowFactory.create(group, skipped.getKey(), null, null, skipped.getValue()));
        }
      }
      return made.iterator();
    }

    private TimeSeries series(Row row) {
      List<?> list = row.getAs(values) == null ? List.of() : row.getList(row.fieldIndex(values));
      double[] numbers = new double[list.size()];
      int i = 0;
      for (Object value : list) {
        numbers[i++] = value == null ? Double.NaN : ((Number) value).doubleValue();
      }
      return TimeSeries.of(String.valueOf(row.<@Nullable Object>getAs(id)), numbers);
    }

    private Row row(String group, SeriesForecast forecast) {
      double[] path = forecast.forecast().path();
      Row[] bounds = new Row[confidences.length];
      for (int i = 0; i < bounds.length; i++) {
        Double[] lower = new Double[path.length];
        Double[] upper = new Double[path.length];
        for (int step = 0; step < path.length; step++) {
          Interval interval = forecast.interval(step, confidences[i]);
          lower[step] = interval.lower();
          upper[step] = interval.upper();
        }
        bounds[i] = RowFactory.create(confidences[i], lower, upper);
      }
      return RowFactory.create(group, forecast.series().id(), Scorer.boxed(path), bounds, null);
    }
  }
}
