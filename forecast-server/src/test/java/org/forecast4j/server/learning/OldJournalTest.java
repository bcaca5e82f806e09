package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.server.storage.RecordFiles;
import org.forecast4j.server.storage.Salvage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals that the server of November 2026 wrote: of three outcomes, the last one cut or not. */
class OldJournalTest {
  private static final int RECORD = 383;

  @TempDir Path folder;

  private static byte[] golden(String name) throws IOException {
    String resource = "/golden-log-1/" + name + ".journal";
    try (InputStream in = OldJournalTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return in.readAllBytes();
    }
  }

  private Path put(byte[] bytes) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return Files.write(folder.resolve("a.journal"), bytes);
  }

  private static List<String> ids(Journal journal) throws IOException {
    List<String> ids = new ArrayList<>();
    journal.read().forEach(outcome -> ids.add(outcome.id()));
    return ids;
  }

  private static Journal open(Path file) throws IOException {
    return Journals.open(file);
  }

  private static List<String> ids(Path file) throws IOException {
    try (Journal journal = open(file)) {
      return ids(journal);
    }
  }

  @Test
  void it_is_read_to_the_bit_and_goes_on_in_the_new_format() throws IOException {
    byte[] old = golden("whole");
    Path file = put(old);
    try (Journal journal = open(file)) {
      List<OutcomeRecord> outcomes =
          journal.read().stream().map(OutcomeRecord.class::cast).toList();
      assertThat(outcomes).hasSize(3);
      for (int i = 0; i < 3; i++) {
        OutcomeRecord outcome = outcomes.get(i);
        assertThat(outcome.id()).isEqualTo("golden-" + (i + 1));
        assertThat(outcome.actual()).containsExactly(12, 12, 15, 14, 16, 19 + i);
        assertThat(outcome.forecast().pattern().values())
            .containsExactly(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11 + i);
        assertThat(outcome.forecast().pattern().covariates().get("rating_difference"))
            .isEqualTo(4.2 + (i + 1) / 100.0);
        assertThat(outcome.forecast().confidence()).isEqualTo(0.9);
        byte[] record = Arrays.copyOfRange(old, i * RECORD + 8, (i + 1) * RECORD);
        assertThat(outcome.toBytes()).isEqualTo(record);
      }
      journal.append(outcomes.subList(0, 1));
    }
    assertThat(ids(file)).containsExactly("golden-1", "golden-2", "golden-3", "golden-1");
    assertThat(folder.resolve("a.journal.v1")).hasBinaryContent(old);
  }

  @Test
  void a_last_outcome_that_is_not_whole_is_left_out_and_stays_in_the_old_file() throws IOException {
    byte[] torn = golden("torn");
    assertThat(ids(put(torn))).containsExactly("golden-1", "golden-2");
    assertThat(folder.resolve("a.journal.v1")).hasBinaryContent(torn);
    byte[] whole = golden("whole");
    for (int length = 0; length <= whole.length; length++) {
      List<String> ids = ids(put(Arrays.copyOf(whole, length)));
      assertThat(ids).as("%s bytes", length).hasSize(length / RECORD);
    }
    byte[] zeros = Arrays.copyOf(whole, whole.length + 9000);
    assertThat(ids(put(zeros))).hasSize(3);
  }

  @Test
  void damage_before_the_last_outcome_is_refused_and_changes_nothing() throws IOException {
    byte[] whole = golden("whole");
    for (int at = 0; at < 2 * RECORD; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x10;
      Path file = put(changed);
      String place = "damaged at byte " + at / RECORD * RECORD + ", record " + (at / RECORD + 1);
      assertThatThrownBy(() -> open(file)).hasMessageContaining(place);
      assertThat(file).hasBinaryContent(changed);
    }
  }

  @Test
  void a_crash_while_the_format_changes_is_made_good() throws IOException {
    byte[] whole = golden("whole");
    Path file = put(whole);
    Files.write(folder.resolve("a.journal.next"), new byte[] {1});
    Files.createLink(folder.resolve("a.journal.v1"), file);
    assertThat(ids(file)).hasSize(3);
    assertThat(folder.resolve("a.journal.v1-2")).doesNotExist();
  }

  @Test
  void an_old_file_that_is_there_already_is_not_written_over() throws IOException {
    Path file = put(golden("whole"));
    Path other = Files.writeString(folder.resolve("a.journal.v1"), "something else");
    assertThat(ids(file)).hasSize(3);
    assertThat(other).hasContent("something else");
    assertThat(folder.resolve("a.journal.v1-2")).hasBinaryContent(golden("whole"));
  }

  @Test
  void an_old_file_that_was_put_back_over_a_new_one_is_refused() throws IOException {
    Path file = put(golden("whole"));
    assertThat(ids(file)).hasSize(3);
    Files.write(file, golden("whole"));
    assertThatThrownBy(() -> open(file)).hasMessageContaining("damaged at byte 0, in its header");
  }

  @Test
  void its_readable_outcomes_are_saved_around_a_damaged_one() throws IOException {
    byte[] changed = golden("whole");
    changed[RECORD + 50] ^= 1;
    Path file = put(changed);
    Path saved = folder.resolve("saved.journal");
    Salvage salvage = Salvage.of(file, saved, Journal.KIND);
    assertThat(salvage.saved()).isEqualTo(2);
    assertThat(salvage.losses())
        .containsExactly(
            "bytes 383 to 765 are no record; how many were acknowledged there is not known");
    assertThat(ids(saved)).containsExactly("golden-1", "golden-3");
    assertThatThrownBy(() -> RecordFiles.verify(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("byte 383, record 2");
    assertThat(RecordFiles.verify(put(golden("torn"))).rest()).isEqualTo(376);
  }
}
