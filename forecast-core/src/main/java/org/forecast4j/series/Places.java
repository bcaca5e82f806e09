package org.forecast4j.series;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Text;

/** The places of a series in time. */
sealed interface Places {
  ZonedDateTime at(long index);

  void write(BinaryWriter out);

  /** Whole numbers, which stand for seconds here. */
  record Numbers(long start, long step) implements Places {
    long number(long index) {
      return Math.addExact(start, Math.multiplyExact(step, index));
    }

    @Override
    public ZonedDateTime at(long index) {
      return Instant.ofEpochSecond(number(index)).atZone(ZoneOffset.UTC);
    }

    @Override
    public void write(BinaryWriter out) {
      out.putEnum(Form.NUMBERS).putLong(start).putLong(step);
    }
  }

  /** A step of so many units; of months, from the ends of months if {@code ends}. */
  record Steps(ZonedDateTime start, long amount, ChronoUnit unit, boolean ends) implements Places {
    @Override
    public ZonedDateTime at(long index) {
      ZonedDateTime moment = start.plus(Math.multiplyExact(amount, index), unit);
      return ends ? moment.withDayOfMonth(moment.toLocalDate().lengthOfMonth()) : moment;
    }

    @Override
    public void write(BinaryWriter out) {
      out.putEnum(ends ? Form.STEPS_FROM_MONTH_ENDS : Form.STEPS);
      Places.write(out, start);
      out.putLong(amount).putEnum(unit);
    }
  }

  /** One by one; the last difference goes on. */
  record Moments(List<ZonedDateTime> moments) implements Places {
    @Override
    public ZonedDateTime at(long index) {
      int last = moments.size() - 1;
      if (index <= last) {
        return moments.get((int) index);
      }
      ZonedDateTime end = moments.get(last);
      long seconds = last == 0 ? 1 : ChronoUnit.SECONDS.between(moments.get(last - 1), end);
      return end.plusSeconds(Math.multiplyExact(seconds, index - last));
    }

    @Override
    public void write(BinaryWriter out) {
      out.putEnum(Form.MOMENTS).putInt(moments.size());
      moments.forEach(moment -> Places.write(out, moment));
    }
  }

  /** What stands in a file. */
  enum Form {
    NUMBERS,
    STEPS,
    STEPS_FROM_MONTH_ENDS,
    MOMENTS
  }

  private static void write(BinaryWriter out, ZonedDateTime moment) {
    out.putLong(moment.toEpochSecond()).putInt(moment.getNano());
    out.putString(moment.getZone().getId());
  }

  /** Reads what was written; what is not ascending is refused elsewhere. */
  static Places read(BinaryReader in) {
    Form form = in.getEnum(Form.class);
    return switch (form) {
      case NUMBERS -> new Numbers(in.getLong(), in.getLong(1, Long.MAX_VALUE, "step"));
      case STEPS, STEPS_FROM_MONTH_ENDS -> {
        ZonedDateTime start = readMoment(in);
        long amount = in.getLong(1, Long.MAX_VALUE, "step");
        ChronoUnit unit = in.getEnum(ChronoUnit.class);
        if (!isStep(unit)) {
          throw in.damaged("unit is " + unit + "; expected Seconds to Years");
        }
        yield new Steps(start, amount, unit, form == Form.STEPS_FROM_MONTH_ENDS);
      }
      case MOMENTS -> {
        int count = in.getInt(1, Integer.MAX_VALUE, "number of moments");
        List<ZonedDateTime> moments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          moments.add(readMoment(in));
        }
        yield new Moments(List.copyOf(moments));
      }
    };
  }

  /** Whether steps can be of such units. */
  static boolean isStep(ChronoUnit unit) {
    return unit.compareTo(ChronoUnit.SECONDS) >= 0 && unit.compareTo(ChronoUnit.YEARS) <= 0;
  }

  private static ZonedDateTime readMoment(BinaryReader in) {
    long seconds = in.getLong();
    int nanos = in.getInt(0, 999_999_999, "nanoseconds");
    String zone = in.getString();
    try {
      return Instant.ofEpochSecond(seconds, nanos).atZone(ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw in.damaged("a moment is none: " + Text.excerpt(String.valueOf(e.getMessage())));
    }
  }
}
