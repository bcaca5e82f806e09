package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeriesJobTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("group", DataTypes.StringType)
          .add("id", DataTypes.StringType)
          .add("values", DataTypes.createArrayType(DataTypes.DoubleType));

  /** The groups that were fitted. */
  private static final Queue<String> FITTED = new ConcurrentLinkedQueue<>();

  private final SparkSession spark = LocalSpark.session();
  private final List<Row> rows = new ArrayList<>();

  private static PanelModel.Builder settings(String group) {
    return PanelModel.builder(group.equals("g0") ? 3 : 4, 1).origins(1);
  }

  private static PanelModel.Builder counted(String group) {
    FITTED.add(group);
    return settings(group);
  }

  private Dataset<Row> table() {
    Random random = new Random(1);
    for (int i = 0; i < 16; i++) {
      @Nullable Double[] values = new @Nullable Double[20 + i];
      double level = 50;
      for (int t = 0; t < values.length; t++) {
        level += random.nextGaussian();
        values[t] = t == 9 ? null : level;
      }
      rows.add(RowFactory.create("g" + i % 2, "s" + (char) ('a' + i), values));
    }
    rows.add(RowFactory.create("g1", "short", new Double[] {1.0, 2.0}));
    rows.add(RowFactory.create("g1", "none", null));
    return spark.createDataFrame(rows, SCHEMA).repartition(3);
  }

  private Panel panel(String group) {
    List<TimeSeries> series = new ArrayList<>();
    for (Row row : rows) {
      if (row.getString(0).equals(group) && !row.isNullAt(2)) {
        @Nullable Double[] values = row.getAs(2);
        double[] numbers = new double[values.length];
        for (int t = 0; t < numbers.length; t++) {
          Double value = values[t];
          numbers[t] = value == null ? Double.NaN : value;
        }
        series.add(TimeSeries.of(row.getString(1), numbers));
      }
    }
    series.sort((a, b) -> a.id().compareTo(b.id()));
    return Panel.of(series);
  }

  @Test
  void each_panel_is_forecast_as_in_one_process() {
    Map<String, Row> found =
        SeriesJob.of(0.8).forecast(table(), SeriesJobTest::settings).collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(1), row -> row));
    assertThat(found).hasSize(18);
    for (String group : List.of("g0", "g1")) {
      PanelModel model = settings(group).fit(panel(group));
      for (SeriesForecast expected : model.forecastAll((what, done, count) -> true)) {
        Row row = Objects.requireNonNull(found.get(expected.series().id()));
        assertThat(row.getString(0)).isEqualTo(group);
        assertThat(row.<Double>getList(2))
            .containsExactly(Tables.boxed(expected.forecast().path()));
        assertThat(row.<Row>getList(3).get(0).<Double>getList(1).get(0))
            .isEqualTo(expected.interval(0, 0.8).lower());
      }
      model
          .skipped()
          .forEach(
              (id, reason) ->
                  assertThat(Objects.requireNonNull(found.get(id)).getString(4)).isEqualTo(reason));
    }
    assertThat(Objects.requireNonNull(found.get("none")).getString(4))
        .isEqualTo("number of values of series none is 0; expected at least 1");
  }

  @Test
  void a_panel_too_large_for_one_task_is_fitted_once_and_forecast_in_parts() {
    Dataset<Row> table = table();
    SeriesJob job = SeriesJob.of(0.8).fittedOn(4);
    Division division = new Division(Map.of("g0", 8L, "g1", 10L), 4);
    FITTED.clear();
    Map<String, Row> found =
        job.forecast(table, SeriesJobTest::counted).collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(1), row -> row));
    assertThat(found).hasSize(18);
    assertThat(FITTED).containsExactlyInAnyOrder("g0", "g1");
    for (String group : List.of("g0", "g1")) {
      Panel all = panel(group);
      List<TimeSeries> drawn =
          all.series().stream().filter(each -> division.isDrawn(group, each.id())).toList();
      assertThat(drawn).hasSizeBetween(1, all.size() - 1);
      PanelModel model = settings(group).fit(Panel.of(drawn)).with(all);
      for (SeriesForecast expected : model.forecastAll((what, done, count) -> true)) {
        Row row = Objects.requireNonNull(found.get(expected.series().id()));
        assertThat(row.<Double>getList(2))
            .containsExactly(Tables.boxed(expected.forecast().path()));
        assertThat(row.<Row>getList(3).get(0).<Double>getList(2).get(0))
            .isEqualTo(expected.interval(0, 0.8).upper());
      }
    }
    assertThat(Objects.requireNonNull(found.get("short")).getString(4)).isNotNull();
    assertThat(Objects.requireNonNull(found.get("none")).getString(4)).isNotNull();
  }

  @Test
  void the_series_of_a_large_panel_are_divided_evenly_by_their_ids() {
    int count = 1_000_000;
    Division division = new Division(Map.of("all", (long) count), 10_000);
    Map<String, Integer> parts = new HashMap<>();
    int drawn = 0;
    for (int i = 0; i < count; i++) {
      parts.merge(division.key("all", "meter-" + i), 1, Integer::sum);
      drawn += division.isDrawn("all", "meter-" + i) ? 1 : 0;
    }
    assertThat(parts).hasSize(100);
    assertThat(parts.values()).allSatisfy(size -> assertThat(size).isBetween(9_500, 10_500));
    assertThat(parts.keySet()).allSatisfy(key -> assertThat(key).endsWith(":all"));
    assertThat(drawn).isBetween(9_500, 10_500);
  }

  @Test
  void a_task_of_no_series_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SeriesJob.of().fittedOn(0))
        .withMessage("number of series of a task is 0; expected at least 1");
  }

  @Test
  void a_table_that_lacks_a_column_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SeriesJob.of()
                    .columns("group", "id", "x")
                    .forecast(table(), SeriesJobTest::settings))
        .withMessage("the table has the columns [group, id, values]; expected x");
  }
}
