package org.forecast4j.spark;

import java.lang.reflect.Array;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Reads patterns and examples from the rows of one table; says why where it cannot. */
final class RowReader {
  /** The column in which Spark keeps a line of CSV that has not the cells of its header. */
  static final String CORRUPT = "_corrupt_record";

  private static final LocalDate SOME_DAY = LocalDate.EPOCH;

  private final PatternColumns columns;
  private final Numbers pattern;
  private final Numbers outcome;
  private final int[] covariates;
  private final int id;
  private final int moment;
  private final int known;
  private final int position;
  private final int corrupt;

  RowReader(PatternColumns columns, StructType schema, boolean withOutcome) {
    columns.require(schema, withOutcome);
    this.columns = columns;
    pattern = new Numbers("pattern", columns.pattern(), schema);
    outcome = new Numbers("outcome", withOutcome ? columns.outcome() : List.of(), schema);
    covariates = columns.covariates().stream().mapToInt(schema::fieldIndex).toArray();
    id = index(columns.id(), schema);
    moment = index(columns.moment(), schema);
    known = index(columns.known(), schema);
    position = index(columns.position(), schema);
    corrupt = index(CORRUPT, schema);
  }

  private static int index(@Nullable String name, StructType schema) {
    return name == null ? -1 : Arrays.asList(schema.fieldNames()).indexOf(name);
  }

  /**
   * The pattern of a row.
   *
   * @throws IllegalArgumentException if it has none, saying why
   */
  Pattern pattern(Row row) {
    if (corrupt >= 0 && !row.isNullAt(corrupt)) {
      throw new IllegalArgumentException(
          "line is '"
              + Text.excerpt(row.getString(corrupt))
              + "'; expected as many cells as its header has");
    }
    Map<String, Double> present = new TreeMap<>();
    for (int i = 0; i < covariates.length; i++) {
      Object value = row.get(covariates[i]);
      if (value != null) {
        String name = columns.covariates().get(i);
        present.put(name, number(value, "covariate", name));
      }
    }
    return new Pattern(pattern.of(row), present);
  }

  /**
   * The example of a row.
   *
   * @throws IllegalArgumentException if it has none, saying why
   */
  LabeledPattern example(Row row) {
    Pattern observed = pattern(row);
    double[] followed = outcome.of(row);
    String name = id(row, observed, followed);
    Map<String, String> labels =
        position < 0
            ? Map.of()
            : Map.of(ExampleOrder.POSITION, ExampleOrder.checked(row.get(position)));
    Instant time = instant(moment < 0 ? SOME_DAY : required(row.get(moment), "moment"), "moment");
    Instant end =
        known < 0
            ? start(LocalDate.ofInstant(time, ZoneOffset.UTC).plusDays(1))
            : instant(required(row.get(known), "known"), "known");
    return new LabeledPattern(name, time, end, labels, observed, followed);
  }

  /** What a row is known by. */
  String id(Row row, Pattern observed, double[] followed) {
    return id < 0
        ? Integer.toHexString(31 * observed.hashCode() + Arrays.hashCode(followed))
        : String.valueOf(required(row.get(id), "id"));
  }

  private static Object required(@Nullable Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException(what + " is null; expected a value");
    }
    return value;
  }

  /**
   * A list, whoever made its row: Spark's have a Seq, those that callers map theirs to may have
   * arrays.
   *
   * @throws IllegalArgumentException if it is none
   */
  static List<?> list(Object value, String what) {
    if (value instanceof Seq<?> list) {
      return CollectionConverters.asJava(list);
    }
    if (value instanceof List<?> list) {
      return list;
    }
    if (value.getClass().isArray()) {
      return new AbstractList<@Nullable Object>() {
        @Override
        public @Nullable Object get(int index) {
          return Array.get(value, index);
        }

        @Override
        public int size() {
          return Array.getLength(value);
        }
      };
    }
    throw new IllegalArgumentException(
        what + " is '" + Text.excerpt(value.toString()) + "'; expected a list of numbers");
  }

  static double number(@Nullable Object value, String what, Object which) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text && Text.isDecimal(text)) {
      return Double.parseDouble(text);
    }
    throw new IllegalArgumentException(
        what
            + "["
            + which
            + "] is "
            + (value == null ? "null" : "'" + Text.excerpt(value.toString()) + "'")
            + "; expected a number");
  }

  private static Instant instant(Object value, String what) {
    if (value instanceof Date date) {
      return start(date.toLocalDate());
    }
    if (value instanceof Timestamp time) {
      return time.toInstant();
    }
    if (value instanceof LocalDateTime time) {
      return time.toInstant(ZoneOffset.UTC);
    }
    if (value instanceof LocalDate date) {
      return start(date);
    }
    if (value instanceof Instant time) {
      return time;
    }
    String text = value.toString();
    try {
      return text.length() == 10 ? start(LocalDate.parse(text)) : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          what
              + " is '"
              + Text.excerpt(text)
              + "'; expected a date like 2019-04-10 or a time like 2019-04-10T19:30:00Z",
          e);
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The numbers of one list column, or of one column each. */
  private static final class Numbers {
    private final String what;
    private final int[] indexes;
    private final boolean isList;

    Numbers(String what, List<String> names, StructType schema) {
      this.what = what;
      indexes = names.stream().mapToInt(schema::fieldIndex).toArray();
      isList = indexes.length == 1 && schema.fields()[indexes[0]].dataType() instanceof ArrayType;
    }

    double[] of(Row row) {
      if (!isList) {
        double[] values = new double[indexes.length];
        Arrays.setAll(values, i -> number(row.get(indexes[i]), what, i));
        return values;
      }
      if (row.isNullAt(indexes[0])) {
        throw new IllegalArgumentException(what + " is null; expected a list of numbers");
      }
      List<?> list = list(row.get(indexes[0]), what);
      double[] values = new double[list.size()];
      int i = 0;
      for (Object value : list) {
        values[i] = number(value, what, i);
        i++;
      }
      return values;
    }
  }
}
