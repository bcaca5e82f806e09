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

  /** The places from one of them on, which is then the first. */
  Places from(int first);

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
    public Places from(int first) {
      return new Numbers(number(first), step);
    }

    @Override
    public void write(BinaryWriter out) {
      out.putEnum(Form.NUMBERS).putLong(start).putLong(step);
    }
  }

  /**
   * A step of so many units.
   *
   * @param day of months and years, the day of the month where the month is long enough, 31 for its
   *     end; 0 for that of the start
   */
  record Steps(ZonedDateTime start, long amount, ChronoUnit unit, int day) implements Places {
    static final int MONTH_END = 31;

    @Override
    public ZonedDateTime at(long index) {
      ZonedDateTime moment = start.plus(Math.multiplyExact(amount, index), unit);
      return day == 0
          ? moment
          : moment.withDayOfMonth(Math.min(day, moment.toLocalDate().lengthOfMonth()));
    }

    @Override
    public Places from(int first) {
      return new Later(this, first);
    }

    @Override
    public void write(BinaryWriter out) {
      out.putEnum(form());
      Places.write(out, start);
      out.putLong(amount).putEnum(unit);
      if (form() == Form.STEPS_ON_DAY) {
        out.putInt(day);
      }
    }

    private Form form() {
      return switch (day) {
        case 0 -> Form.STEPS;
        case MONTH_END -> Form.STEPS_FROM_MONTH_ENDS;
        default -> Form.STEPS_ON_DAY;
      };
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
      return moments.get(last).plusSeconds(Math.multiplyExact(difference(), index - last));
    }

    @Override
    public Places from(int first) {
      int last = moments.size() - 1;
      return first < last
          ? new Moments(moments.subList(first, last + 1))
          : new Steps(at(first), difference(), ChronoUnit.SECONDS, 0);
    }

    /** What the places after the last are apart. */
    private long difference() {
      int last = moments.size() - 1;
      return last == 0 ? 1 : ChronoUnit.SECONDS.between(moments.get(last - 1), moments.get(last));
    }

    @Override
    public void write(BinaryWriter out) {
      out.putEnum(Form.MOMENTS).putInt(moments.size());
      moments.forEach(moment -> Places.write(out, moment));
    }
  }

  /** Steps without the first few, which still tell the day that short months have not. */
  record Later(Steps all, int before) implements Places {
    @Override
    public ZonedDateTime at(long index) {
      return all.at(Math.addExact(before, index));
    }

    @Override
    public Places from(int first) {
      return new Later(all, Math.addExact(before, first));
    }

    @Override
    public void write(BinaryWriter out) {
      out.putEnum(Form.LATER).putInt(before);
      all.write(out);
    }
  }

  /** What stands in a file. */
  enum Form {
    NUMBERS,
    STEPS,
    STEPS_FROM_MONTH_ENDS,
    MOMENTS,
    LATER,
    STEPS_ON_DAY
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
      case STEPS, STEPS_FROM_MONTH_ENDS, STEPS_ON_DAY -> readSteps(in, form);
      case MOMENTS -> {
        int count = in.getInt(1, Integer.MAX_VALUE, "number of moments");
        List<ZonedDateTime> moments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          moments.add(readMoment(in));
        }
        yield new Moments(List.copyOf(moments));
      }
      case LATER -> {
        int before = in.getInt(0, Integer.MAX_VALUE, "number of places before");
        yield new Later(readSteps(in, in.getEnum(Form.class)), before);
      }
    };
  }

  private static Steps readSteps(BinaryReader in, Form form) {
    if (form == Form.NUMBERS || form == Form.MOMENTS || form == Form.LATER) {
      throw in.damaged("places of the form " + form + " have none before them");
    }
    ZonedDateTime start = readMoment(in);
    long amount = in.getLong(1, Long.MAX_VALUE, "step");
    ChronoUnit unit = in.getEnum(ChronoUnit.class);
    if (!isStep(unit)) {
      throw in.damaged("unit is " + unit + "; expected Seconds to Years");
    }
    int day =
        switch (form) {
          case STEPS_FROM_MONTH_ENDS -> Steps.MONTH_END;
          case STEPS_ON_DAY -> in.getInt(1, Steps.MONTH_END, "day of the month");
          default -> 0;
        };
    return new Steps(start, amount, unit, day);
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
