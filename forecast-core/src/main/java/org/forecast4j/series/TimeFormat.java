package org.forecast4j.series;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import org.forecast4j.internal.Text;

/** How times stand in files. */
enum TimeFormat {
  /** Such as 17. */
  NUMBER,
  /** Such as 1996-03: the first of the month. */
  MONTH,
  /** Such as 1996-03-01. */
  DATE,
  /** Such as 1996-03-01T10:00, in the zone of the file; with an offset where that comes twice. */
  LOCAL,
  /** Such as 1996-03-01T10:00+01:00[Europe/Berlin]. */
  MOMENT;

  static final String EXPECTED =
      "a whole number, or a time like 1996-03, 1996-03-01, 1996-03-01T10:00 or"
          + " 1996-03-01T10:00+01:00";

  private static final long FARTHEST_NUMBER = 10_000_000_000_000_000L;
  private static final int LENGTH_OF_MONTH = 7;

  static OptionalLong number(String text) {
    return Text.wholeNumber(text, -FARTHEST_NUMBER, FARTHEST_NUMBER);
  }

  /** The format of a time that is no whole number, if it has one. */
  static Optional<TimeFormat> of(String text) {
    for (TimeFormat format : new TimeFormat[] {MONTH, DATE, LOCAL, MOMENT}) {
      if (format.read(text, ZoneOffset.UTC).isPresent()) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** The moment that a text names. */
  Optional<ZonedDateTime> read(String text, ZoneId zone) {
    try {
      return switch (this) {
        case NUMBER -> Optional.empty();
        case MONTH ->
            text.length() == LENGTH_OF_MONTH
                ? Optional.of(YearMonth.parse(text).atDay(1).atStartOfDay(zone))
                : Optional.empty();
        case DATE -> Text.date(text).map(date -> date.atStartOfDay(zone));
        case LOCAL -> Optional.of(LocalDateTime.parse(iso(text)).atZone(zone));
        case MOMENT -> Optional.of(zoned(iso(text)));
      };
    } catch (DateTimeException notOfThisFormat) {
      return Optional.empty();
    }
  }

  /** What may stand beside it in a series whose zone is given: an hour that comes twice. */
  TimeFormat besides() {
    return this == LOCAL ? MOMENT : this == MOMENT ? LOCAL : this;
  }

  /** What such a time looks like. */
  String expected() {
    return switch (this) {
      case NUMBER -> "a whole number";
      case MONTH -> "a month like 1996-03";
      case DATE -> "a date like 1996-03-01";
      case LOCAL -> "a time like 1996-03-01T10:00";
      case MOMENT -> "a time like 1996-03-01T10:00+01:00";
    };
  }

  /** Whether the clock of the zone skips a time, which is then read as a later one. */
  boolean isSkipped(String text, ZoneId zone) {
    return this == LOCAL
        && zone.getRules().getValidOffsets(LocalDateTime.parse(iso(text))).isEmpty();
  }

  private static ZonedDateTime zoned(String text) {
    return text.endsWith("]")
        ? ZonedDateTime.parse(text)
        : OffsetDateTime.parse(text).toZonedDateTime();
  }

  /** Many write a blank where ISO 8601 has a T. */
  private static String iso(String text) {
    return text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) (?=\\d)", "$1T");
  }

  /** As it is read; of an hour that comes twice, the offset tells which of the two. */
  String write(ZonedDateTime moment) {
    LocalDate date = moment.toLocalDate();
    return switch (this) {
      case NUMBER -> Long.toString(moment.toEpochSecond());
      case MONTH -> YearMonth.from(date).toString();
      case DATE -> date.toString();
      case LOCAL -> {
        LocalDateTime local = moment.toLocalDateTime();
        boolean comesTwice = moment.getZone().getRules().getValidOffsets(local).size() > 1;
        yield comesTwice ? moment.toOffsetDateTime().toString() : local.toString();
      }
      case MOMENT -> moment.toString();
    };
  }
}
