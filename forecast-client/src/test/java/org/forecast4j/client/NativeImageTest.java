package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NativeImageTest {
  /** What an image has to be told of: names in the constants of a class that does it. */
  private static final List<String> TO_BE_TOLD =
      List.of(
          "java/lang/reflect/",
          "forName",
          "newInstance",
          "getDeclared",
          "getResource",
          "java/util/ServiceLoader",
          "java/io/ObjectInputStream",
          // Jackson's ways to bind classes.
          "readValue",
          "treeToValue",
          "convertValue",
          "writeValue");

  @Test
  void nothing_is_reflected_on_or_looked_up_or_bound_by_name() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("target/classes/org/forecast4j"))) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      assertThat(classes).hasSizeGreaterThan(50);
      for (Path file : classes) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(TO_BE_TOLD);
      }
    }
  }
}
