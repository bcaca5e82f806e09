package org.forecast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.forecast4j.examples.TrainLstm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that trains needs what its siblings run without, and there is here. */
class TrainedExampleTest {
  @TempDir Path folder;

  @Test
  void an_lstm_is_trained_and_does_in_java_what_the_readme_says() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      TrainLstm.main(new String[] {folder.resolve("model").toString()});
    } finally {
      System.setOut(before);
    }
    String printed = bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    assertThat(Files.readString(Path.of("..", "forecast-examples", "README.md")))
        .contains("examples.TrainLstm\n```\n\n```text\n" + printed + "```");
  }
}
