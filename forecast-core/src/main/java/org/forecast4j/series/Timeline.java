package org.forecast4j.series;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * When the values of a series were observed: a start and a step, or moments one by one. It goes on
 * after the last value, to where forecasts are. Immutable and safe for concurrent use.
 */
public final class Timeline {
  private static final int FEWEST_TO_INFER = 2;
  private static final int LAST_YEAR = 9999;

  private final Places places;
  private final TimeFormat format;

  private Timeline(Places places, TimeFormat format) {
    this.places = places;
    this.format = format;
  }

  /**
   * Whole numbers, such as years or places in a row.
   *
   * @param start the time of the first value
   * @param step what lies between two values, at least 1
   * @return the timeline
   * @throws IllegalArgumentException if the step is below 1
   */
  public static Timeline counting(long start, long step) {
    if (step < 1) {
      throw new IllegalArgumentException("step is " + step + "; expected at least 1");
    }
    return new Timeline(new Places.Numbers(start, step), TimeFormat.NUMBER);
  }

  /**
   * A moment every so often.
   *
   * @param start the moment of the first value
   * @param amount how many units lie between two values, at least 1
   * @param unit from seconds to years; days and longer keep the time of day over changes of the
   *     clock, months and years from the last day of a month stay on last days
   * @return the timeline
   * @throws IllegalArgumentException if the amount is below 1 or the unit another
   */
  public static Timeline every(ZonedDateTime start, long amount, ChronoUnit unit) {
    if (amount < 1) {
      throw new IllegalArgumentException(
          "step is " + amount + " " + unit + "; expected at least 1");
    }
    if (!Places.isStep(unit)) {
      throw new IllegalArgumentException("unit is " + unit + "; expected Seconds to Years");
    }
    boolean ofMonths = unit == ChronoUnit.MONTHS || unit == ChronoUnit.YEARS;
    int day = ofMonths ? day(List.of(start)) : 0;
    return new Timeline(new Places.Steps(start, amount, unit, day), TimeFormat.MOMENT);
  }

  /** The day of the month that moments have where the month is long enough, as steps take it. */
  private static int day(List<ZonedDateTime> moments) {
    if (moments.stream().allMatch(Timeline::isMonthEnd)) {
      return Places.Steps.MONTH_END;
    }
    int last = moments.stream().mapToInt(ZonedDateTime::getDayOfMonth).max().orElseThrow();
    return last == moments.get(0).getDayOfMonth() ? 0 : last;
  }

  /**
   * Moments one by one. Forecasts are as far apart as the last two of them, one second if there is
   * one.
   *
   * @param moments at least one, each later than the one before
   * @return the timeline
   * @throws IllegalArgumentException if there is none, or one is not later, naming it
   */
  public static Timeline of(List<ZonedDateTime> moments) {
    return new Timeline(new Places.Moments(ascending(moments)), TimeFormat.MOMENT);
  }

  private static List<ZonedDateTime> ascending(List<ZonedDateTime> moments) {
    Checks.atLeast(1, moments.size(), "number of moments");
    for (int i = 1; i < moments.size(); i++) {
      if (!moments.get(i).isAfter(moments.get(i - 1))) {
        throw new IllegalArgumentException(
            "moments[" + i + "] is " + moments.get(i) + "; expected after " + moments.get(i - 1));
      }
    }
    return List.copyOf(moments);
  }

  /** The step of whole numbers that ascend: what divides all differences. */
  static Timeline ofNumbers(long[] numbers) {
    long step = 0;
    for (int i = 1; i < numbers.length; i++) {
      step = gcd(step, Math.subtractExact(numbers[i], numbers[i - 1]));
    }
    return counting(numbers[0], Math.max(1, step));
  }

  /**
   * The step of moments that ascend: months, days or seconds that divide all differences; the
   * moments one by one if most of the places were then empty.
   */
  static Timeline inferred(List<ZonedDateTime> moments, TimeFormat format) {
    if (moments.size() < FEWEST_TO_INFER) {
      return new Timeline(new Places.Moments(ascending(moments)), format);
    }
    ZonedDateTime start = moments.get(0);
    for (ChronoUnit unit : List.of(ChronoUnit.MONTHS, ChronoUnit.DAYS, ChronoUnit.SECONDS)) {
      long step = 0;
      for (int i = 1; i < moments.size(); i++) {
        step = gcd(step, between(start, moments.get(i), unit));
      }
      if (step > 0) {
        int day = unit == ChronoUnit.MONTHS ? day(moments) : 0;
        Timeline regular = new Timeline(new Places.Steps(start, step, unit, day), format);
        long places = between(start, moments.get(moments.size() - 1), unit) / step + 1;
        if (places <= 2L * moments.size() && regular.meets(moments, unit, step)) {
          return regular;
        }
      }
    }
    return new Timeline(new Places.Moments(ascending(moments)), format);
  }

