package org.forecast4j.dejavu;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * The portable form of a {@link DejavuForecaster}: its settings, then its database column by
 * column, whole numbers and repeated texts in little space.
 */
final class DejavuFile {
  private static final String KIND = "dejavu";
  private static final int ABSENT = -1;
  private static final int MAX_DAYS = 365_000_000;
  private static final int DAY_SECONDS = 86_400;
  private static final double MAX_SECONDS = MAX_DAYS * (double) DAY_SECONDS;
  private static final int MAX_NANOS = 999_999_999;
  private static final int MAX_NAMES = 1_000;

  private DejavuFile() {}

  static byte[] write(DejavuForecaster forecaster) {
    List<LabeledPattern> examples = forecaster.database().examples().stream().toList();
    Shape shape = forecaster.shape();
    // What the first version can say is written in it, for older readers.
    boolean hasTimes = !examples.stream().allMatch(LabeledPattern::isOfDay);
    int version = hasTimes ? 3 : forecaster.outcomes() > 0 ? 2 : 1;
    BinaryWriter out = new BinaryWriter(KIND, version);
    out.putInt(shape.inputLength()).putInt(shape.horizon()).putInt(examples.size());
    out.putInt(forecaster.settings().size());
    forecaster.settings().forEach((name, value) -> out.putString(name).putString(value));
    examples.forEach(example -> out.putString(example.id()));
    if (hasTimes) {
      writeTimes(out, examples, LabeledPattern::moment);
      writeTimes(out, examples, LabeledPattern::known);
    } else {
      out.putDoubles(examples.stream().mapToDouble(e -> e.date().toEpochDay()).toArray());
    }
    for (int i = 0; i < shape.inputLength(); i++) {
      int position = i;
      out.putDoubles(examples.stream().mapToDouble(e -> e.pattern().value(position)).toArray());
    }
    for (int i = 0; i < shape.horizon(); i++) {
      int step = i;
      out.putDoubles(examples.stream().mapToDouble(e -> e.outcome(step)).toArray());
    }
    writeCovariates(out, examples);
    writeLabels(out, forecaster.database().labels());
    if (version > 1) {
      out.putLong(forecaster.outcomes());
    }
    return out.toBytes();
  }

  /** A column of seconds since the epoch, and one of nanoseconds. */
  private static void writeTimes(
      BinaryWriter out, List<LabeledPattern> examples, Function<LabeledPattern, Instant> time) {
    double[] seconds = new double[examples.size()];
    double[] nanoseconds = new double[seconds.length];
    for (int i = 0; i < seconds.length; i++) {
      Instant at = time.apply(examples.get(i));
      seconds[i] = at.getEpochSecond();
      nanoseconds[i] = at.getNano();
    }
    out.putDoubles(seconds).putDoubles(nanoseconds);
  }

  private static SortedSet<String> keys(
      List<LabeledPattern> examples, Function<LabeledPattern, Map<String, ?>> maps) {
    SortedSet<String> keys = new TreeSet<>();
    examples.forEach(example -> keys.addAll(maps.apply(example).keySet()));
    return keys;
  }

  /** A column a covariate, NaN where an example lacks it. */
  private static void writeCovariates(BinaryWriter out, List<LabeledPattern> examples) {
    SortedSet<String> names = keys(examples, example -> example.pattern().covariates());
    out.putInt(names.size());
    for (String name : names) {
      out.putString(name);
      out.putDoubles(
          examples.stream()
              .mapToDouble(e -> e.pattern().covariates().getOrDefault(name, Double.NaN))
              .toArray());
    }
  }

  /** For each label its different values, and a column of their places. */
  private static void writeLabels(BinaryWriter out, Labels labels) {
    out.putInt(labels.columns().size());
    labels
        .columns()
        .forEach(
            (name, column) -> {
              out.putString(name).putInt(column.values().length);
              for (String value : column.values()) {
                out.putString(value);
              }
              out.putDoubles(Arrays.stream(column.places()).asDoubleStream().toArray());
            });
  }

