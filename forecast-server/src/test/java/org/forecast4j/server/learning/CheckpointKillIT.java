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
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.forecast4j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ends a process that keeps outcomes and writes checkpoints, at random moments. */
class CheckpointKillIT {
  private static final int ROUNDS = 6;
  private static final int WRITERS = 4;
  private static final int EVERY = 3;
  private static final Trained TRAINED = CheckpointTest.trained(1, "origin");

  @TempDir Path folder;

  /** Keeps outcomes until it is killed, and says the id of each that is acknowledged. */
  static final class Worker {
    private Worker() {}

    /** Takes the journal and a prefix for ids. */
    public static void main(String[] args) throws Exception {
      Executor writer = Executors.newSingleThreadExecutor();
      Journal journal =
          Journal.open(
              Path.of(args[0]), new StateFolder.Listener() {}, writer, EVERY, closed -> {});
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

  private List<String> keepUntilKilled(Path journal, int round, int kills) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                journal.toString(),
                "r" + round)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
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
      List<String> kept = keepUntilKilled(path, round, 5 + random.nextInt(60));
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
}