  private boolean meets(List<ZonedDateTime> moments, ChronoUnit unit, long step) {
    ZonedDateTime start = moments.get(0);
    return moments.stream()
        .allMatch(moment -> at(between(start, moment, unit) / step).isEqual(moment));
  }

  private static long between(ZonedDateTime from, ZonedDateTime to, ChronoUnit unit) {
    if (unit == ChronoUnit.MONTHS) {
      return Period.between(
              from.toLocalDate().withDayOfMonth(1), to.toLocalDate().withDayOfMonth(1))
          .toTotalMonths();
    }
    return unit == ChronoUnit.DAYS
        ? ChronoUnit.DAYS.between(from.toLocalDate(), to.toLocalDate())
        : unit.between(from, to);
  }

  private static boolean isMonthEnd(ZonedDateTime moment) {
    return moment.getDayOfMonth() == moment.toLocalDate().lengthOfMonth();
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** The place of a number on a timeline of numbers. */
  int placeOf(long number) {
    Places.Numbers numbers = (Places.Numbers) places;
    return Math.toIntExact((number - numbers.start()) / numbers.step());
  }

  /** The place of a moment on a timeline with a step, or among the moments. */
  int placeOf(ZonedDateTime moment) {
    if (places instanceof Places.Steps steps) {
      return Math.toIntExact(between(steps.start(), moment, steps.unit()) / steps.amount());
    }
    return ((Places.Moments) places).moments().indexOf(moment);
  }

  /**
   * A moment of the series.
   *
   * @param index a place, from 0; places after the last value are those of forecasts
   * @return the moment; of a whole number, so many seconds after 1970 began, UTC
   */
  public ZonedDateTime at(long index) {
    return places.at(index);
  }

  /**
   * The same as an instant.
   *
   * @param index a place, from 0
   * @return the instant
   */
  public Instant instant(long index) {
    return at(index).toInstant();
  }

  /** The times from a place on. */
  Timeline from(int first) {
    return new Timeline(places.from(first), format);
  }

  /** How many rows of a file it takes to tell the times. */
  int fewestRows() {
    if (places instanceof Places.Moments each) {
      return each.moments().size();
    }
    return places instanceof Places.Numbers numbers && numbers.step() == 1 ? 1 : 2;
  }

  /** Whether a place has a time that can be written and read again. */
  boolean reaches(long index) {
    try {
      return at(index).getYear() <= LAST_YEAR || isCounting();
    } catch (DateTimeException | ArithmeticException beyondAllCalendars) {
      return false;
    }
  }

  /** Whether times are whole numbers. */
  boolean isCounting() {
    return places instanceof Places.Numbers;
  }

  /** Refuses moments one by one that are fewer than the values. */
  void require(int length) {
    if (places instanceof Places.Moments each && each.moments().size() > 1) {
      Checks.atLeast(length, each.moments().size(), "number of moments");
    }
  }

  /**
   * A time as it stands in files.
   *
   * @param index a place, from 0
   * @return a whole number, or ISO 8601: as it was read, or with its zone
   */
  public String text(long index) {
    return places instanceof Places.Numbers numbers
        ? Long.toString(numbers.number(index))
        : format.write(at(index));
  }

  void write(BinaryWriter out) {
    out.putEnum(format);
    places.write(out);
  }

  /** Reads what was written, of a series that is to go on to a place. */
  static Timeline read(BinaryReader in, long lastPlace) {
    TimeFormat format = in.getEnum(TimeFormat.class);
    Places places = Places.read(in);
    if ((format == TimeFormat.NUMBER) != places instanceof Places.Numbers) {
      throw in.damaged("times of the form " + format + " are not kept so");
    }
    if (places instanceof Places.Moments each) {
      ascending(each.moments());
    }
    Timeline timeline = new Timeline(places, format);
    try {
      timeline.at(lastPlace);
      timeline.text(lastPlace);
    } catch (DateTimeException | ArithmeticException e) {
      throw in.damaged("times go on beyond all calendars: " + e.getMessage());
    }
    return timeline;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Timeline that && places.equals(that.places) && format == that.format;
  }

  @Override
  public int hashCode() {
    return places.hashCode();
  }

  @Override
  public String toString() {
    return text(0) + ", " + text(1) + ", …";
  }
}
