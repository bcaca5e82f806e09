package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.server.errors.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of outcomes that are told while another one is being written. */
@Timeout(60)
class IntakeTest {
  private static final ConformalWrapper TRAINED =
      AdaptiveConformal.builder(new Persistence(new Shape(1, 1)))
          .calibrate(
              IntStream.range(0, 30)
                  .mapToObj(
                      i ->
                          LabeledPattern.of(
                              "e" + i,
                              LocalDate.of(2000, 1, 1).plusDays(i),
                              Pattern.of(i),
                              i + i % 7))
                  .toList());

  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Integer> writes = new ArrayList<>();
  private final List<String> answers = Collections.synchronizedList(new ArrayList<>());

  /** Holds the first write until the gate opens, and may fail those of several entries. */
  private final class HeldLog implements OutcomeLog {
    private final MemoryLog kept = new MemoryLog();
    private boolean isFull;

    @Override
    public List<LogEntry> read() {
      return kept.read();
    }

    @Override
    public void append(List<? extends LogEntry> entries) throws IOException {
      writes.add(entries.size());
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (isFull && entries.size() > 1) {
        throw new IOException("no space");
      }
      kept.append(entries);
    }

    @Override
    public void close() {}
  }

  private static Learning learning(OutcomeLog log) throws IOException {
    return Learning.resume(
        new Trained(TRAINED, Optional.empty(), true, "origin"), log, Optional.empty());
  }

  private static OutcomeRecord outcome(String id, double... actual) {
    return new OutcomeRecord(id, TRAINED.forecast(Pattern.of(1), 0.8), actual);
  }

  /** Tells outcomes, each once the one before waits. */
  private void tell(Learning learning, OutcomeRecord... outcomes) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (OutcomeRecord outcome : outcomes) {
      Thread thread = new Thread(() -> answers.add(outcome.id() + " " + told(learning, outcome)));
      thread.start();
      threads.add(thread);
      while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
        Thread.onSpinWait();
      }
    }
    gate.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static String told(Learning learning, OutcomeRecord outcome) {
    try {
      return learning.observe(outcome).status();
    } catch (IOException | ReplacedException e) {
      return String.valueOf(e.getMessage());
    } catch (RefusedException e) {
      return String.valueOf(e.reason());
    } catch (IllegalArgumentException e) {
      return "not learnable";
    }
  }

  @Test
  void what_comes_together_is_kept_with_one_write_and_learned_in_its_order() throws Exception {
    HeldLog log = new HeldLog();
    try (Learning learning = learning(log)) {
      tell(
          learning,
          outcome("a", 1),
          outcome("b", 2),
          outcome("odd", 1, 2),
          outcome("b", 2),
          outcome("c", 3),
          outcome("c", 4),
          outcome("a", 1));
      assertThat(answers)
          .containsExactlyInAnyOrder(
              "a observed",
              "b observed",
              "odd not learnable",
              "b duplicate",
              "c observed",
              "c CONFLICT",
              "a duplicate");
      assertThat(writes).containsExactly(1, 2);
      assertThat(log.read()).extracting(LogEntry::id).containsExactly("a", "b", "c");
      try (Learning alone = learning(log.kept)) {
        assertThat(alone.state().identity()).isEqualTo(learning.state().identity());
        assertThat(alone.report("m", "1")).isEqualTo(learning.report("m", "1"));
      }
    }
  }

  @Test
  void a_write_that_fails_fails_all_that_it_was_for_and_changes_nothing() throws Exception {
    HeldLog log = new HeldLog();
    log.isFull = true;
    try (Learning learning = learning(log)) {
      tell(
          learning,
          outcome("a", 1),
          outcome("b", 2),
          outcome("a", 1),
          outcome("c", 3),
          outcome("b", 2));
      assertThat(answers)
          .containsExactlyInAnyOrder(
              "a observed", "b no space", "a duplicate", "c no space", "b no space");
      assertThat(learning.state().version()).isEqualTo(1);
      log.isFull = false;
      assertThat(told(learning, outcome("b", 9))).isEqualTo("observed");
      assertThat(log.read()).extracting(LogEntry::id).containsExactly("a", "b");
    }
  }
}
