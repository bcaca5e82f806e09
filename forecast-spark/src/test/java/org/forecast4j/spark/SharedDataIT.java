package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.series.FitListener;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.testkit.internal.Shared;
import org.junit.jupiter.api.Test;

/** On real data, where it is. */
class SharedDataIT {
  /** Every tenth series is forecast; with 1 all are, which takes ten times as long. */
  private static final int STRIDE = Integer.getInteger("m3.stride", 10);

  private static final StructType SCHEMA =
      new StructType()
          .add("group", DataTypes.StringType)
          .add("id", DataTypes.StringType)
          .add("values", DataTypes.createArrayType(DataTypes.DoubleType));

  /** A group is named by its period and horizon. */
  private static PanelModel.Builder settings(String group) {
    String[] lengths = group.split("-", -1);
    int horizon = Integer.parseInt(lengths[1]);
    return PanelModel.builder(horizon, Integer.parseInt(lengths[0])).origins(1);
  }

  @Test
  void the_panels_of_the_m3_competition_are_forecast_as_in_one_process() throws IOException {
    Map<String, List<TimeSeries>> panels = panels();
    int count = panels.values().stream().mapToInt(List::size).sum();
    assertThat(count).isEqualTo((3003 + STRIDE - 1) / STRIDE);
    List<Row> rows = new ArrayList<>();
    panels.forEach(
        (group, series) ->
            series.forEach(
                each ->
                    rows.add(RowFactory.create(group, each.id(), Tables.boxed(each.values())))));
    Map<String, Row> found =
        SeriesJob.of(0.9)
            .forecast(LocalSpark.session().createDataFrame(rows, SCHEMA), SharedDataIT::settings)
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getString(1), row -> row));
    assertThat(found).hasSize(count);
    panels.forEach(
        (group, series) -> {
          series.sort(Comparator.comparing(TimeSeries::id));
          PanelModel model = settings(group).fit(Panel.of(series));
          for (SeriesForecast expected : model.forecastAll(FitListener.NONE)) {
            Row row = Objects.requireNonNull(found.get(expected.series().id()));
            assertThat(row.<Double>getList(2))
                .containsExactly(Tables.boxed(expected.forecast().path()));
          }
        });
  }

  /** By period and horizon; the values that the competition gave to forecast from. */
  private static Map<String, List<TimeSeries>> panels() throws IOException {
    Map<String, List<TimeSeries>> panels = new TreeMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(Shared.path("data/m3/m3.csv.gz"))),
                StandardCharsets.UTF_8))) {
      int place = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (place++ % STRIDE != 0) {
          continue;
        }
        String[] cells = line.split(";", -1);
        double[] values =
            Arrays.stream(cells[6].strip().split("[ ,]+", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        int period =
            switch (cells[2]) {
              case "MONTHLY" -> 12;
              case "QUARTERLY" -> 4;
              default -> 1;
            };
        panels
            .computeIfAbsent(period + "-" + cells[3], group -> new ArrayList<>())
            .add(TimeSeries.of(cells[1], values));
      }
    }
    return panels;
  }
}
