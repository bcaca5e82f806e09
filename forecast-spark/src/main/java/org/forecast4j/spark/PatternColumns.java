package org.forecast4j.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.forecast4j.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a table hold a pattern, and what else is known of it. Numbers may be of any
 * numeric type or, as in CSV, text. Immutable.
 */
public final class PatternColumns implements Serializable {
  private static final long serialVersionUID = 1;

  private final List<String> pattern;
  private final List<String> outcome;
  private final List<String> covariates;
  private final @Nullable String id;
  private final @Nullable String moment;
  private final @Nullable String known;
  private final @Nullable String position;

  private PatternColumns(Builder builder) {
    pattern = builder.pattern;
    outcome = builder.outcome;
    covariates = builder.covariates;
    id = builder.id;
    moment = builder.moment;
    known = builder.known;
    position = builder.position;
  }

  /**
   * Starts from the defaults: a list column {@code pattern}, a list column {@code outcome} where
   * outcomes are needed, no covariates and nothing else.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  List<String> pattern() {
    return pattern;
  }

  List<String> outcome() {
    return outcome;
  }

  List<String> covariates() {
    return covariates;
  }

  @Nullable String id() {
    return id;
  }

  @Nullable String moment() {
    return moment;
  }

  @Nullable String known() {
    return known;
  }

  @Nullable String position() {
    return position;
  }

  /** What a row is known by, as far as it says so. */
  @Nullable String idOf(Row row) {
    return id == null ? null : row.<@Nullable Object>getAs(id) + "";
  }

  /** Refuses a table that lacks a column. */
  void require(StructType schema, boolean withOutcome) {
    require(schema, pattern);
    require(schema, withOutcome ? outcome : List.of());
    require(schema, covariates);
    require(schema, Arrays.asList(id, moment, known, position));
  }

  /**
   * A table of the columns that are read alone, so that the others are not decoded, nor read from
   * Parquet. It has them all, as was required before.
   *
   * @param more further columns; null is none
   */
  Dataset<Row> select(Dataset<Row> rows, @Nullable String... more) {
    List<@Nullable String> names = new ArrayList<>(pattern);
    names.addAll(outcome);
    names.addAll(covariates);
    names.addAll(Arrays.asList(id, moment, known, position));
    names.addAll(Arrays.asList(more));
    return select(rows, names);
  }

  /**
   * A table of those of these columns that it has; null is none. It stays whole if Spark cannot
   * tell its columns apart, or if a line may be corrupt.
   */
  static Dataset<Row> select(Dataset<Row> rows, List<? extends @Nullable String> names) {
    List<String> all =
        Arrays.stream(rows.schema().fieldNames())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    if (new HashSet<>(all).size() < all.size() || all.contains(RowReader.CORRUPT)) {
      return rows;
    }
    return rows.select(
        Arrays.stream(rows.schema().fieldNames())
            .filter(names::contains)
            .map(name -> rows.col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new));
  }

  /** Refuses a table with a column that is added, or that Spark takes for the same. */
  static void requireNone(Dataset<Row> rows, String... added) {
    boolean isExact =
        Boolean.parseBoolean(rows.sparkSession().conf().get("spark.sql.caseSensitive", "false"));
    List<String> names = List.of(rows.schema().fieldNames());
    for (String name : added) {
      if (names.stream().anyMatch(isExact ? name::equals : name::equalsIgnoreCase)) {
        throw new IllegalArgumentException(
            "the table has the columns " + names + "; expected none named " + name);
      }
    }
  }

  /** Refuses a table that lacks one of these columns; null is none. */
  static void require(StructType schema, List<? extends @Nullable String> names) {
    List<String> present = List.of(schema.fieldNames());
    for (String name : names) {
      if (name != null && !present.contains(name)) {
        throw new IllegalArgumentException(
            "the table has the columns " + present + "; expected " + name);
      }
    }
  }

  /** Puts columns together. Not thread-safe. */
  public static final class Builder {
    private List<String> pattern = List.of("pattern");
    private List<String> outcome = List.of("outcome");
    private List<String> covariates = List.of();
    private @Nullable String id;
    private @Nullable String moment;
    private @Nullable String known;
    private @Nullable String position;

    private Builder() {}

    /**
     * Sets where the observed values are.
     *
     * @param columns one list column, or one column a value, oldest first
     * @return this builder
     * @throws IllegalArgumentException if there is none
     */
    public Builder pattern(String... columns) {
      Checks.atLeast(1, columns.length, "number of columns of the pattern");
      pattern = List.of(columns);
      return this;
    }

    /**
     * Sets where the values that followed are.
     *
     * @param columns one list column, or one column a step
     * @return this builder
     * @throws IllegalArgumentException if there is none
     */
    public Builder outcome(String... columns) {
      Checks.atLeast(1, columns.length, "number of columns of the outcome");
      outcome = List.of(columns);
      return this;
    }

    /**
     * Sets the covariates, each in a column of its name; a pattern lacks those that are null.
     *
     * @param columns their names
     * @return this builder
     */
    public Builder covariates(String... columns) {
      covariates = List.of(columns);
      return this;
    }

    /**
     * Sets what a row is known by; without it, a hash of its numbers.
     *
     * @param column any column whose values can be written as text
     * @return this builder
     */
    public Builder id(String column) {
      id = column;
      return this;
    }

    /**
     * Sets when the pattern was complete; without it, all rows are of one day.
     *
     * @param column dates, timestamps, or text as ISO 8601 writes them; a date stands for its day
     * @return this builder
     */
    public Builder moment(String column) {
      moment = column;
      return this;
    }

    /**
     * Sets when the whole outcome was known; without it, at the end of the day of the moment.
     *
     * @param column dates, timestamps, or text as ISO 8601 writes them
     * @return this builder
     */
    public Builder known(String column) {
      known = column;
      return this;
    }

    /**
     * Sets the place of a row among all rows, where order matters: of neighbours equally near, and
     * of what is learned at one moment. Without it, rows are in the order of their moments, then of
     * their ids.
     *
     * @param column whole numbers
     * @return this builder
     */
    public Builder position(String column) {
      position = column;
      return this;
    }

    /**
     * Puts the columns together.
     *
     * @return the columns
     */
    public PatternColumns build() {
      return new PatternColumns(this);
    }
  }
}
