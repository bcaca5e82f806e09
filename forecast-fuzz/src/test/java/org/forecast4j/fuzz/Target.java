package org.forecast4j.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.forecast4j.client.EventsTarget;
import org.forecast4j.dl4j.CheckpointTarget;
import org.forecast4j.server.inference.TensorsTarget;
import org.forecast4j.server.learning.StateCheckpointTarget;
import org.forecast4j.server.live.ScoreLogTarget;
import org.forecast4j.server.live.SharedRecordsTarget;
import org.forecast4j.server.model.IssuedTarget;
import org.forecast4j.server.storage.JournalTarget;

/** What can be fuzzed: a reader, inputs that it takes, and the longest that is tried. */
@SuppressWarnings("ImmutableEnumChecker") // Neither interface holds anything.
enum Target {
  BUNDLE(BundleTarget::read, BundleTarget::seeds, 16_384),
  PANEL_BUNDLE(PanelTargets::readBundle, PanelTargets::bundleSeeds, 8_192),
  PANEL(PanelTargets::readCsv, PanelTargets::csvSeeds, 2_048),
  MODEL_FILES(ModelFilesTarget::read, ModelFilesTarget::seeds, 8_192),
  MARGINS(CsvTargets::readMargins, CsvTargets::marginSeeds, 4_096),
  GAME_INDEX(CsvTargets::readIndex, CsvTargets::indexSeeds, 2_048),
  PLAY_BY_PLAY(CsvTargets::readGame, CsvTargets::gameSeeds, 4_096),
  NPZ(NpzTarget::read, NpzTarget::seeds, 8_192),
  JSON(JsonTarget::read, JsonTarget::seeds, 8_192),
  EVENTS(EventsTarget::read, EventsTarget::seeds, 4_096),
  JOURNAL(JournalTarget::read, JournalTarget::seeds, 4_096),
  LIVE_SCORES(ScoreLogTarget::read, ScoreLogTarget::seeds, 4_096),
  TENSORS(TensorsTarget::read, TensorsTarget::seeds, 2_048),
  CHECKPOINT(CheckpointTarget::read, CheckpointTarget::seeds, 4_096),
  STATE_CHECKPOINT(StateCheckpointTarget::read, StateCheckpointTarget::seeds, 8_192),
  SHARED_SCORES(SharedRecordsTarget::readScores, SharedRecordsTarget::scoresSeeds, 2_048),
  SHARED_EVENT(SharedRecordsTarget::readEvent, SharedRecordsTarget::eventSeeds, 2_048),
  ISSUED(IssuedTarget::read, IssuedTarget::seeds, 2_048);

  /** Reads an input and checks the contract. */
  @FunctionalInterface
  interface Reader {
    void read(byte[] input) throws Exception;
  }

  /** Makes good inputs. */
  @FunctionalInterface
  interface Seeds {
    List<byte[]> make() throws Exception;
  }

  private final Reader reader;
  private final Seeds seeds;
  private final int longest;

  Target(Reader reader, Seeds seeds, int longest) {
    this.reader = reader;
    this.seeds = seeds;
    this.longest = longest;
  }

  static Target of(String label) {
    return Arrays.stream(values())
        .filter(target -> target.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "target is '"
                        + label
                        + "'; expected one of "
                        + Arrays.stream(values()).map(Target::label).toList()));
  }

  /** Its name on the command line and of its corpus. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The longest input that is tried, in bytes. */
  int longest() {
    return longest;
  }

  void read(byte[] input) throws Exception {
    reader.read(input);
  }

  List<byte[]> seeds() throws Exception {
    return seeds.make();
  }
}