  static DejavuForecaster read(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 3, bytes);
    int inputLength = in.getInt(1, bytes.length, "input length");
    int horizon = in.getInt(1, bytes.length, "horizon");
    int size = in.getInt(1, bytes.length, "number of examples");
    Map<String, String> settings = new TreeMap<>();
    for (int i = in.getInt(0, MAX_NAMES, "number of settings"); i > 0; i--) {
      settings.put(in.getString(), in.getString());
    }
    String[] ids = new String[size];
    for (int i = 0; i < size; i++) {
      ids[i] = in.getString();
    }
    Instant[] moments = in.version() < 3 ? readDays(in, size) : readTimes(in, size);
    Instant[] known = in.version() < 3 ? ends(moments) : readTimes(in, size);
    for (int i = 0; i < size; i++) {
      if (!known[i].isAfter(moments[i])) {
        throw in.damaged("an outcome is known at " + known[i] + "; expected after " + moments[i]);
      }
    }
    double[] values = readRows(in, size, inputLength, "values");
    double[] outcomes = readRows(in, size, horizon, "outcomes");
    Map<String, double[]> covariates = readCovariates(in, size);
    Labels labels = readLabels(in, size);
    long least = in.version() == 2 ? 1 : 0;
    long joined = in.version() == 1 ? 0 : in.getLong(least, Long.MAX_VALUE, "number of outcomes");
    in.end();
    PatternDatabase database =
        new PatternDatabase(
            new Shape(inputLength, horizon),
            ids,
            moments,
            known,
            labels,
            values,
            outcomes,
            covariates);
    return DejavuForecaster.builder(database).settings(settings).restored(joined);
  }

  /** The beginnings of days. */
  private static Instant[] readDays(BinaryReader in, int size) {
    double[] days = in.getDoubles(size, "dates");
    Instant[] moments = new Instant[size];
    for (int i = 0; i < size; i++) {
      if (!isWhole(days[i], -MAX_DAYS, MAX_DAYS)) {
        throw in.damaged(
            "day is "
                + days[i]
                + "; expected a whole number, at most "
                + MAX_DAYS
                + " from the epoch");
      }
      moments[i] =
          i > 0 && days[i] == days[i - 1]
              ? moments[i - 1]
              : Instant.ofEpochSecond(DAY_SECONDS * (long) days[i]);
    }
    return moments;
  }

  /** When days are over that begin at these moments. */
  private static Instant[] ends(Instant[] moments) {
    Instant[] ends = new Instant[moments.length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] =
          i > 0 && moments[i].equals(moments[i - 1])
              ? ends[i - 1]
              : moments[i].plusSeconds(DAY_SECONDS);
    }
    return ends;
  }

  private static Instant[] readTimes(BinaryReader in, int size) {
    double[] seconds = in.getDoubles(size, "seconds");
    double[] nanoseconds = in.getDoubles(size, "nanoseconds");
    Instant[] times = new Instant[size];
    for (int i = 0; i < size; i++) {
      if (!isWhole(seconds[i], -MAX_SECONDS, MAX_SECONDS)) {
        throw in.damaged(
            "second is "
                + seconds[i]
                + "; expected a whole number, at most "
                + MAX_DAYS
                + " days from the epoch");
      }
      if (!isWhole(nanoseconds[i], 0, MAX_NANOS)) {
        throw in.damaged(
            "nanosecond is " + nanoseconds[i] + "; expected a whole number from 0 to 999999999");
      }
      times[i] = Instant.ofEpochSecond((long) seconds[i], (long) nanoseconds[i]);
    }
    return times;
  }

  /** Columns of the file as rows one after the other. */
  private static double[] readRows(BinaryReader in, int size, int width, String what) {
    double[][] columns = new double[width][];
    for (int i = 0; i < width; i++) {
      columns[i] = Checks.values(in.getDoubles(size, what), what);
    }
    double[] rows = new double[Math.multiplyExact(size, width)];
    for (int row = 0; row < size; row++) {
      for (int i = 0; i < width; i++) {
        rows[row * width + i] = columns[i][row];
      }
    }
    return rows;
  }

  private static Map<String, double[]> readCovariates(BinaryReader in, int size) {
    Map<String, double[]> covariates = new TreeMap<>();
    for (int i = in.getInt(0, MAX_NAMES, "number of covariates"); i > 0; i--) {
      String name = in.getString();
      double[] column = in.getDoubles(size, "covariate");
      for (double value : column) {
        if (Math.abs(value) > Checks.MAX_MAGNITUDE) {
          Checks.value(value, "covariate " + name);
        }
      }
      covariates.put(name, column);
    }
    return covariates;
  }

  private static Labels readLabels(BinaryReader in, int size) {
    SortedMap<String, Labels.Column> columns = new TreeMap<>();
    for (int i = in.getInt(0, MAX_NAMES, "number of labels"); i > 0; i--) {
      String name = in.getString();
      String[] values = new String[in.getInt(0, size, "number of different labels")];
      for (int value = 0; value < values.length; value++) {
        values[value] = in.getString();
      }
      double[] read = in.getDoubles(size, "label");
      int[] places = new int[size];
      for (int row = 0; row < size; row++) {
        if (!isWhole(read[row], ABSENT, values.length - 1)) {
          throw in.damaged(
              "label place is "
                  + read[row]
                  + "; expected a whole number from -1 to "
                  + (values.length - 1));
        }
        places[row] = (int) read[row];
      }
      columns.put(name, new Labels.Column(values, places));
    }
    return Labels.of(columns);
  }

  private static boolean isWhole(double number, double least, double most) {
    return number >= least && number <= most && number == Math.rint(number);
  }
}
