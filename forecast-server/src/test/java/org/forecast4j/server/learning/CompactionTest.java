package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.Pattern;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.errors.RefusedException.Reason;
import org.forecast4j.server.storage.RecordFiles;
import org.forecast4j.server.storage.Salvage;
import org.forecast4j.wire.FinalScore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactionTest {
  private static final Trained TRAINED = CheckpointTest.trained(1, "origin");
  private static final int KEPT = 10;

  @TempDir Path folder;

  private Path journal() {
    return folder.resolve("a.journal");
  }

  private static Learning open(Path journal, int kept) throws IOException {
    Journal opened = Journals.open(journal, new StateFolder.Listener() {}, 1_000, kept);
    return Learning.resume(TRAINED, opened, Optional.empty());
  }

  private Learning compacting() throws IOException {
    return open(journal(), KEPT);
  }

  private static OutcomeRecord outcome(int number) {
    Random random = new Random(number);
    Pattern pattern = Pattern.of(random.nextInt(20), random.nextInt(20));
    return new OutcomeRecord(
        "o" + number,
        TRAINED.wrapper().forecast(pattern, random.nextBoolean() ? 0.9 : 0.6),
        new double[] {random.nextInt(20), random.nextInt(20)});
  }

  private static ResultRecord result(String id) {
    return new ResultRecord(
        FinalScore.of(id, java.time.LocalDate.of(2019, 1, 5), "LAL", "BOS", 101, 90));
  }

  private static void observe(Learning learning, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      assertThat(learning.observe(outcome(i)).status()).isEqualTo("observed");
    }
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name)).resolve("a.journal");
    for (String suffix : List.of("", ".head", ".checkpoint")) {
      if (Files.exists(folder.resolve("a.journal" + suffix))) {
        Files.copy(folder.resolve("a.journal" + suffix), copy.resolveSibling("a.journal" + suffix));
      }
    }
    return copy;
  }

  /** Thirty outcomes, one of which is retracted, and a result. */
  private void fill() throws Exception {
    try (Learning learning = open(journal(), 0)) {
      observe(learning, 0, 20);
      learning.learn(result("g"));
      learning.retract("o3");
      observe(learning, 20, 30);
    }
  }

  private static void assertConflict(String said, Call call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFLICT))
        .hasMessageContaining(said);
  }

  private interface Call {
    void run() throws Exception;
  }

  @Test
  void a_compacted_journal_leads_to_the_same_bits_now_and_ever_after() throws Exception {
    fill();
    Path whole = copy("whole");
    for (int round = 0; round < 4; round++) {
      try (Learning compacted = compacting();
          Learning anew = open(whole, 0)) {
        CheckpointTest.assertSame(compacted, anew);
        observe(compacted, 30 + 15 * round, 45 + 15 * round);
        observe(anew, 30 + 15 * round, 45 + 15 * round);
        CheckpointTest.assertSame(compacted, anew);
      }
      assertThat(RecordFiles.verify(journal()).acknowledged()).isLessThan(2 * KEPT + 20);
    }
    assertThat(RecordFiles.verify(whole).acknowledged()).isEqualTo(32 + 60);
    assertThat(StateFolder.beginning(journal()).orElseThrow()).startsWith("compacted");
    assertThat(StateFolder.beginning(whole)).isEmpty();
  }

  @Test
  void what_is_older_is_known_and_can_be_neither_repeated_nor_retracted() throws Exception {
    fill();
    compacting().close();
    for (boolean restarts : new boolean[] {false, true}) {
      try (Learning learning = compacting()) {
        long version = learning.state().version();
        for (int i = 0; i < 20; i++) {
          int number = i;
          if (i != 3) {
            String said = "id is 'o" + i + "', which was told before the journal was compacted";
            assertConflict(said, () -> learning.observe(outcome(number)));
            assertConflict(said, () -> learning.retract("o" + number));
          }
        }
        assertConflict("game_id is 'g'", () -> learning.learn(result("g")));
        assertConflict("game_id is 'g'", () -> learning.retractResult("g"));
        assertThat(learning.retract("o3").status()).isEqualTo("duplicate");
        assertThat(learning.isRetracted("o3")).isTrue();
        for (int i = 20; i < 30; i++) {
          assertThat(learning.observe(outcome(i)).status()).isEqualTo("duplicate");
        }
        assertThatThrownBy(() -> learning.retract("x")).hasMessageContaining("is known");
        assertThat(learning.state().version()).isEqualTo(version);
        observe(learning, restarts ? 31 : 30, restarts ? 32 : 31);
      }
    }
  }

  @Test
  void a_retraction_of_what_is_kept_leads_to_what_it_does_in_the_whole_journal() throws Exception {
    fill();
    Path whole = copy("whole");
    try (Learning compacted = compacting();
        Learning anew = open(whole, 0)) {
      compacted.retract("o24");
      anew.retract("o24");
      CheckpointTest.assertSame(compacted, anew);
    }
    try (Learning compacted = compacting();
        Learning anew = open(whole, 0)) {
      CheckpointTest.assertSame(compacted, anew);
      assertThat(compacted.observe(outcome(24)).status()).isEqualTo("observed");
    }
  }

  @Test
  void a_checkpoint_of_a_compacted_journal_is_used() throws Exception {
    fill();
    compacting().close();
    for (int i = 0; i < 3; i++) {
      Journal journal = Journals.open(journal(), new StateFolder.Listener() {}, 3, 1_000);
      try (Learning learning = Learning.resume(TRAINED, journal, Optional.empty())) {
        observe(learning, 30 + 5 * i, 35 + 5 * i);
        assertConflict("compacted", () -> learning.observe(outcome(1)));
      }
      assertThat(Checkpoint.of(journal())).exists();
    }
    Path copy = copy("without");
    Files.delete(Checkpoint.of(copy));
    try (Learning from = open(journal(), 1_000);
        Learning without = open(copy, 1_000)) {
      CheckpointTest.assertSame(from, without);
    }
  }

  @Test
  void the_checkpoint_of_what_it_was_is_deleted_and_one_of_what_it_is_is_due() throws Exception {
    Journal whole = Journals.open(journal(), new StateFolder.Listener() {}, 3);
    try (Learning learning = Learning.resume(TRAINED, whole, Optional.empty())) {
      observe(learning, 0, 30);
    }
    assertThat(Checkpoint.of(journal())).exists();
    Deque<Runnable> tasks = new ArrayDeque<>();
    Journal compacted =
        Journal.open(journal(), new StateFolder.Listener() {}, tasks::add, 3, KEPT, closed -> {});
    try (Learning learning = Learning.resume(TRAINED, compacted, Optional.empty())) {
      assertThat(learning.state().version()).isEqualTo(30);
      assertThat(Checkpoint.of(journal())).doesNotExist();
      assertThat(tasks).hasSize(1);
      tasks.remove().run();
      assertThat(Checkpoint.of(journal())).exists();
    }
    AtomicInteger unused = new AtomicInteger();
    StateFolder.Listener listener =
        new StateFolder.Listener() {
          @Override
          public void checkpointNotUsed() {
            unused.incrementAndGet();
          }
        };
    Learning.resume(TRAINED, Journals.open(journal(), listener, 1_000), Optional.empty()).close();
    assertThat(unused).hasValue(0);
  }

  /** The journal is replaced in steps; whatever a crash leaves of them is good. */
  @Test
  void a_crash_at_any_step_loses_nothing() throws Exception {
    fill();
    try (Learning learning =
        Learning.resume(
            TRAINED,
            Journals.open(journal(), new StateFolder.Listener() {}, 5),
            Optional.empty())) {
      observe(learning, 30, 36);
    }
    Path before = copy("before");
    compacting().close();
    Path after = copy("after");
    byte[] next = Files.readAllBytes(after);
    byte[] nextHead = Files.readAllBytes(after.resolveSibling("a.journal.head"));
    for (int step = 0; step < 12; step++) {
      Path crashed = Files.createDirectories(folder.resolve("step" + step)).resolve("a.journal");
      boolean isFileMoved = step >= 10;
      Files.copy(isFileMoved ? after : before, crashed);
      boolean isHeadMoved = step == 11;
      Files.copy(
          (isHeadMoved ? after : before).resolveSibling("a.journal.head"),
          crashed.resolveSibling("a.journal.head"));
      Files.copy(Checkpoint.of(before), Checkpoint.of(crashed));
      if (!isFileMoved) {
        Files.write(
            crashed.resolveSibling("a.journal.next"),
            Arrays.copyOf(next, step == 9 ? next.length : next.length / 8 * step));
      }
      if (step == 9 || step == 10) {
        Files.write(crashed.resolveSibling("a.journal.next.head"), nextHead);
      }
      Path whole = Files.createDirectories(folder.resolve("whole" + step)).resolve("a.journal");
      Files.copy(before, whole);
      Files.copy(before.resolveSibling("a.journal.head"), whole.resolveSibling("a.journal.head"));
      try (Learning again = open(crashed, KEPT);
          Learning anew = open(whole, 0)) {
        CheckpointTest.assertSame(again, anew);
        assertThat(again.state().version()).isEqualTo(35);
      }
    }
  }

  @Test
  void one_that_is_compacted_is_looked_after_as_any_other() throws Exception {
    fill();
    compacting().close();
    Path copy = Files.createDirectories(folder.resolve("copy")).resolve("a.journal");
    StateFolder.copy(journal(), copy);
    Path saved = folder.resolve("saved.journal");
    assertThat(Salvage.of(journal(), saved, Journal.KIND).losses()).isEmpty();
    try (Learning learning = compacting();
        Learning ofCopy = open(copy, KEPT);
        Learning ofSaved = open(saved, KEPT)) {
      CheckpointTest.assertSame(ofCopy, learning);
      CheckpointTest.assertSame(ofSaved, learning);
    }
    byte[] bytes = Files.readAllBytes(copy);
    bytes[200] ^= 1;
    Files.write(copy, bytes);
    assertThatThrownBy(() -> open(copy, KEPT)).hasMessageContaining("damaged at byte 36, record 1");
  }

  @Test
  void it_is_refused_with_redis_and_where_learning_was_switched_off() throws Exception {
    fill();
    compacting().close();
    LocalFold local = new LocalFold(TRAINED, Journals.open(journal()));
    assertThatThrownBy(() -> local.resume(true)).hasMessageContaining("without Redis");
    local.close();
    assertThatThrownBy(
            () -> Learning.resume(TRAINED.frozen(), Journals.open(journal()), Optional.empty()))
        .hasMessageContaining("its learning is '1'; expected '0'");
  }

  @Test
  void few_outcomes_are_not_compacted_nor_any_without_the_option() throws Exception {
    fill();
    open(journal(), 0).close();
    open(journal(), 16).close();
    assertThat(RecordFiles.verify(journal()).acknowledged()).isEqualTo(32);
    compacting().close();
    assertThat(RecordFiles.verify(journal()).acknowledged()).isLessThan(32);
  }
}
