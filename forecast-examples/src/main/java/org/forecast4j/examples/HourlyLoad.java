package org.forecast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.forecast4j.Interval;
import org.forecast4j.series.CalendarCovariates;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.SeriesColumns;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.series.Timeline;

/**
 * Forecasts the next six hours of electric load from a season of 24 and the weekday. The meters are
 * made up, from a seed: homes with a peak in the evening, more on free days, and offices that work
 * from Monday to Friday, all with weather that lasts for days.
 *
 * <p>{@code HourlyLoad FILE} writes them as a panel instead, for the command line.
 */
public final class HourlyLoad {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /** The columns of the written panel. */
  public static final SeriesColumns COLUMNS =
      new SeriesColumns(
          "id", "time", "load", List.of(CalendarCovariates.WEEKDAY), Optional.of(BERLIN));

  private static final int HORIZON = 6;
  private static final int HOURS = 24;
  private static final int DAYS = 7;
  private static final int SATURDAY = 6;

  private HourlyLoad() {}

  /**
   * Runs the example.
   *
   * @param arguments none, or a file to write the panel to
   * @throws IOException if it cannot be written
   */
  public static void main(String... arguments) throws IOException {
    Panel meters = panel(10, 4, 1);
    if (arguments.length > 0) {
      meters.write(Path.of(arguments[0]), COLUMNS);
      return;
    }
    PanelModel model =
        PanelModel.builder(HORIZON, HOURS)
            .calendar(CalendarCovariates.HOUR, CalendarCovariates.WEEKDAY)
            .fit(meters);
    SeriesForecast next = model.forecast("office-01");
    for (int step = 0; step < HORIZON; step++) {
      Interval interval = next.interval(step, 0.9);
      System.out.printf(
          Locale.ROOT,
          "%s  %.1f kW, 90 %%: %.1f to %.1f%n",
          next.time(step),
          next.step(step),
          interval.lower(),
          interval.upper());
    }
  }

  /**
   * Meters with hourly values from a Monday on, and the weekday as a covariate that is known for
   * the next six hours, too.
   *
   * @param count how many meters; every other one is an office
   * @param weeks how many weeks of values, at least 1
   * @param seed of everything random
   * @return the meters
   */
  public static Panel panel(int count, int weeks, long seed) {
    Random random = new Random(seed);
    ZonedDateTime monday = ZonedDateTime.of(2024, 1, 8, 0, 0, 0, 0, BERLIN);
    List<TimeSeries> meters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean office = i % 2 == 1;
      double[] values = load(random, office, weeks * DAYS * HOURS);
      String id = String.format(Locale.ROOT, "%s-%02d", office ? "office" : "home", i);
      TimeSeries meter = TimeSeries.of(id, Timeline.every(monday, 1, ChronoUnit.HOURS), values);
      double[] weekdays = new double[values.length + HORIZON];
      for (int hour = 0; hour < weekdays.length; hour++) {
        weekdays[hour] = meter.timeline().at(hour).getDayOfWeek().getValue();
      }
      meters.add(meter.withCovariate(CalendarCovariates.WEEKDAY, weekdays));
    }
    return Panel.of(meters);
  }

  private static double[] load(Random random, boolean office, int hours) {
    double scale = Math.exp(random.nextGaussian()) * (office ? 40 : 4);
    double eager = 1 + 0.3 * random.nextGaussian();
    double weather = 0;
    double noise = 0;
    double[] values = new double[hours];
    for (int i = 0; i < hours; i++) {
      int hour = i % HOURS;
      boolean free = i / HOURS % DAYS + 1 >= SATURDAY;
      double usual = office ? office(hour, free) : home(hour, free);
      weather = 0.995 * weather + 0.01 * random.nextGaussian();
      noise = 0.7 * noise + 0.05 * random.nextGaussian();
      values[i] = scale * Math.exp(eager * usual + weather + noise);
    }
    return values;
  }

  /** The logarithm of what a home uses: little at night, most in the evening. */
  private static double home(int hour, boolean free) {
    double morning = bump(hour, free ? 10 : 7, free ? 3 : 1.5) * (free ? 0.7 : 0.5);
    return morning + 0.9 * bump(hour, 19, 3) + (free ? 0.3 * bump(hour, 14, 3) : 0);
  }

  /** The logarithm of what an office uses: its working hours, and little else. */
  private static double office(int hour, boolean free) {
    return (free ? 0.15 : 1.2) * (bump(hour, 10, 2.5) + bump(hour, 15, 2.5));
  }

  private static double bump(int hour, double middle, double width) {
    double distance = (hour - middle) / width;
    return Math.exp(-distance * distance / 2);
  }
}
