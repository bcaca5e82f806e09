package org.forecast4j.spark;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.Residual;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.conformal.Tails;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Calibrates the intervals of a bundle's forecaster on a table of examples: executors make the
 * forecasts and their errors, and what is calibrated rests on all of these, in the order of the
 * examples' positions, moments and ids: exact ranks, the same bytes as in one process.
 *
 * <p>The wrapper holds an error a step and example, so the driver must have room for them: about
 * 100 bytes an example for 6 steps. Rows that cannot be used are counted, and {@link #rejected} has
 * them. Immutable.
 */
public final class CalibrationJob {
  private static final int BATCH = 1024;

  private static final StructType SCHEMA =
      new StructType()
          .add("position", DataTypes.LongType)
          .add("second", DataTypes.LongType)
          .add("nano", DataTypes.IntegerType)
          .add("id", DataTypes.StringType)
          .add("category", DataTypes.StringType)
          .add("weight", DataTypes.DoubleType)
          .add("errors", DataTypes.createArrayType(DataTypes.DoubleType, false))
          .add(Rejections.COLUMN, DataTypes.StringType);

  private final SparkBundle bundle;
  private final PatternColumns columns;

  private CalibrationJob(SparkBundle bundle, PatternColumns columns) {
    this.bundle = bundle;
    this.columns = columns;
  }

  /**
   * A job.
   *
   * @param bundle the bundle with the forecaster; intervals that it has are not looked at
   * @param columns where examples are, which the forecaster must not have been fitted on
   * @return the job
   */
  public static CalibrationJob of(SparkBundle bundle, PatternColumns columns) {
    return new CalibrationJob(bundle, columns);
  }

  /** What is to be calibrated, made on the driver and on each executor alike. */
  @FunctionalInterface
  public interface Settings extends Function<Forecaster, AdaptiveConformal.Builder>, Serializable {}

  /**
   * Calibrates split conformal intervals.
   *
   * @param rows the examples
   * @param tails how intervals of a step divide the probability they leave out
   * @param stepScales how large the errors of each step are relative to one another; √ of the
   *     step's number if none is given
   * @return the wrapper that {@link SplitConformal#calibrate} gives
   * @throws IllegalArgumentException if a column is missing or no row can be used
   */
  public Calibrated<SplitConformal> split(Dataset<Row> rows, Tails tails, double... stepScales) {
    Collected all = collect(rows, AdaptiveConformal::builder);
    return new Calibrated<>(
        SplitConformal.ofResiduals(forecaster(), all.residuals(), tails, stepScales),
        all.reasons.count(),
        all.reasons.some());
  }

  /**
   * Calibrates what a builder says: weighted errors, a calibration for each category (Mondrian),
   * intervals over a difficulty, and what learns from outcomes later.
   *
   * @param rows the examples
   * @param settings puts the builder together; a difficulty in it must not learn
   * @return the wrapper that {@link AdaptiveConformal.Builder#calibrate} gives
   * @throws IllegalArgumentException if a column is missing or no row can be used
   */
  public Calibrated<AdaptiveConformal> adaptive(Dataset<Row> rows, Settings settings) {
    Collected all = collect(rows, settings);
    AdaptiveConformal wrapper = settings.apply(forecaster()).ofResiduals(all.residuals());
    return new Calibrated<>(wrapper, all.reasons.count(), all.reasons.some());
  }

  private Forecaster forecaster() {
    return bundle.load().forecaster();
  }

  /**
   * The side output: the rows that cannot be used for split conformal intervals.
   *
   * @param rows the examples
   * @return those rows, with the reason in the column {@link Rejections#COLUMN}
   * @throws IllegalArgumentException if a column is missing
   */
  public Dataset<Row> rejected(Dataset<Row> rows) {
    return rejected(rows, AdaptiveConformal::builder);
  }

  /**
   * The side output: the rows that cannot be used with some settings.
   *
   * @param rows the examples
   * @param settings those of {@link #adaptive}
   * @return those rows, with the reason in the column {@link Rejections#COLUMN}
   * @throws IllegalArgumentException if a column is missing
   */
  public Dataset<Row> rejected(Dataset<Row> rows, Settings settings) {
    columns.require(rows.schema(), true);
    Task task = task(rows, settings);
    return Rejections.side(rows, partition -> new Batches<>(partition, BATCH, task::rejected));
  }

  private Task task(Dataset<Row> rows, Settings settings) {
    return new Task(
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(bundle),
        columns,
        rows.schema(),
        settings);
  }

  private Collected collect(Dataset<Row> rows, Settings settings) {
    columns.require(rows.schema(), true);
    Dataset<Row> read = columns.select(rows);
    Task task = task(read, settings);
    Iterator<Row> sent =
        read.mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    partition -> new Batches<>(partition, BATCH, task::residuals),
                RowEncoders.of(SCHEMA))
            .collectAsList()
            .iterator();
    Collected all = new Collected();
    while (sent.hasNext()) {
      all.add(sent.next());
    }
    Checks.atLeast(1, all.placed.size(), "number of rows that could be used");
    return all;
  }

  /** A residual with what it is put in order by. */
  private record Placed(long position, long second, int nano, String id, Residual residual) {
    static final Comparator<Placed> ORDER =
        Comparator.comparingLong(Placed::position)
            .thenComparingLong(Placed::second)
            .thenComparingInt(Placed::nano)
            .thenComparing(Placed::id);
  }

  /** What the driver has collected. */
  private static final class Collected {
    private final List<Placed> placed = new ArrayList<>();
    private final Reasons reasons = new Reasons();

    void add(Row row) {
      String reason = row.getAs(Rejections.COLUMN);
      if (reason != null) {
        reasons.add(reason);
        return;
      }
      placed.add(
          new Placed(
              row.getLong(0),
              row.getLong(1),
              row.getInt(2),
              row.getString(3),
              new Residual(row.getString(4), row.getDouble(5), row.<double[]>getAs(6))));
    }

    List<Residual> residuals() {
      placed.sort(Placed.ORDER);
      return placed.stream().map(Placed::residual).toList();
    }
  }

  /** What tasks do with a batch. */
  private record Task(
      Broadcast<SparkBundle> bundle, PatternColumns columns, StructType schema, Settings settings)
      implements Serializable {
    List<Row> residuals(List<Row> batch) {
      List<Row> made = new ArrayList<>(batch.size());
      for (Attempt<Row> attempt : attempts(batch)) {
        made.add(
            attempt.orElse(
                reason ->
                    RowFactory.create(
                        null, null, null, null, null, null, null, reason.getMessage())));
      }
      return made;
    }

    List<Row> rejected(List<Row> batch) {
      List<Attempt<Row>> attempts = attempts(batch);
      List<Row> rejected = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        @Nullable IllegalArgumentException reason = attempts.get(i).reason();
        if (reason != null) {
          rejected.add(Rejections.with(batch.get(i), RowFactory.create(reason.getMessage())));
        }
      }
      return rejected;
    }

    private List<Attempt<Row>> attempts(List<Row> batch) {
      Forecaster forecaster = bundle.value().load().forecaster();
      AdaptiveConformal.Builder builder = settings.apply(forecaster);
      RowReader reader = new RowReader(columns, schema, true);
      List<Attempt<LabeledPattern>> read =
          batch.stream().map(row -> Attempt.of(() -> example(row, reader, forecaster))).toList();
      List<LabeledPattern> examples = new ArrayList<>();
      for (Attempt<LabeledPattern> attempt : read) {
        LabeledPattern example = attempt.value();
        if (example != null) {
          examples.add(example);
        }
      }
      Iterator<Attempt<Forecast>> forecasts =
          Attempt.all(
                  examples.stream().map(LabeledPattern::pattern).toList(), forecaster::forecastAll)
              .iterator();
      List<Attempt<Row>> made = new ArrayList<>(batch.size());
      for (Attempt<LabeledPattern> attempt : read) {
        LabeledPattern example = attempt.value();
        made.add(
            example == null
                ? new Attempt<>(null, attempt.reason())
                : forecasts.next().then(f -> row(example, builder.residual(example, f))));
      }
      return made;
    }

    private static LabeledPattern example(Row row, RowReader reader, Forecaster forecaster) {
      LabeledPattern example = reader.example(row);
      forecaster.shape().require(example.pattern());
      forecaster.shape().requireOutcome(example.outcome());
      return example;
    }

    private static Row row(LabeledPattern example, Residual residual) {
      Instant moment = example.moment();
      return RowFactory.create(
          ExampleOrder.position(example),
          moment.getEpochSecond(),
          moment.getNano(),
          example.id(),
          residual.category(),
          residual.weight(),
          residual.errors(),
          null);
    }
  }
}
