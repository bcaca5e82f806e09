package org.forecast4j.series;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * The covariates that a panel model uses: what is known of a time before it comes.
 *
 * @param columns covariates of the series
 * @param calendar names of {@link CalendarCovariates} that a timeline gives by itself
 */
record KnownCovariates(List<String> columns, List<String> calendar) {
  static final KnownCovariates NONE = new KnownCovariates(List.of(), List.of());

  /** Copies the names, and refuses one that is given twice or that no calendar has. */
  KnownCovariates {
    columns = List.copyOf(columns);
    calendar = List.copyOf(calendar);
    calendar.forEach(CalendarCovariates::requireName);
    Set<String> names = new LinkedHashSet<>();
    Stream.concat(columns.stream(), calendar.stream())
        .forEach(
            name -> {
              if (!names.add(name)) {
                throw new IllegalArgumentException(
                    "covariate " + name + " is given twice; expected each once");
              }
            });
  }

  void write(BinaryWriter out) {
    for (List<String> names : List.of(columns, calendar)) {
      out.putInt(names.size());
      names.forEach(out::putString);
    }
  }

  static KnownCovariates read(BinaryReader in) {
    List<String> columns = names(in);
    return new KnownCovariates(columns, names(in));
  }

  private static List<String> names(BinaryReader in) {
    List<String> names = new ArrayList<>();
    for (int i = in.getInt(0, Integer.MAX_VALUE, "number of covariates"); i > 0; i--) {
      names.add(in.getString());
    }
    return names;
  }

  int count() {
    return columns.size() + calendar.size();
  }

  private String name(int covariate) {
    return covariate < columns.size()
        ? columns.get(covariate)
        : calendar.get(covariate - columns.size());
  }

  /** One value; NaN if it is not known. */
  double value(TimeSeries series, int covariate, int place) {
    return covariate < columns.size()
        ? series.covariate(name(covariate), place)
        : CalendarCovariates.value(name(covariate), series.timeline().at(place));
  }

  /**
   * Refuses a series that does not carry them.
   *
   * @throws IllegalArgumentException if a covariate is missing, or its times are no moments
   */
  void requireOf(TimeSeries series) {
    columns.forEach(name -> series.covariate(name, 0));
    if (!calendar.isEmpty() && series.timeline().isCounting()) {
      throw new IllegalArgumentException(
          "series "
              + series.id()
              + " has whole numbers as times; expected dates or times for the covariate "
              + calendar.get(0));
    }
  }

  /** What is not known of some places of a series, in words, if anything is not. */
  Optional<String> unknown(TimeSeries series, int from, int to) {
    for (int place = from; place < to; place++) {
      for (int covariate = 0; covariate < count(); covariate++) {
        if (Double.isNaN(value(series, covariate, place))) {
          return Optional.of(
              "has no covariate "
                  + name(covariate)
                  + " at "
                  + series.timeline().text(place)
                  + "; expected it for every step ahead");
        }
      }
    }
    return Optional.empty();
  }
}
