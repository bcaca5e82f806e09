package org.forecast4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.jspecify.annotations.Nullable;

/** What tasks of an evaluation do. */
record Measuring(
    Broadcast<SparkBundle> bundle,
    String key,
    EvaluatorFactory factory,
    PatternColumns columns,
    StructType schema,
    @Nullable String group)
    implements Serializable {
  private static final int BATCH = 1024;

  /** An example with its group. */
  private record Grouped(LabeledPattern example, String group) {}

  /** Measures rows where they are, a batch after the other. */
  Iterator<Row> each(Iterator<Row> rows) {
    Tally tally = new Tally();
    Evaluator evaluator = evaluator();
    new Batches<Row, Row>(
            rows,
            BATCH,
            batch -> {
              measure(batch, evaluator, tally);
              return List.of();
            })
        .forEachRemaining(row -> {});
    return tally.toRows().iterator();
  }

  private void measure(List<Row> batch, Evaluator evaluator, Tally tally) {
    List<Grouped> read = read(batch.iterator(), tally);
    List<Attempt<ForecastCase>> attempts = attempts(read, evaluator);
    List<ForecastCase> cases = new ArrayList<>(read.size());
    List<String> groups = new ArrayList<>(read.size());
    for (int i = 0; i < attempts.size(); i++) {
      ForecastCase made = attempts.get(i).value();
      IllegalArgumentException reason = attempts.get(i).reason();
      if (made != null) {
        cases.add(made);
        groups.add(read.get(i).group);
      } else if (reason != null) {
        tally.reject(reason);
      }
    }
    tally.add(cases, groups);
  }

  private static List<Attempt<ForecastCase>> attempts(List<Grouped> read, Evaluator evaluator) {
    return Attempt.all(read.stream().map(Grouped::example).toList(), evaluator::evaluate);
  }

  /** Measures all rows of a key in their order, learning from one to the next. */
  Iterator<Row> inOrder(Iterator<Row> rows) {
    Tally tally = new Tally();
    List<Grouped> read = read(rows, tally);
    if (!read.isEmpty()) {
      read.sort(Comparator.comparing(Grouped::example, ExampleOrder.ORDER));
      tally.add(
          evaluator().evaluate(read.stream().map(Grouped::example).toList()),
          read.stream().map(Grouped::group).toList());
    }
    return tally.toRows().iterator();
  }

  /** The rows of a batch that cannot be measured, each with its reason. */
  List<Row> rejected(List<Row> batch, boolean isInOrder) {
    RowReader reader = new RowReader(columns, schema, true);
    Shape shape = loaded().forecaster().shape();
    List<Row> rejected = new ArrayList<>();
    List<Row> readable = new ArrayList<>();
    List<Grouped> read = new ArrayList<>();
    for (Row row : batch) {
      Attempt<Grouped> attempt = Attempt.of(() -> read(row, reader, shape));
      Grouped made = attempt.value();
      if (made == null) {
        rejected.add(with(row, attempt.reason()));
      } else {
        readable.add(row);
        read.add(made);
      }
    }
    if (!isInOrder) {
      List<Attempt<ForecastCase>> attempts = attempts(read, evaluator());
      for (int i = 0; i < attempts.size(); i++) {
        if (attempts.get(i).value() == null) {
          rejected.add(with(readable.get(i), attempts.get(i).reason()));
        }
      }
    }
    return rejected;
  }

  private static Row with(Row row, @Nullable IllegalArgumentException reason) {
    return Rejections.with(row, RowFactory.create(reason == null ? "" : reason.getMessage()));
  }

  private List<Grouped> read(Iterator<Row> rows, Tally tally) {
    RowReader reader = new RowReader(columns, schema, true);
    Shape shape = loaded().forecaster().shape();
    List<Grouped> read = new ArrayList<>();
    while (rows.hasNext()) {
      try {
        read.add(read(rows.next(), reader, shape));
      } catch (IllegalArgumentException e) {
        tally.reject(e);
      }
    }
    return read;
  }

  private Grouped read(Row row, RowReader reader, Shape shape) {
    LabeledPattern example = reader.example(row);
    shape.require(example.pattern());
    shape.requireOutcome(example.outcome());
    return new Grouped(
        example, group == null ? "" : String.valueOf(row.get(schema.fieldIndex(group))));
  }

  private ForecastBundle loaded() {
    return bundle.value().load();
  }

  private Evaluator evaluator() {
    return PerJvm.get(
        key,
        () -> {
          try {
            return factory.of(loaded());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
