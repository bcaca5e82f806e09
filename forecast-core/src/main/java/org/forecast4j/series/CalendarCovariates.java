package org.forecast4j.series;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Set;
import org.forecast4j.internal.Checks;

/** What a calendar says of the times of a series, in the zone of its timeline. */
public final class CalendarCovariates {
  /** The hour of the day, 0 to 23. */
  public static final String HOUR = "hour";

  /** The day of the week, 1 for Monday to 7 for Sunday. */
  public static final String WEEKDAY = "weekday";

  /** 1 on a holiday, else 0. */
  public static final String HOLIDAY = "holiday";

  private CalendarCovariates() {}

  /** Refuses a name that no timeline gives by itself. */
  static void requireName(String name) {
    if (!name.equals(HOUR) && !name.equals(WEEKDAY)) {
      throw new IllegalArgumentException(
          "covariate of the calendar is '" + name + "'; expected " + HOUR + " or " + WEEKDAY);
    }
  }

  /** What a timeline gives by itself. */
  static double value(String name, ZonedDateTime time) {
    return name.equals(HOUR) ? time.getHour() : time.getDayOfWeek().getValue();
  }

  /**
   * Adds hour, weekday and holiday to a series.
   *
   * @param series the series
   * @param ahead of how many times after the last value, at least 0
   * @param holidays the days that count as holidays
   * @return the series with three more covariates
   * @throws IllegalArgumentException if {@code ahead} is negative
   */
  public static TimeSeries addTo(TimeSeries series, int ahead, Set<LocalDate> holidays) {
    int places = series.length() + Checks.atLeast(0, ahead, "number of times ahead");
    double[] hours = new double[places];
    double[] weekdays = new double[places];
    double[] flags = new double[places];
    for (int i = 0; i < places; i++) {
      ZonedDateTime time = series.timeline().at(i);
      hours[i] = value(HOUR, time);
      weekdays[i] = value(WEEKDAY, time);
      flags[i] = holidays.contains(time.toLocalDate()) ? 1 : 0;
    }
    return series
        .withCovariate(HOUR, hours)
        .withCovariate(WEEKDAY, weekdays)
        .withCovariate(HOLIDAY, flags);
  }
}
