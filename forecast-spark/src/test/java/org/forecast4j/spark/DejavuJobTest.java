package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.Analog;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.Neighbourhood;
import org.junit.jupiter.api.Test;

class DejavuJobTest {
  private static final int SIZE = 600;
  private static final int K = 25;

  private static final StructType SCHEMA =
      new StructType()
          .add("row", DataTypes.LongType)
          .add("pattern", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("outcome", DataTypes.createArrayType(DataTypes.DoubleType));

  private final SparkSession spark = LocalSpark.session();
  private final List<double[]> patterns = new ArrayList<>();

  /** Few different numbers, so that many are equally near. */
  private Dataset<Row> table(int rows, long seed) {
    Random random = new Random(seed);
    List<Row> made = new ArrayList<>();
    patterns.clear();
    for (int i = 0; i < rows; i++) {
      double[] values = random.ints(4, 0, 3).asDoubleStream().toArray();
      patterns.add(values);
      made.add(
          RowFactory.create((long) i, Tables.boxed(values), Tables.boxed(random.nextInt(9), i)));
    }
    return spark.createDataFrame(made, SCHEMA);
  }

  private DejavuForecaster inOneProcess(Map<String, String> settings) {
    List<LabeledPattern> examples = new ArrayList<>();
    for (Row row : table(SIZE, 1).collectAsList()) {
      double[] outcome = row.<Double>getList(2).stream().mapToDouble(d -> d).toArray();
      examples.add(
          LabeledPattern.of(
              String.valueOf(row.getLong(0)),
              LocalDate.EPOCH,
              Pattern.of(patterns.get((int) row.getLong(0))),
              outcome));
    }
    return DejavuForecaster.builder(examples).settings(settings).k(K).build();
  }

  @Test
  void neighbours_ties_and_forecasts_are_those_of_one_process_however_the_database_is_divided() {
    DejavuForecaster whole = inOneProcess(Map.of("distance", "manhattan"));
    DejavuJob job =
        DejavuJob.builder(new Shape(4, 2), K)
            .settings(Map.of("distance", "manhattan", "k", "3"))
            .database(PatternColumns.builder().position("row").id("row").build())
            .queries(PatternColumns.builder().id("row").build())
            .build();
    Dataset<Row> database = table(SIZE, 1).orderBy(functions.rand(3));
    Dataset<Row> queries = table(12, 2);
    List<double[]> asked = List.copyOf(patterns);
    for (int partitions : new int[] {1, 7}) {
      Map<String, Row> answers =
          job.nearest(database.repartition(partitions), queries).collectAsList().stream()
              .collect(Collectors.toMap(row -> row.getString(0), row -> row));
      assertThat(answers).hasSize(12);
      for (int i = 0; i < asked.size(); i++) {
        Neighbourhood expected = whole.neighbourhood(Pattern.of(asked.get(i)));
        Row answer = Objects.requireNonNull(answers.get(String.valueOf(i)));
        assertThat(answer.<Double>getList(1)).containsExactly(Tables.boxed(expected.path()));
        List<Row> found = answer.getList(2);
        assertThat(found.stream().map(row -> (int) row.getLong(0)).toList())
            .isEqualTo(expected.analogs().stream().map(Analog::index).toList());
        assertThat(found.stream().map(row -> row.getDouble(2)).toList())
            .isEqualTo(expected.analogs().stream().map(Analog::distance).toList());
      }
    }
  }

  @Test
  void queries_and_rows_that_cannot_be_used_say_why() {
    DejavuJob job = DejavuJob.builder(new Shape(4, 2), 5).build();
    Dataset<Row> bad =
        spark.createDataFrame(
            List.of(RowFactory.create(0L, Tables.boxed(1, 2), Tables.boxed(1, 2))), SCHEMA);
    Dataset<Row> few = table(4, 1).union(bad);
    List<Row> answers = job.nearest(few, table(1, 2).union(bad)).collectAsList();
    assertThat(answers)
        .extracting(row -> row.<String>getAs(Rejections.COLUMN))
        .containsExactlyInAnyOrder(
            "K is 5; the database has only 4 examples", "pattern has length 2; expected 4");
    assertThat(job.rejected(few).collectAsList())
        .extracting(row -> row.<String>getAs(Rejections.COLUMN))
        .containsExactly("pattern has length 2; expected 4");
  }
}
