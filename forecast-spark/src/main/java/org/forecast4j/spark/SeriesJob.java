package org.forecast4j.spark;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.internal.Checks;
import org.forecast4j.series.PanelModel;

/**
 * Fits and forecasts series: each group of a table is a panel, fitted by one task on the series of
 * the group in the order of their ids, and groups are fitted side by side. The forecasts are those
 * of {@link PanelModel} in one process, to the bit.
 *
 * <p>A panel of more than {@value #MOST_SERIES} series is too large for one task. It is fitted on
 * about as many of them, drawn by their ids, and the fitted model forecasts all of them in parts of
 * about as many: what {@link PanelModel#with} of the fitted model gives in one process, to the bit.
 * {@link #fittedOn} changes the number.
 *
 * <p>A table has a row a series, with its id and a list of its values, in which null is a gap. The
 * result has a row a series: {@code group}, {@code id}, {@code path}, {@code bounds} with {@code
 * confidence}, {@code lower} and {@code upper}, and {@code rejected}, why it could not be forecast.
 * Immutable.
 */
public final class SeriesJob {
  /** How many series of a group are fitted together, unless it is said otherwise. */
  public static final int MOST_SERIES = 10_000;

  private static final StructType SCHEMA = schema();
  private static final StructType MODELS =
      new StructType()
          .add("part", DataTypes.StringType)
          .add("files", DataTypes.createArrayType(DataTypes.StringType))
          .add("bytes", DataTypes.createArrayType(DataTypes.BinaryType))
          .add(Rejections.COLUMN, DataTypes.StringType);

  private final String group;
  private final String id;
  private final String values;
  private final double[] confidences;
  private final int most;

  private SeriesJob(String group, String id, String values, double[] confidences, int most) {
    this.group = group;
    this.id = id;
    this.values = values;
    this.confidences = confidences;
    this.most = most;
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
    return new SeriesJob("group", "id", "values", Checks.confidences(confidences), MOST_SERIES);
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
    return new SeriesJob(groupColumn, idColumn, valuesColumn, confidences, most);
  }

  /**
   * The same job with larger or smaller tasks. A panel of at most so many series is fitted on all
   * of them.
   *
   * @param series how many series a task takes at most, or about as many; {@link Integer#MAX_VALUE}
   *     divides nothing, and spares the count of the series
   * @return the job
   * @throws IllegalArgumentException if it is below 1
   */
  public SeriesJob fittedOn(int series) {
    int checked = Checks.atLeast(1, series, "number of series of a task");
    return new SeriesJob(group, id, values, confidences, checked);
  }

  private static StructType schema() {
    StructType ends =
        new StructType()
            .add("confidence", DataTypes.DoubleType)
            .add("lower", DataTypes.createArrayType(DataTypes.DoubleType, false))
            .add("upper", DataTypes.createArrayType(DataTypes.DoubleType, false));
    return new StructType()
        .add("group", DataTypes.StringType)
        .add("id", DataTypes.StringType)
        .add("path", DataTypes.createArrayType(DataTypes.DoubleType, false))
        .add("bounds", DataTypes.createArrayType(ends))
        .add(Rejections.COLUMN, DataTypes.StringType);
  }

  /**
   * Fits each panel and forecasts its series. The series of each group are counted at once.
   *
   * @param rows the series
   * @param settings how the panel of each group is fitted
   * @return a row a series, in no order
   * @throws IllegalArgumentException if a column is missing
   */
  public Dataset<Row> forecast(Dataset<Row> rows, Settings settings) {
    List<String> names = List.of(group, id, values);
    PatternColumns.require(rows.schema(), names);
    return Rejections.table(forecastOf(PatternColumns.select(rows, names), settings));
  }

  private Dataset<Row> forecastOf(Dataset<Row> rows, Settings settings) {
    Division division = new Division(large(rows), most);
    Names names = names(rows);
    PanelTask task =
        new PanelTask(
            names.id, rows.schema().fieldIndex(values), confidences.clone(), settings, division);
    KeyValueGroupedDataset<String, Row> parts =
        rows.groupByKey(
            (MapFunction<Row, String>) row -> division.key(names.group(row), names.id(row)),
            Encoders.STRING());
    if (division.sizes().isEmpty()) {
      return parts.flatMapGroups(
          (FlatMapGroupsFunction<String, Row, Row>) task::forecast, RowEncoders.of(SCHEMA));
    }
    Dataset<Row> models =
        rows.filter((FilterFunction<Row>) row -> division.isDrawn(names.group(row), names.id(row)))
            .groupByKey((MapFunction<Row, String>) names::group, Encoders.STRING())
            .flatMapGroups(
                (FlatMapGroupsFunction<String, Row, Row>) task::fit, Encoders.row(MODELS));
    return parts.cogroup(
        models.groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING()),
        (CoGroupFunction<String, Row, Row, Row>) task::forecast,
        RowEncoders.of(SCHEMA));
  }

  /** The groups that are too large for one task, and how many series they have. */
  private Map<String, Long> large(Dataset<Row> rows) {
    Map<String, Long> sizes = new HashMap<>();
    if (most < Integer.MAX_VALUE) {
      Dataset<Row> groups = PatternColumns.select(rows, List.of(group));
      int place = groups.schema().fieldIndex(group);
      groups
          .map((MapFunction<Row, String>) row -> String.valueOf(row.get(place)), Encoders.STRING())
          .groupBy("value")
          .count()
          .filter(functions.col("count").gt(most))
          .collectAsList()
          .forEach(row -> sizes.put(row.getString(0), row.getLong(1)));
    }
    return sizes;
  }

  private Names names(Dataset<Row> rows) {
    return new Names(rows.schema().fieldIndex(group), rows.schema().fieldIndex(id));
  }

  /** The places of what says what a row is. */
  private record Names(int group, int id) implements Serializable {
    String group(Row row) {
      return String.valueOf(row.get(group));
    }

    String id(Row row) {
      return String.valueOf(row.get(id));
    }
  }
}
