package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.server.storage.RecordFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  private static Journal open(Path file) throws IOException {
    return Journals.open(file);
  }

  private Path write(int count) throws IOException {
    Path file = folder.resolve("a.journal");
    try (Journal journal = open(file)) {
      for (int i = 0; i < count; i++) {
        journal.append(List.of(outcome(i)));
      }
    }
    return file;
  }

  private static List<OutcomeRecord> read(Path file) throws IOException {
    try (Journal journal = open(file)) {
      return journal.read().stream().map(OutcomeRecord.class::cast).toList();
    }
  }

  private static void assertSame(OutcomeRecord found, OutcomeRecord expected) {
    assertThat(found.id()).isEqualTo(expected.id());
    assertThat(found.forecast()).isEqualTo(expected.forecast());
    assertThat(found.actual()).isEqualTo(expected.actual());
  }

  @Test
  void what_was_appended_is_read_again_to_the_bit() throws IOException {
    List<OutcomeRecord> found = read(write(20));
    assertThat(found).hasSize(20);
    for (int i = 0; i < 20; i++) {
      assertSame(found.get(i), outcome(i));
    }
  }

  @Test
  void any_changed_byte_is_refused_also_in_the_last_outcome() throws IOException {
    Path file = write(3);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x10;
      Files.write(file, changed);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("a.journal is damaged at byte ", "journal salvage");
      assertThat(Files.readAllBytes(file)).isEqualTo(changed);
    }
  }

  @Test
  void a_whole_record_that_is_no_outcome_is_refused_by_its_number() throws IOException {
    Path file = write(2);
    try (RecordFile records = RecordFile.open(file, Journal.KIND, () -> {})) {
      records.append(List.of(new byte[40]));
    }
    assertThatThrownBy(() -> read(file))
        .hasMessageContainingAll("record 3 is whole", "a newer server may have written it");
  }

  @Test
  void it_is_compacted_at_more_than_twice_as_many_as_it_keeps() throws IOException {
    Path file = write(6);
    for (int kept : new int[] {0, 2, 3}) {
      try (Journal journal =
          Journals.open(file, new StateFolder.Listener() {}, Checkpoints.EVERY, kept)) {
        assertThat(journal.keptWhenCompacted()).isEqualTo(kept == 2 ? 2 : 0);
      }
    }
  }

  @Test
  void who_opened_it_is_told_that_it_is_closed_and_what_is_wrong_with_its_file()
      throws IOException {
    Path file = write(1);
    List<Path> closed = new ArrayList<>();
    Journal journal =
        Journal.open(file, new StateFolder.Listener() {}, Runnable::run, 5, 0, closed::add);
    assertThat(journal.read()).hasSize(1);
    assertThat(journal.degraded()).isEmpty();
    Files.delete(file);
    assertThat(journal.degraded()).contains("the file was deleted or moved while it was in use");
    assertThat(closed).isEmpty();
    journal.close();
    assertThat(closed).containsExactly(file);
  }

  @Test
  @Timeout(60)
  void it_has_checkpoints_written_and_waits_for_them_when_it_is_closed() throws Exception {
    Trained trained = CheckpointTest.trained(1, "origin");
    Fold fold = Fold.begin(trained, Map.of());
    Deque<Runnable> tasks = new ArrayDeque<>();
    Path file = write(5);
    Journal journal =
        Journal.open(file, new StateFolder.Listener() {}, tasks::add, 5, 0, closed -> {});
    assertThat(journal.resume(trained)).isEmpty();
    journal.due(() -> Snapshot.of(fold));
    tasks.remove().run();
    journal.append(List.of(outcome(5)));
    journal.rewritten(List.of(), fold);
    while (tasks.isEmpty()) {
      journal.due(() -> Snapshot.of(fold)); // It rests after a write.
    }
    Thread closing =
        new Thread(
            () -> {
              try {
                journal.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    closing.start();
    while (closing.getState() != Thread.State.WAITING) {
      assertThat(closing.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    tasks.remove().run();
    closing.join();
    assertThat(Checkpoint.position(Checkpoint.of(file)).sequence()).isEqualTo(6);
  }
}
