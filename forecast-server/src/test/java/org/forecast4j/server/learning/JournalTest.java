package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;

  private static OutcomeRecord outcome(int seed) {
    Random random = new Random(seed);
    Forecast forecast = Forecast.of(random.nextGaussian(), random.nextGaussian());
    List<Interval> steps =
        List.of(new Interval(-random.nextDouble(), random.nextDouble()), Interval.WHOLE_LINE);
    List<Interval> band = List.of(Interval.EMPTY, new Interval(-1, random.nextDouble()));
    Pattern pattern =
        new Pattern(new double[] {seed, random.nextDouble(), -3}, Map.of("rating_difference", 4.2));
    return new OutcomeRecord(
        "id-" + seed,
        new IntervalForecast(pattern, forecast, 0.9, steps, band),
        new double[] {random.nextInt(20), random.nextGaussian()});
  }

  private Path write(int count) throws IOException {
    Path file = folder.resolve("a.journal");
    try (Journal journal = Journal.open(file)) {
      journal.read();
      for (int i = 0; i < count; i++) {
        journal.append(List.of(outcome(i)));
      }
    }
    return file;
  }

  private static List<OutcomeRecord> read(Path file) throws IOException {
    try (Journal journal = Journal.open(file)) {
      return journal.read().stream().map(OutcomeRecord.class::cast).toList();
    }
  }

  private static void assertSame(List<OutcomeRecord> found, int count) {
    assertThat(found).hasSize(count);
    for (int i = 0; i < count; i++) {
      OutcomeRecord expected = outcome(i);
      assertThat(found.get(i).id()).isEqualTo(expected.id());
      assertThat(found.get(i).forecast()).isEqualTo(expected.forecast());
      assertThat(found.get(i).actual()).isEqualTo(expected.actual());
    }
  }

  @Test
  void what_was_appended_is_read_again_to_the_bit() throws IOException {
    assertSame(read(write(20)), 20);
  }

  @Test
  void a_file_cut_anywhere_within_its_last_record_loses_that_record_alone() throws IOException {
    byte[] two = Files.readAllBytes(write(2));
    Files.delete(folder.resolve("a.journal"));
    byte[] three = Files.readAllBytes(write(3));
    for (int length = two.length; length < three.length; length++) {
      Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(three, length));
      assertSame(read(file), 2);
      assertThat(Files.size(file)).isEqualTo(two.length);
    }
  }

  @Test
  void what_comes_after_a_dropped_record_is_kept() throws IOException {
    Path file = write(3);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 5));
    try (Journal journal = Journal.open(file)) {
      assertThat(journal.read()).hasSize(2);
      journal.append(List.of(outcome(2)));
    }
    assertSame(read(file), 3);
  }

  @Test
  void zeros_that_a_lost_machine_left_behind_the_last_record_are_dropped() throws IOException {
    Path file = write(2);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 4096));
    assertSame(read(file), 2);
  }

  @Test
  void any_changed_byte_before_the_last_record_is_refused_naming_file_and_place()
      throws IOException {
    Path file = write(3);
    byte[] bytes = Files.readAllBytes(file);
    int second = bytes.length / 3;
    List<Integer> wrong = new ArrayList<>();
    for (int i = 0; i < second; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x10;
      Path copy = Files.write(folder.resolve("changed"), changed);
      try {
        read(copy);
        wrong.add(i);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("changed is damaged: the outcome at byte 0");
      }
      assertThat(Files.readAllBytes(copy)).isEqualTo(changed);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void a_state_folder_serves_one_server_at_a_time() throws IOException {
    try (StateFolder first = StateFolder.open(folder)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> StateFolder.open(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another server");
    }
    StateFolder.open(folder).close();
  }

  @Test
  void each_version_of_a_model_has_a_journal_of_its_own_and_no_name_escapes_the_folder() {
    assertThat(StateFolder.fileName("m", Sha256.of("one")))
        .isNotEqualTo(StateFolder.fileName("m", Sha256.of("two")));
    assertThat(StateFolder.fileName("../../m", Sha256.of("one")))
        .doesNotContain("/")
        .startsWith(".._.._m-");
  }
}
