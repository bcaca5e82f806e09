package org.forecast4j.cli.spark;

import java.sql.Date;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.spark.PatternColumns;

/** Games as a table; their covariates rest on the games before them and come with them. */
final class GamesTable {
  static final String SEASON = "season";

  private static final List<String> COVARIATES =
      List.of(Halftime.EXPECTED_MARGIN, Halftime.EXPECTED_TOTAL, Halftime.RATING_DIFFERENCE);

  static final PatternColumns COLUMNS =
      PatternColumns.builder()
          .id("id")
          .moment("day")
          .position("row")
          .covariates(COVARIATES.toArray(String[]::new))
          .build();

  private GamesTable() {}

  static Dataset<Row> of(SparkSession session, List<LabeledPattern> games) {
    List<Row> rows = new ArrayList<>(games.size());
    for (LabeledPattern game : games) {
      List<Object> cells = new ArrayList<>();
      cells.add((long) rows.size());
      cells.add(game.id());
      cells.add(Date.valueOf(game.date()));
      cells.add(game.labels().getOrDefault(SEASON, ""));
      cells.add(boxed(game.pattern().values()));
      cells.add(boxed(game.outcome()));
      COVARIATES.forEach(name -> cells.add(game.pattern().covariates().get(name)));
      rows.add(RowFactory.create(cells.toArray()));
    }
    return session.createDataFrame(rows, schema());
  }

  private static StructType schema() {
    StructType schema =
        new StructType()
            .add("row", DataTypes.LongType)
            .add("id", DataTypes.StringType)
            .add("day", DataTypes.DateType)
            .add(SEASON, DataTypes.StringType)
            .add("pattern", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("outcome", DataTypes.createArrayType(DataTypes.DoubleType));
    for (String name : COVARIATES) {
      schema = schema.add(name, DataTypes.DoubleType);
    }
    return schema;
  }

  private static Double[] boxed(double... values) {
    return Arrays.stream(values).boxed().toArray(Double[]::new);
  }
}
