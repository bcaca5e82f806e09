package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class DejavuFileTest {
  private static final Shape SHAPE = new Shape(5, 2);

  private static List<LabeledPattern> examples() {
    List<LabeledPattern> examples = new ArrayList<>(Examples.randomWalks(80, SHAPE, 1));
    examples.add(
        new LabeledPattern(
            "odd\none",
            LocalDate.of(-44, 3, 15),
            Map.of("home", "Rome", "month", "Martius"),
            Pattern.of(-0.0, 1e-300, 0.1, 4, -5).with(Examples.DRIFT, 2).with("omen", -1),
            new double[] {1e9, Math.PI}));
    return examples;
  }

  private final DejavuForecaster dejavu =
      DejavuForecaster.builder(PatternDatabase.of(examples()))
          .k(20)
          .distance(Distance.dtw(1))
          .weighting(NeighbourWeighting.gaussian(0.7))
          .aggregation(Aggregation.localLinear(0.3))
          .covariate(Examples.DRIFT, 0.5)
          .build();

  @Test
  void what_is_read_is_what_was_written_to_the_bit() {
    byte[] bytes = dejavu.toBytes();
    DejavuForecaster restored = DejavuForecaster.fromBytes(bytes);
    assertThat(restored.settings()).isEqualTo(dejavu.settings());
    assertThat(restored.database().examples()).containsExactlyElementsOf(examples());
    assertThat(restored.toBytes()).isEqualTo(bytes);
    for (LabeledPattern query : Examples.randomWalks(20, SHAPE, 2)) {
      assertThat(restored.explain(query.pattern())).isEqualTo(dejavu.explain(query.pattern()));
    }
  }

  @Test
  void moments_within_a_day_are_kept_and_examples_of_days_stay_in_the_first_version() {
    Instant moment = Instant.parse("2021-03-28T01:59:59.123456789Z");
    List<LabeledPattern> hourly =
        List.of(
            examples().get(0),
            LabeledPattern.of("h", moment, moment.plusNanos(1), Pattern.of(1, 2, 3, 4, 5), 6, 7));
    DejavuForecaster times = DejavuForecaster.builder(hourly).growing(4).build();
    DejavuForecaster restored = DejavuForecaster.fromBytes(times.toBytes());
    assertThat(restored.database().examples()).containsExactlyElementsOf(hourly);
    DejavuForecaster grown = times.observe(Pattern.of(1, 2, 3, 4, 5), 6, 7);
    restored = DejavuForecaster.fromBytes(grown.toBytes());
    assertThat(restored.outcomes()).isEqualTo(1);
    assertThat(restored.database().example(2).known()).isEqualTo(moment.plusNanos(1));
    assertThat(version(times)).isEqualTo(3);
    assertThat(version(dejavu)).isEqualTo(1);
  }

  /** It stands after the magic, the length of the kind, and the kind. */
  private static int version(DejavuForecaster forecaster) {
    return ByteBuffer.wrap(forecaster.toBytes()).getInt(4 + 4 + "dejavu".length());
  }

  @Test
  void whole_numbers_take_little_space() {
    List<LabeledPattern> walks = Examples.randomWalks(1_000, SHAPE, 3);
    byte[] bytes = DejavuForecaster.builder(PatternDatabase.of(walks)).build().toBytes();
    // 7 bytes of values, 12 of id and its length, 8 of covariate, 8 of date and labels.
    assertThat(bytes.length).isLessThan(1_000 * 36);
  }

  @Test
  void bytes_that_cannot_be_right_are_refused_whatever_their_checksum() {
    byte[] good = dejavu.toBytes();
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] file = good.clone();
      int at = 10 + random.nextInt(good.length - 14);
      file[at] = (byte) random.nextInt();
      CRC32C checksum = new CRC32C();
      checksum.update(file, 0, file.length - 4);
      ByteBuffer.wrap(file).putInt(file.length - 4, (int) checksum.getValue());
      try {
        DejavuForecaster.fromBytes(file);
      } catch (IllegalArgumentException expected) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(100);
    assertThatThrownBy(() -> DejavuForecaster.fromBytes(Arrays.copyOf(good, 300)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dejavu file is damaged: truncated or altered");
  }

  /** Two examples of one value and one step, as a file of some version holds them. */
  private static final class Written {
    private int version = 3;
    private int settings;
    private double[] days = {5, 7};
    private double[] seconds = {100, -100};
    private double[] nanoseconds = {0, 999_999_999};
    private double[] knownSeconds = {200, 200};
    private double[] values = {1, 2};
    private double[] covariate = {0.5, Double.NaN};
    private double[] labels = {-1, 1};
    private long outcomes = 1;
    private boolean goesOn;

    private DejavuForecaster read() {
      BinaryWriter out = new BinaryWriter("dejavu", version);
      out.putInt(1).putInt(1).putInt(2).putInt(settings + 1).putString("k").putString("1");
      for (int i = 0; i < settings; i++) {
        out.putString("k").putString("1");
      }
      out.putString("a").putString("b");
      if (version < 3) {
        out.putDoubles(days);
      } else {
        out.putDoubles(seconds).putDoubles(nanoseconds);
        out.putDoubles(knownSeconds).putDoubles(new double[] {0, 1});
      }
      out.putDoubles(values).putDoubles(new double[] {3, 4});
      out.putInt(1).putString("omen").putDoubles(covariate);
      out.putInt(1).putString("home").putInt(2).putString("Rome").putString("Ostia");
      out.putDoubles(labels);
      if (version > 1) {
        out.putLong(outcomes);
      }
      if (goesOn) {
        out.putInt(0);
      }
      return DejavuForecaster.fromBytes(out.toBytes());
    }
  }

  private static void assertRefused(Consumer<Written> change, String message) {
    Written written = new Written();
    change.accept(written);
    assertThatThrownBy(written::read)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static DejavuForecaster read(Consumer<Written> change) {
    Written written = new Written();
    change.accept(written);
    return written.read();
  }

  @Test
  void a_file_is_read_column_by_column() {
    DejavuForecaster read = read(written -> {});
    assertThat(read.outcomes()).isEqualTo(1);
    LabeledPattern first = read.database().example(0);
    LabeledPattern second = read.database().example(1);
    assertThat(first.id()).isEqualTo("a");
    assertThat(first.moment()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(first.known()).isEqualTo(Instant.ofEpochSecond(200));
    assertThat(first.pattern()).isEqualTo(Pattern.of(1).with("omen", 0.5));
    assertThat(first.labels()).isEmpty();
    assertThat(second.id()).isEqualTo("b");
    assertThat(second.moment()).isEqualTo(Instant.ofEpochSecond(-100, 999_999_999));
    assertThat(second.known()).isEqualTo(Instant.ofEpochSecond(200, 1));
    assertThat(second.pattern()).isEqualTo(Pattern.of(2));
    assertThat(second.labels()).isEqualTo(Map.of("home", "Ostia"));
    assertThat(second.outcome(0)).isEqualTo(4);
  }

  @Test
  void examples_of_days_are_known_when_the_day_is_over() {
    for (int version : new int[] {1, 2}) {
      LabeledPattern second = read(written -> written.version = version).database().example(1);
      assertThat(second.moment()).isEqualTo(Instant.parse("1970-01-08T00:00:00Z"));
      assertThat(second.known()).isEqualTo(Instant.parse("1970-01-09T00:00:00Z"));
    }
    double[] same = {7, 7};
    assertThat(
            read(written -> {
                  written.version = 1;
                  written.days = same;
                })
                .database()
                .example(1)
                .known())
        .isEqualTo(Instant.parse("1970-01-09T00:00:00Z"));
  }

  @Test
  void times_that_cannot_be_are_refused() {
    double lastDay = 365_000_000;
    double lastSecond = lastDay * 86_400;
    double[] far = {-lastSecond, 0};
    assertThat(read(written -> written.seconds = far).database().example(0).moment())
        .isEqualTo(Instant.ofEpochSecond((long) -lastSecond));
    assertRefused(
        written -> written.knownSeconds = new double[] {200, lastSecond + 1},
        "expected a whole number, at most 365000000 days from the epoch");
    assertRefused(
        written -> written.seconds = new double[] {0, Double.NaN},
        "second is NaN; expected a whole number, at most 365000000 days from the epoch");
    assertRefused(
        written -> written.nanoseconds = new double[] {0, -1},
        "nanosecond is -1.0; expected a whole number from 0 to 999999999");
    assertRefused(
        written -> written.nanoseconds = new double[] {0, 1e9},
        "nanosecond is 1.0E9; expected a whole number from 0 to 999999999");
    assertRefused(
        written -> written.knownSeconds = new double[] {100, 200},
        "an outcome is known at 1970-01-01T00:01:40Z; expected after 1970-01-01T00:01:40Z");
    assertRefused(
        written -> written.seconds = new double[] {0.5, 0},
        "second is 0.5; expected a whole number");
    assertRefused(
        written -> written.nanoseconds = new double[] {0.5, 0},
        "nanosecond is 0.5; expected a whole number");
    for (double day : new double[] {lastDay + 1, -lastDay - 1, 1.5, Double.NaN}) {
      assertRefused(
          written -> {
            written.version = 1;
            written.days = new double[] {1, day};
          },
          "day is " + day + "; expected a whole number, at most 365000000 from the epoch");
    }
  }

  @Test
  void columns_that_cannot_be_are_refused() {
    assertRefused(
        written -> written.labels = new double[] {0, -2},
        "label place is -2.0; expected a whole number from -1 to 1");
    assertRefused(
        written -> written.labels = new double[] {0, 2},
        "label place is 2.0; expected a whole number from -1 to 1");
    assertRefused(
        written -> written.labels = new double[] {0, 0.5},
        "label place is 0.5; expected a whole number from -1 to 1");
    assertRefused(
        written -> written.labels = new double[] {0, Double.NaN},
        "label place is NaN; expected a whole number from -1 to 1");
    assertRefused(
        written -> written.covariate = new double[] {0, Double.POSITIVE_INFINITY},
        "covariate omen");
    assertRefused(written -> written.values = new double[] {1, Double.NaN}, "values[1] is NaN");
    assertRefused(written -> written.values = new double[] {1}, "values has length 1; expected 2");
    assertRefused(written -> written.settings = 1_000, "number of settings is 1001");
    assertRefused(written -> written.goesOn = true, "dejavu file is damaged");
    assertThat(read(written -> written.outcomes = 0).outcomes()).isZero();
    assertRefused(
        written -> {
          written.version = 2;
          written.outcomes = 0;
        },
        "number of outcomes is 0");
    assertRefused(written -> written.outcomes = -1, "number of outcomes is -1");
  }
}
