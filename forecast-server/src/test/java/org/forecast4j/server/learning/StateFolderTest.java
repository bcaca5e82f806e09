package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.forecast4j.internal.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final String ORIGIN = Sha256.of("one");

  @TempDir Path folder;

  private StateFolder open() throws IOException {
    return StateFolder.open(folder, new StateFolder.Listener() {});
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void it_serves_one_server_at_a_time() throws IOException {
    try (StateFolder first = open()) {
      assertThat(first.degraded()).isEmpty();
      assertThatThrownBy(this::open).hasMessageContaining("in use by another server");
      assertThatThrownBy(this::open).hasMessageContaining("in use by another server");
    }
    open().close();
  }

  @Test
  void a_journal_is_locked_though_the_lock_of_the_folder_was_removed() throws IOException {
    try (StateFolder first = open();
        OutcomeLog journal = first.journal("m", ORIGIN)) {
      assertThat(journal.read()).isEmpty();
      Path file = folder.resolve(StateFolder.fileName("m", ORIGIN));
      assertThatThrownBy(() -> Journals.open(file))
          .hasMessageContaining("in use by another server");
    }
  }

  @Test
  void each_version_of_a_model_has_a_journal_of_its_own_and_no_name_escapes_the_folder() {
    assertThat(StateFolder.fileName("m", ORIGIN))
        .isNotEqualTo(StateFolder.fileName("m", Sha256.of("two")));
    assertThat(StateFolder.fileName("../../m", ORIGIN)).doesNotContain("/").startsWith(".._.._m-");
  }

  @Test
  void it_says_why_a_journal_cannot_be_written() throws IOException {
    try (StateFolder state = open();
        OutcomeLog journal = state.journal("m", ORIGIN)) {
      assertThat(journal.read()).isEmpty();
      assertThat(state.degraded()).isEmpty();
      Path file = folder.resolve(StateFolder.fileName("m", ORIGIN));
      Files.move(file, folder.resolve("aside"));
      assertThat(state.degraded()).contains("the file was deleted or moved while it was in use");
      Files.move(folder.resolve("aside"), file);
    }
  }

  private void make(StateFolder state, String name) throws IOException {
    try (OutcomeLog journal = state.journal(name, ORIGIN)) {
      assertThat(journal.read()).isEmpty();
    }
    Files.createFile(folder.resolve(StateFolder.fileName(name, ORIGIN) + ".v1"));
  }

  private void age(String name) throws IOException {
    FileTime time = FileTime.from(Instant.now().minus(MONTH).minusSeconds(60));
    Files.setLastModifiedTime(folder.resolve(name), time);
  }

  @Test
  void it_forgets_the_journals_of_models_that_are_not_served_and_nothing_else() throws IOException {
    try (StateFolder state = open()) {
      make(state, "gone");
      make(state, "lately");
      for (String name : List.of("notes.txt", "mine.journal", "ticks-" + ORIGIN.substring(0, 16))) {
        Files.createFile(folder.resolve(name));
      }
      try (OutcomeLog served = state.journal("served", ORIGIN)) {
        assertThat(served.read()).isEmpty();
        List<String> before = names();
        for (String name : before) {
          if (!name.startsWith("lately")) {
            age(name);
          }
        }
        state.forget(MONTH);
        assertThat(names())
            .isEqualTo(before.stream().filter(name -> !name.startsWith("gone")).toList())
            .hasSize(before.size() - 3);
      }
      // What was served counts as used that day.
      state.forget(MONTH);
      try (OutcomeLog served = state.journal("served", ORIGIN)) {
        assertThat(served.read()).isEmpty();
      }
      assertThat(names()).contains(StateFolder.fileName("served", ORIGIN));
    }
  }
}
