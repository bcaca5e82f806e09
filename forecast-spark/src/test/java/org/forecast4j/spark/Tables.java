package org.forecast4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;

/** Examples as rows, and a model of them. */
final class Tables {
  static final Shape SHAPE = new Shape(6, 3);

  static final PatternColumns COLUMNS =
      PatternColumns.builder().covariates(Examples.DRIFT).id("id").moment("day").build();

  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("day", DataTypes.DateType)
          .add("group", DataTypes.StringType)
          .add("pattern", DataTypes.createArrayType(DataTypes.DoubleType))
          .add("outcome", DataTypes.createArrayType(DataTypes.DoubleType))
          .add(Examples.DRIFT, DataTypes.DoubleType);

  private Tables() {}

  static List<LabeledPattern> examples(int count, long seed) {
    return Examples.randomWalks(count, SHAPE, seed);
  }

  static Dataset<Row> table(SparkSession spark, List<LabeledPattern> examples) {
    List<Row> rows = new ArrayList<>();
    for (LabeledPattern example : examples) {
      rows.add(
          RowFactory.create(
              example.id(),
              Date.valueOf(example.date()),
              example.labels().get("home"),
              boxed(example.pattern().values()),
              boxed(example.outcome()),
              example.pattern().covariate(Examples.DRIFT)));
    }
    return spark.createDataFrame(rows, SCHEMA);
  }

  static Double[] boxed(double... values) {
    return Arrays.stream(values).boxed().toArray(Double[]::new);
  }

  /** An ensemble of two with intervals. */
  static ForecastBundle bundle() {
    List<LabeledPattern> fit = examples(300, 1);
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
            List.of(
                LinearForecaster.fit(fit, 1),
                DejavuForecaster.builder(fit).k(20).covariate(Examples.DRIFT, 1).build()),
            0.6,
            0.4);
    return ForecastBundle.of(
        info(), SplitConformal.calibrate(ensemble, examples(200, 2)), "", Map.of());
  }

  /** A model that needs nothing but the pattern. */
  static ForecastBundle withoutCovariate() {
    List<LabeledPattern> fit =
        examples(300, 1).stream()
            .map(
                each ->
                    LabeledPattern.of(
                        each.id(), each.date(), each.pattern().withoutCovariates(), each.outcome()))
            .toList();
    return ForecastBundle.of(
        info(),
        SplitConformal.calibrate(
            LinearForecaster.fit(fit.subList(0, 150), 1), fit.subList(150, 300)),
        "",
        Map.of());
  }

  static BundleInfo info() {
    return new BundleInfo("walks", "1", "points", "random walks", 1);
  }

  static SparkBundle sent(ForecastBundle bundle) {
    try {
      return SparkBundle.of(bundle);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
