package org.forecast4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicTypesTest {
  private static final Path LIST = Path.of("src/test/resources/public-types.txt");

  /** A type that becomes public by accident stays public for ever; whoever means it adds a line. */
  @Test
  void every_public_type_of_a_library_stands_in_the_list() throws IOException {
    List<String> types =
        Modules.imported(Modules.libraries()).stream()
            .filter(PublicTypes.IN_THE_API)
            .map(JavaClass::getName)
            .sorted()
            .toList();
    assertThat(types)
        .as("the public types, as " + LIST + " has them")
        .isEqualTo(Files.readAllLines(LIST));
  }
}
