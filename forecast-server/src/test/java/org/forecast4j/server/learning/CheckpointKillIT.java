package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.forecast4j.Pattern;
import org.forecast4j.server.errors.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends a process that keeps outcomes and writes checkpoints, at random moments. */
class CheckpointKillIT {
  private static final int ROUNDS = 6;
  private static final int WRITERS = 4;
  private static final int EVERY = 3;
  private static final int COMPACTED = 10;
  private static final Trained TRAINED = CheckpointTest.trained(1, "origin");

  @TempDir Path folder;

  /** Keeps outcomes until it is killed, and says the id of each that is acknowledged. */
  static final class Worker {
    private Worker() {}

    /** Takes the journal, a prefix for ids, and how many facts a compacted journal keeps. */
    public static void main(String[] args) throws Exception {
      Executor writer = Executors.newSingleThreadExecutor();
      Journal journal =
          Journal.open(
              Path.of(args[0]),
              new StateFolder.Listener() {},
              writer,
              EVERY,
              Integer.parseInt(args[2]),
              closed -> {});
      Learning learning = Learning.resume(TRAINED, journal, Optional.empty());
      for (int i = 0; i < WRITERS; i++) {
        String prefix = args[1] + "-" + i + "-";
        new Thread(() -> work(learning, prefix)).start();
      }
    }

    private static void work(Learning learning, String prefix) {
      try {
        for (int number = 0; ; number++) {
          String id = prefix + number;
          learning.observe(outcome(id));
          System.out.println("kept " + id);
        }
      } catch (IOException | ReplacedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static OutcomeRecord outcome(String id) {
    Random random = new Random(id.hashCode());
    Pattern pattern = Pattern.of(random.nextInt(20), random.nextInt(20));
    return new OutcomeRecord(
        id,
        TRAINED.wrapper().forecast(pattern, 0.9),
        new double[] {random.nextInt(20), random.nextInt(20)});
  }

  private List<String> keepUntilKilled(Path journal, int round, int kept, int kills)
      throws Exception {
    return keepUntilKilled(journal, round, kept, kills, Long.MAX_VALUE / 2);
  }

  /** Kills it after so many acknowledgements, or so many milliseconds. */
  private List<String> keepUntilKilled(
      Path journal, int round, int compacted, int kills, long millis) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                journal.toString(),
                "r" + round,
                String.valueOf(compacted))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    CompletableFuture<Boolean> killed =
        CompletableFuture.supplyAsync(
            () -> process.toHandle().destroyForcibly(),
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    List<String> kept = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("kept ")) {
          kept.add(line.substring("kept ".length()));
        }
        if (kept.size() == kills) {
          process.toHandle().destroyForcibly(); // The other one closes the stream.
        }
      }
    } finally {
      boolean unused = killed.cancel(false);
      process.destroyForcibly().waitFor();
    }
    return kept;
  }

  @Test
  void after_any_kill_the_checkpoint_leads_to_what_the_journal_does() throws Exception {
    Path path = folder.resolve("a.journal");
    Random random = new Random(11);
    List<String> acknowledged = new ArrayList<>();
    boolean wasUsed = false;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> kept = keepUntilKilled(path, round, 0, 5 + random.nextInt(60));
      assertThat(kept).isNotEmpty();
      acknowledged.addAll(kept);
      wasUsed |= Files.exists(Checkpoint.of(path));
      Path copy = Files.createDirectories(folder.resolve("copy" + round)).resolve("a.journal");
      Files.copy(path, copy);
      Files.copy(folder.resolve("a.journal.head"), copy.resolveSibling("a.journal.head"));
      List<String> unused = new ArrayList<>();
      StateFolder.Listener listener =
          new StateFolder.Listener() {
            @Override
            public void checkpointNotUsed() {
              unused.add("not used");
            }
          };
      try (Learning again =
              Learning.resume(TRAINED, Journals.open(path, listener, 1_000_000), Optional.empty());
          Learning anew = Learning.resume(TRAINED, Journals.open(copy), Optional.empty())) {
        assertThat(unused).isEmpty();
        CheckpointTest.assertSame(again, anew);
        for (String id : acknowledged) {
          assertThat(again.observe(outcome(id)).status()).as(id).isEqualTo("duplicate");
        }
      }
    }
    assertThat(wasUsed).isTrue();
  }

  /** Compacts at each start: some are killed while it starts, others when it has kept some. */
  @Test
  void after_any_kill_a_compacted_journal_knows_all_that_was_acknowledged() throws Exception {
    Path path = folder.resolve("a.journal");
    Random random = new Random(12);
    List<String> acknowledged = new ArrayList<>();
    for (int round = 0; round < 2 * ROUNDS; round++) {
      boolean isLate = round % 2 == 0;
      acknowledged.addAll(
          isLate
              ? keepUntilKilled(path, round, COMPACTED, 5 + random.nextInt(60))
              : keepUntilKilled(
                  path, round, COMPACTED, Integer.MAX_VALUE, 200 + random.nextInt(600)));
      if (!Files.exists(path)) {
        continue;
      }
      try (Learning again =
          Learning.resume(
              TRAINED,
              Journals.open(path, new StateFolder.Listener() {}, EVERY, COMPACTED),
              Optional.empty())) {
        long version = again.state().version();
        assertThat(version).isGreaterThanOrEqualTo(acknowledged.size());
        for (String id : acknowledged) {
          try {
            assertThat(again.observe(outcome(id)).status()).as(id).isEqualTo("duplicate");
          } catch (RefusedException e) {
            assertThat(e).hasMessageContaining("before the journal was compacted");
          }
        }
        assertThat(again.state().version()).isEqualTo(version);
      }
    }
    assertThat(StateFolder.beginning(path).orElseThrow()).startsWith("compacted");
    assertThat(acknowledged).hasSizeGreaterThan(2 * COMPACTED);
  }
}
