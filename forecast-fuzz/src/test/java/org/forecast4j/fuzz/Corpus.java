package org.forecast4j.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The inputs that were kept. */
final class Corpus {
  private Corpus() {}

  static List<Path> of(Target target) throws IOException {
    Path folder = Path.of("corpus", target.label());
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
