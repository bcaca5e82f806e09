package org.forecast4j.series;

import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import org.forecast4j.internal.CsvReader;
import org.jspecify.annotations.Nullable;

/**
 * The times of a file as they are read, row by row. Those of a series are all whole numbers, or all
 * of the form of its first. In a zone that is given all are seen, and an offset may stand beside
 * some, as it must where an hour comes twice. Without one, times keep their offset or zone, which
 * is the same in a series, and offsets the same in the file: else the hours of days would not be
 * comparable.
 */
final class TimeColumn {
  private static final String OR_ZONE =
      ", or a zone to see all times in (--zone; in Java, that of SeriesColumns)";

  private final CsvReader csv;
  private final String column;
  private final Optional<ZoneId> zone;
  private final Clock clock = new Clock();

  TimeColumn(CsvReader csv, SeriesColumns columns) {
    this.csv = csv;
    column = columns.time();
    zone = columns.zone().map(ZoneId::normalized);
  }

  /**
   * A time.
   *
   * @param number if it has no moment
   * @param isSkipped whether the clock of its zone does not show it
   */
  record Time(long number, @Nullable ZonedDateTime moment, boolean isSkipped) {
    ZonedDateTime at() {
      if (moment == null) {
        throw new IllegalStateException("a row of numbers has no moment");
      }
      return moment;
    }
  }

  /** What the rows of a series so far say of its times. */
  static final class Form {
    private TimeFormat format;
    private final Clock clock = new Clock();

    private Form(TimeFormat format) {
      this.format = format;
    }

    TimeFormat format() {
      return format;
    }
  }

  /** What the first row of a series says of its times. */
  Form form() throws IOException {
    String text = csv.getText(column);
    return new Form(
        TimeFormat.number(text).isPresent()
            ? TimeFormat.NUMBER
            : TimeFormat.of(text).orElseThrow(() -> csv.wrong(column, TimeFormat.EXPECTED)));
  }

  /** The time of a row of a series. */
  Time read(Form form) throws IOException {
    String text = csv.getText(column);
    if (form.format == TimeFormat.NUMBER) {
      OptionalLong number = TimeFormat.number(text);
      return new Time(number.orElseThrow(() -> another(form)), null, false);
    }
    ZoneId local = zone.orElse(ZoneOffset.UTC);
    TimeFormat format = form.format;
    Optional<ZonedDateTime> read = format.read(text, local);
    if (read.isEmpty()) {
      format = format.besides();
      read = format.read(text, local);
      if (read.isEmpty() || zone.isEmpty()) {
        throw read.isEmpty() ? another(form) : csv.wrong(column, asBefore(form) + OR_ZONE);
      }
    }
    ZonedDateTime moment = read.get();
    if (format == TimeFormat.MOMENT) {
      moment = zone.isPresent() ? moment.withZoneSameInstant(local) : agreed(moment, form);
    } else {
      form.format = format;
    }
    return new Time(0, moment, format.isSkipped(text, local));
  }

  private IOException another(Form form) {
    return csv.wrong(column, asBefore(form));
  }

  private static String asBefore(Form form) {
    return form.format.expected() + ", as in the first row of this series";
  }

  private ZonedDateTime agreed(ZonedDateTime moment, Form form) throws IOException {
    ZoneId own = moment.getZone().normalized();
    if (own instanceof ZoneOffset) {
      requireSame(clock, own);
    }
    requireSame(form.clock, own);
    return moment;
  }

  /** What offsets and zones are compared with. */
  private static final class Clock {
    private @Nullable ZoneId first;
    private int line;
  }

  private void requireSame(Clock clock, ZoneId own) throws IOException {
    if (clock.first == null) {
      clock.first = own;
      clock.line = csv.line();
    } else if (!clock.first.equals(own)) {
      throw csv.wrong(column, clock.first + " as in line " + clock.line + OR_ZONE);
    }
  }
}
