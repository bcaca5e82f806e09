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
import java.util.zip.CRC32C;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
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
}
