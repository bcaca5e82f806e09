package org.forecast4j.dejavu;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * The portable form of a {@link DejavuForecaster}: its settings, then its database column by
 * column, whole numbers and repeated texts in little space.
 */
final class DejavuFile {
  private static final String KIND = "dejavu";
  private static final int ABSENT = -1;
  private static final int MOST_DAYS = 365_000_000;
  private static final int MOST_NAMES = 1_000;

  private DejavuFile() {}

  static byte[] write(DejavuForecaster forecaster) {
    List<LabeledPattern> examples = forecaster.database().examples().stream().toList();
    Shape shape = forecaster.shape();
    BinaryWriter out = new BinaryWriter(KIND, 1);
    out.putInt(shape.inputLength()).putInt(shape.horizon()).putInt(examples.size());
    out.putInt(forecaster.settings().size());
    forecaster.settings().forEach((name, value) -> out.putString(name).putString(value));
    examples.forEach(example -> out.putString(example.id()));
    out.putDoubles(examples.stream().mapToDouble(e -> e.date().toEpochDay()).toArray());
    for (int i = 0; i < shape.inputLength(); i++) {
      int position = i;
      out.putDoubles(examples.stream().mapToDouble(e -> e.pattern().value(position)).toArray());
    }
    for (int i = 0; i < shape.horizon(); i++) {
      int step = i;
      out.putDoubles(examples.stream().mapToDouble(e -> e.outcome(step)).toArray());
    }
    writeCovariates(out, examples);
    writeLabels(out, examples);
    return out.toBytes();
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
  private static void writeLabels(BinaryWriter out, List<LabeledPattern> examples) {
    SortedSet<String> names = keys(examples, LabeledPattern::labels);
    out.putInt(names.size());
    for (String name : names) {
      Map<String, Integer> places = new LinkedHashMap<>();
      double[] column = new double[examples.size()];
      for (int i = 0; i < column.length; i++) {
        String value = examples.get(i).labels().get(name);
        column[i] = value == null ? ABSENT : places.computeIfAbsent(value, v -> places.size());
      }
      out.putString(name).putInt(places.size());
      places.keySet().forEach(out::putString);
      out.putDoubles(column);
    }
  }

  static DejavuForecaster read(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    int inputLength = in.getInt(1, bytes.length, "input length");
    int horizon = in.getInt(1, bytes.length, "horizon");
    int size = in.getInt(1, bytes.length, "number of examples");
    Map<String, String> settings = new TreeMap<>();
    for (int i = in.getInt(0, MOST_NAMES, "number of settings"); i > 0; i--) {
      settings.put(in.getString(), in.getString());
    }
    String[] ids = new String[size];
    Arrays.setAll(ids, i -> in.getString());
    double[] days = in.getDoubles(size, "dates");
    for (double day : days) {
      if (!(Math.abs(day) <= MOST_DAYS)) {
        throw in.damaged("day is " + day + "; expected at most " + MOST_DAYS + " from the epoch");
      }
    }
    List<double[]> values = columns(in, inputLength, size);
    List<double[]> outcomes = columns(in, horizon, size);
    List<Map<String, Double>> covariates = readCovariates(in, size);
    List<Map<String, String>> labels = readLabels(in, size);
    in.end();
    List<LabeledPattern> examples = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      examples.add(
          new LabeledPattern(
              ids[i],
              LocalDate.ofEpochDay((long) days[i]),
              labels.get(i),
              new Pattern(row(values, i), covariates.get(i)),
              row(outcomes, i)));
    }
    return DejavuForecaster.builder(PatternDatabase.of(examples)).settings(settings).build();
  }

  private static List<double[]> columns(BinaryReader in, int count, int size) {
    return Stream.generate(() -> in.getDoubles(size, "column")).limit(count).toList();
  }

  private static double[] row(List<double[]> columns, int index) {
    return columns.stream().mapToDouble(column -> column[index]).toArray();
  }

  private static <V> List<Map<String, V>> emptyMaps(int size) {
    return Stream.<Map<String, V>>generate(TreeMap::new).limit(size).toList();
  }

  private static List<Map<String, Double>> readCovariates(BinaryReader in, int size) {
    List<Map<String, Double>> covariates = emptyMaps(size);
    for (int i = in.getInt(0, MOST_NAMES, "number of covariates"); i > 0; i--) {
      String name = in.getString();
      double[] column = in.getDoubles(size, "covariate");
      for (int row = 0; row < size; row++) {
        if (!Double.isNaN(column[row])) {
          covariates.get(row).put(name, column[row]);
        }
      }
    }
    return covariates;
  }

  private static List<Map<String, String>> readLabels(BinaryReader in, int size) {
    List<Map<String, String>> labels = emptyMaps(size);
    for (int i = in.getInt(0, MOST_NAMES, "number of labels"); i > 0; i--) {
      String name = in.getString();
      String[] values = new String[in.getInt(0, size, "number of different labels")];
      Arrays.setAll(values, v -> in.getString());
      double[] places = in.getDoubles(size, "label");
      for (int row = 0; row < size; row++) {
        if (!(places[row] >= ABSENT && places[row] < values.length)) {
          throw in.damaged(
              "label place is " + places[row] + "; expected -1 to " + (values.length - 1));
        }
        if (places[row] != ABSENT) {
          labels.get(row).put(name, values[(int) places[row]]);
        }
      }
    }
    return labels;
  }
}
