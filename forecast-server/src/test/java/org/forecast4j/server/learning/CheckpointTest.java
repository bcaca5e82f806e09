package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameExpectations;
import org.forecast4j.basketball.GameResult;
import org.forecast4j.bundle.wrapper.WrapperCodec;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.OnlineWeights;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.internal.Sha256;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.storage.RecordFile;
import org.forecast4j.server.storage.Salvage;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.DriftCodec;
import org.forecast4j.wire.FinalScore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final LocalDate START = LocalDate.of(2019, 1, 1);
  private static final Trained TRAINED = trained(1, "origin");

  @TempDir Path folder;
  private final AtomicInteger unused = new AtomicInteger();
  private final AtomicInteger unwritten = new AtomicInteger();

  private final StateFolder.Listener listener =
      new StateFolder.Listener() {
        @Override
        public void checkpointNotUsed() {
          unused.incrementAndGet();
        }

        @Override
        public void checkpointNotWritten() {
          unwritten.incrementAndGet();
        }
      };

  /** A model of which everything learns, as that which is shipped. */
  static Trained trained(long seed, String origin) {
    Random random = new Random(seed);
    List<LabeledPattern> examples = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      int last = random.nextInt(20);
      examples.add(
          LabeledPattern.of(
              "e" + i,
              START.plusDays(i),
              Pattern.of(random.nextInt(20), last),
              last + random.nextInt(9) - 4,
              last + random.nextInt(15) - 7));
    }
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(
                List.of(
                    DejavuForecaster.builder(examples).k(5).growing(90).build(),
                    LinearForecaster.builder(examples).learning(0.99).fit(),
                    CorrectedForecaster.builder(new Persistence(new Shape(2, 2)), 9).build()),
                0.5,
                0.3,
                0.2)
            .learning(OnlineWeights.mlPoly(3), 10);
    return new Trained(
        AdaptiveConformal.builder(ensemble)
            .online(OnlineRule.pid())
            .wholeNumbers()
            .calibrate(examples),
        Optional.of(
            GameExpectations.of(List.of(GameResult.ofFinal(START, "BOS", "LAL", 100, 90, 0)))),
        true,
        origin);
  }

  private Path path() {
    return folder.resolve("a.journal");
  }

  private Learning open(int every) throws IOException {
    return open(TRAINED, every);
  }

  private Learning open(Trained trained, int every) throws IOException {
    return Learning.resume(trained, Journals.open(path(), listener, every), Optional.empty());
  }

  private static OutcomeRecord outcome(Learning learning, String id, Random random) {
    Pattern pattern = Pattern.of(random.nextInt(20), random.nextInt(20));
    double confidence = random.nextBoolean() ? 0.9 : 0.6;
    return new OutcomeRecord(
        id,
        learning.state().wrapper().forecast(pattern, confidence),
        new double[] {random.nextInt(20), random.nextInt(20)});
  }

  private static ResultRecord result(String id, Random random) {
    return new ResultRecord(
        FinalScore.of(
            id, START.plusDays(random.nextInt(9)), "LAL", "BOS", 99 + random.nextInt(9), 90));
  }

  private static void observe(Learning learning, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      learning.observe(outcome(learning, "o" + i, new Random(i)));
    }
  }

  @Test
  void a_forecaster_of_ones_own_goes_on_from_a_checkpoint() throws Exception {
    Trained trained =
        new Trained(
            SplitConformal.calibrate(
                new DriftCodec.Drift(new Shape(2, 2), 1),
                Examples.randomWalks(20, new Shape(2, 2), 1)),
            Optional.empty(),
            true,
            "own");
    double point;
    try (Learning learning = open(trained, 5)) {
      observe(learning, 0, 10);
      point = learning.state().wrapper().forecast(Pattern.of(1, 2), 0.9).point();
    }
    assertThat(Checkpoint.read(path(), trained).snapshot().fold().state().wrapper().forecaster())
        .isInstanceOf(DriftCodec.Drift.class);
    try (Learning again = open(trained, 5)) {
      assertThat(again.state().wrapper().forecast(Pattern.of(1, 2), 0.9).point()).isEqualTo(point);
    }
    assertThat(unwritten).hasValue(0);
  }

  /** What the whole journal leads to. */
  private void assertAsLearnedAnew(Learning learning) throws Exception {
    Path copy = Files.createDirectories(folder.resolve("copy")).resolve("a.journal");
    for (String suffix : List.of("", ".head")) {
      Files.copy(
          folder.resolve("a.journal" + suffix),
          copy.resolveSibling("a.journal" + suffix),
          StandardCopyOption.REPLACE_EXISTING);
    }
    try (Learning anew = Learning.resume(TRAINED, Journals.open(copy), Optional.empty())) {
      assertSame(learning, anew);
      OutcomeRecord next = outcome(anew, "next-" + anew.state().identity(), new Random(9));
      anew.observe(next);
      learning.observe(next);
      assertSame(learning, anew);
    }
  }

  static void assertSame(Learning found, Learning expected) {
    LearnedState state = found.state();
    LearnedState other = expected.state();
    assertThat(state.identity()).isEqualTo(other.identity());
    assertThat(state.length()).isEqualTo(other.length());
    assertThat(state.results()).isEqualTo(other.results());
    assertThat(bytes(state.wrapper())).isEqualTo(bytes(other.wrapper()));
    assertThat(state.ratings().orElseThrow().toBytes())
        .isEqualTo(other.ratings().orElseThrow().toBytes());
    assertThat(found.report("m", "1")).isEqualTo(expected.report("m", "1"));
    for (double confidence : new double[] {0.3, 0.6, 0.9, 0.97}) {
      Pattern pattern = Pattern.of(4, 7);
      assertThat(state.wrapper().forecast(pattern, confidence))
          .isEqualTo(other.wrapper().forecast(pattern, confidence));
    }
  }

  /** The members and the calibration; which confidences were asked for tells nothing. */
  private static List<String> bytes(ConformalWrapper wrapper) {
    Iterator<byte[]> parts = WrapperCodec.parts(wrapper);
    return List.of(Sha256.of(parts.next()), Sha256.of(parts.next()));
  }

  @Test
  void a_start_from_a_checkpoint_leads_to_the_bits_of_the_whole_journal() throws Exception {
    for (long seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      List<String> standing = new ArrayList<>();
      int number = 0;
      for (int life = 0; life < 4; life++) {
        try (Learning learning = open(1 + random.nextInt(12))) {
          for (int step = random.nextInt(40); step > 0; step--) {
            String id = seed + "-" + number++;
            switch (random.nextInt(8)) {
              case 0 -> learning.learn(result(id, random));
              case 1 -> {
                if (!standing.isEmpty()) {
                  learning.retract(standing.remove(random.nextInt(standing.size())));
                }
              }
              default -> {
                learning.observe(outcome(learning, id, random));
                standing.add(id);
              }
            }
          }
        }
        try (Learning again = open(1_000)) {
          assertAsLearnedAnew(again);
        }
      }
    }
    assertThat(unused).hasValue(0);
    assertThat(unwritten).hasValue(0);
  }

  @Test
  void what_stands_before_the_checkpoint_is_not_learned_again() throws Exception {
    try (Learning learning = open(10)) {
      observe(learning, 0, 25);
    }
    try (Journal journal = Journals.open(path())) {
      OutcomeLog.Resumption from = journal.resume(TRAINED).orElseThrow();
      assertThat(from.start().known()).hasSizeBetween(10, 25);
      assertThat(from.start().known().size() + from.entries().size()).isEqualTo(25);
    }
  }

  @Test
  void ids_are_known_over_a_checkpoint_and_their_values_too() throws Exception {
    OutcomeRecord first;
    OutcomeRecord gone;
    ResultRecord game = result("g", new Random(3));
    try (Learning learning = open(2)) {
      first = outcome(learning, "first", new Random(1));
      gone = outcome(learning, "gone", new Random(2));
      learning.observe(first);
      learning.observe(gone);
      learning.learn(game);
      learning.retract("gone");
      observe(learning, 0, 3);
    }
    try (Learning again = open(1_000)) {
      assertThat(again.observe(first).status()).isEqualTo("duplicate");
      assertThat(again.learn(game).status()).isEqualTo("duplicate");
      assertThat(again.isRetracted("gone")).isTrue();
      assertThat(again.retract("gone").status()).isEqualTo("duplicate");
      assertThatThrownBy(() -> again.observe(outcome(again, "first", new Random(9))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("observed with another pattern");
      assertThatThrownBy(
              () -> again.learn(new ResultRecord(FinalScore.of("g", START, "LAL", "BOS", 1, 2))))
          .hasMessageContaining("it is known with " + game.score().date());
      assertThat(again.observe(gone).status()).isEqualTo("observed");
      assertThat(again.retract("first").status()).isEqualTo("retracted");
      assertAsLearnedAnew(again);
    }
  }

  @Test
  void a_damaged_checkpoint_is_said_and_all_is_learned_again() throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 8);
    }
    Path file = Checkpoint.of(path());
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(5);
    int damaged = 0;
    for (int i = 0; i < 30; i++) {
      byte[] changed = whole.clone();
      if (i % 2 == 0) {
        changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      } else {
        changed = Arrays.copyOf(whole, random.nextInt(whole.length));
      }
      Files.write(file, changed);
      try (Learning again = open(1_000)) {
        assertThat(unused).hasValue(++damaged);
        assertAsLearnedAnew(again);
      }
    }
  }

  @Test
  void a_checkpoint_that_was_never_finished_is_left_alone() throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 8);
    }
    Path file = Checkpoint.of(path());
    Path next = folder.resolve("a.journal.checkpoint.next");
    Files.copy(file, next);
    Files.write(next, Arrays.copyOf(Files.readAllBytes(file), 100));
    try (Learning again = open(5)) {
      assertThat(unused).hasValue(0);
      observe(again, 8, 15);
    }
    assertThat(next).doesNotExist();
    try (Learning again = open(5)) {
      assertAsLearnedAnew(again);
    }
  }

  @Test
  void a_checkpoint_of_another_journal_or_model_or_time_is_not_used() throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 5);
    }
    Path older = Files.copy(path(), folder.resolve("older"));
    Path olderHead = Files.copy(folder.resolve("a.journal.head"), folder.resolve("older.head"));
    try (Learning learning = open(5)) {
      observe(learning, 5, 20);
    }
    byte[] checkpoint = Files.readAllBytes(Checkpoint.of(path()));
    try (Learning other = open(trained(1, "another"), 1_000)) {
      assertThat(unused).hasValue(1);
      assertThat(other.state().version()).isEqualTo(20);
    }
    try (Learning frozen = open(TRAINED.frozen(), 1_000)) {
      assertThat(unused).hasValue(2);
      assertThat(frozen.state().version()).isEqualTo(20);
    }
    Files.copy(older, path(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(olderHead, folder.resolve("a.journal.head"), StandardCopyOption.REPLACE_EXISTING);
    try (Learning before = open(1_000)) {
      assertThat(unused).hasValue(3);
      assertThat(before.state().version()).isEqualTo(5);
    }
    Files.delete(path());
    Files.delete(folder.resolve("a.journal.head"));
    Files.delete(Checkpoint.of(path()));
    try (Learning other = open(1_000)) {
      observe(other, 100, 130);
    }
    Files.write(Checkpoint.of(path()), checkpoint);
    try (Learning other = open(1_000)) {
      assertThat(unused).hasValue(4);
      assertAsLearnedAnew(other);
    }
  }

  @Test
  void a_frozen_model_goes_on_from_its_checkpoint_as_from_its_journal() throws Exception {
    Trained frozen = TRAINED.frozen();
    try (Learning learning = open(frozen, 7)) {
      observe(learning, 0, 12);
    }
    LearnedState found;
    try (Learning again = open(frozen, 1_000)) {
      assertThat(unused).hasValue(0);
      observe(again, 12, 15);
      found = again.state();
    }
    Files.delete(Checkpoint.of(path()));
    try (Learning anew = open(frozen, 1_000)) {
      assertThat(anew.state().identity()).isEqualTo(found.identity());
      assertThat(bytes(anew.state().wrapper()).get(1)).isEqualTo(bytes(found.wrapper()).get(1));
      assertThat(anew.state().wrapper().forecast(Pattern.of(1, 2), 0.9))
          .isEqualTo(found.wrapper().forecast(Pattern.of(1, 2), 0.9));
    }
  }

  @Test
  void a_damaged_journal_is_refused_also_before_the_checkpoint() throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 8);
    }
    byte[] changed = Files.readAllBytes(path());
    changed[100] ^= 1;
    Files.write(path(), changed);
    assertThatThrownBy(() -> open(5).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged at byte 36, record 1");
  }

  @Test
  void commands_say_what_a_checkpoint_is_and_a_copy_of_a_journal_goes_on_from_it()
      throws Exception {
    try (Learning learning = open(5)) {
      assertThat(StateFolder.checkpoint(path())).isEmpty();
      observe(learning, 0, 8);
    }
    assertThat(StateFolder.checkpoint(path())).contains("a checkpoint at record 5");
    Path copy = Files.createDirectories(folder.resolve("backup")).resolve("a.journal");
    assertThat(StateFolder.copy(path(), copy).acknowledged()).isEqualTo(8);
    try (Journal journal = Journals.open(copy)) {
      assertThat(journal.resume(TRAINED).orElseThrow().entries()).hasSize(3);
    }
    Files.write(Checkpoint.of(path()), new byte[] {0, 0, 0, 9, 1});
    assertThat(StateFolder.checkpoint(path()).orElseThrow())
        .contains("cannot be used", "it ends too early: 1 bytes are left; expected 9");
  }

  @Test
  void a_checkpoint_of_another_journal_or_in_a_folder_s_place_does_not_make_a_journal_damaged()
      throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 8);
    }
    Path other = folder.resolve("other.journal");
    Salvage salvage = Salvage.of(path(), other, "outcomes");
    assertThat(salvage.saved()).isEqualTo(8);
    Files.copy(Checkpoint.of(path()), Checkpoint.of(other));
    assertThat(StateFolder.checkpoint(other))
        .contains("a checkpoint at record 5 of another journal, not used");
    Files.delete(Checkpoint.of(other));
    Files.createDirectory(Checkpoint.of(other));
    assertThat(StateFolder.checkpoint(other).orElseThrow()).contains("cannot be used");
  }

  @Test
  void a_copy_writes_over_no_checkpoint_and_leaves_none_of_a_damaged_journal() throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 8);
    }
    Path copy = Files.createDirectories(folder.resolve("copy")).resolve("a.journal");
    Files.writeString(Checkpoint.of(copy), "precious");
    assertThatThrownBy(() -> StateFolder.copy(path(), copy))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("a.journal.checkpoint exists, and nothing is written over");
    assertThat(Checkpoint.of(copy)).hasContent("precious");
    Files.delete(Checkpoint.of(copy));
    byte[] changed = Files.readAllBytes(path());
    changed[100] ^= 1;
    Files.write(path(), changed);
    assertThatThrownBy(() -> StateFolder.copy(path(), copy)).hasMessageContaining("is damaged");
    assertThat(copy.getParent()).isEmptyDirectory();
  }

  @Test
  void a_checkpoint_larger_than_half_of_the_heap_is_not_read_and_all_is_learned_again()
      throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 8);
    }
    long size = Runtime.getRuntime().maxMemory() / 2 + 1;
    try (FileChannel file = FileChannel.open(Checkpoint.of(path()), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE - 8).flip());
      file.write(ByteBuffer.allocate(1), size - 1);
    }
    try (Learning learning = open(1_000)) {
      assertThat(unused).hasValue(1);
      assertThat(learning.state().version()).isEqualTo(8);
    }
    assertThat(StateFolder.checkpoint(path()).orElseThrow())
        .contains("it has " + size + " bytes; expected at most " + (size - 1));
  }

  @Test
  void what_a_killed_server_left_of_a_checkpoint_is_deleted_at_the_next_start() throws Exception {
    try (Learning learning = open(5)) {
      observe(learning, 0, 3);
    }
    Path unfinished = folder.resolve(Checkpoint.of(path()).getFileName() + ".next");
    Files.write(unfinished, new byte[100]);
    try (Learning learning = open(5)) {
      assertThat(learning.state().version()).isEqualTo(3);
      assertThat(unfinished).doesNotExist();
    }
  }

  @Test
  void a_journal_with_the_checkpoint_of_the_first_format_goes_on_from_it() throws Exception {
    for (String suffix : List.of("", ".head", ".checkpoint")) {
      String resource = "/golden-checkpoint-1/a.journal" + suffix;
      try (InputStream in = CheckpointTest.class.getResourceAsStream(resource)) {
        assertThat(in).as(resource).isNotNull();
        Files.write(folder.resolve("a.journal" + suffix), in.readAllBytes());
      }
    }
    try (Learning learning = open(1_000)) {
      assertThat(unused).hasValue(0);
      assertThat(learning.state().version()).isEqualTo(7);
      assertThat(learning.state().results()).isEqualTo(1);
      assertThat(learning.state().identity()).isEqualTo("6f76bd1ca7d5939e4836c88ecffbb8f1950e02b2");
      assertThat(learning.isRetracted("golden-2")).isTrue();
      assertAsLearnedAnew(learning);
    }
  }

  @Test
  void a_checkpoint_that_would_fill_the_heap_is_not_written() {
    assertThat(Checkpoints.fits(100_000, 256L << 20)).isTrue();
    assertThat(Checkpoints.fits(200_000, 256L << 20)).isFalse();
    assertThat(Checkpoints.fits(1_000_000, 2L << 30)).isTrue();
  }

  @Test
  void a_checkpoint_that_cannot_be_written_stops_nothing() throws Exception {
    Files.createDirectories(Checkpoint.of(path()).resolve("in the way"));
    try (Learning learning = open(5)) {
      observe(learning, 0, 20);
      assertThat(learning.state().version()).isEqualTo(20);
    }
    assertThat(unwritten.get()).isPositive();
    try (RecordFile records = RecordFile.open(path(), Journal.KIND, () -> {})) {
      records.read((sequence, bytes) -> {});
      assertThat(records.count()).isEqualTo(20);
    }
  }
}
