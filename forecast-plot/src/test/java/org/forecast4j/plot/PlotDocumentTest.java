package org.forecast4j.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.forecast4j.testkit.internal.Snippets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/plot.md. */
class PlotDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "plot.md");

  @Test
  void its_code_compiles_with_the_imports_it_has(@TempDir Path folder) throws IOException {
    List<String> blocks = Snippets.blocks(DOCUMENT, heading -> true);
    assertThat(blocks).hasSize(1);
    Snippets.assertCompiles(folder, blocks.get(0), "ConformalWrapper model, Pattern pattern");
  }

  @Test
  void it_names_every_picture() throws IOException {
    String text = Files.readString(DOCUMENT);
    assertThat(Stream.of(Plot.class.getPermittedSubclasses()).map(Class::getSimpleName))
        .hasSize(7)
        .allSatisfy(name -> assertThat(text).contains("| `" + name + "` |"));
  }
}
