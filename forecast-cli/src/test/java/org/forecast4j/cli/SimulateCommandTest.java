package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.basketball.GameSimulator;
import org.forecast4j.basketball.SimulatedGame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulateCommandTest {
  @TempDir Path folder;

  private static List<GameMargins> games(long seed, int first, int count) {
    return new GameSimulator(seed).games(first, count).map(SimulatedGame::margins).toList();
  }

  @Test
  void the_games_of_a_seed_are_written_whole_and_in_parts() throws IOException {
    Path all = folder.resolve("all.csv");
    Run run = Run.of("simulate", "--games", 50, "--out", all);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEqualTo("50 games simulated" + System.lineSeparator());
    assertThat(GameMargins.read(all)).isEqualTo(games(1, 0, 50));
    Path part = folder.resolve("part.csv.gz");
    Run.of("simulate", "--games", 20, "--first", 30, "--seed", -7, "--out", part);
    assertThat(GameMargins.read(part)).isEqualTo(games(-7, 30, 20));
  }

  @Test
  void the_shipped_model_is_evaluated_on_simulated_games() {
    Path file = folder.resolve("games.csv.gz");
    Run.of("simulate", "--games", 30, "--out", file);
    Run evaluated = Run.of("evaluate", "--games", file, "--frozen");
    assertThat(evaluated.out()).startsWith("30 games, 2000-10-20 to 2000-10-22");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, --games is 0; expected 1 to 9838770",
    "9838771, 0, --games is 9838771; expected 1 to 9838770",
    "11, 9838760, --games is 11; expected 1 to 10",
    "1, -1, --first is -1; expected 0 to 9838769",
    "1, 9838770, --first is 9838770; expected 0 to 9838769"
  })
  void numbers_beyond_the_games_there_are_are_wrong_usage(int games, int first, String message) {
    Path file = folder.resolve("games.csv");
    Run run = Run.of("simulate", "--games", games, "--first", first, "--out", file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: " + message);
    assertThat(file).doesNotExist();
  }

  @Test
  void the_last_games_have_dates_that_are_read_back() throws IOException {
    Path file = folder.resolve("games.csv");
    Run.of("simulate", "--games", 1, "--first", 9_838_769, "--out", file);
    assertThat(GameMargins.read(file))
        .singleElement()
        .satisfies(game -> assertThat(game.date()).hasToString("9999-03-31"));
  }

  @Test
  void a_file_that_is_no_margins_file_is_left_as_it_is() throws IOException {
    Path thesis = Files.writeString(folder.resolve("thesis.csv"), "years of work");
    Run run = Run.of("simulate", "--games", 1, "--out", thesis);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("exists and is no margins file; it is left as it is");
    assertThat(thesis).hasContent("years of work");
  }
}
