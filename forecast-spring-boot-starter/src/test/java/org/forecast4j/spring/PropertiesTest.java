package org.forecast4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.testkit.internal.Snippets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What editors and the document say of the properties. */
class PropertiesTest {
  private static final Path DOCUMENT = Path.of("../docs/spring.md");

  /** Their defaults by their names; empty if there is none. */
  private static SortedMap<String, String> properties() {
    SortedMap<String, String> properties = new TreeMap<>();
    for (Parameter option : ForecastProperties.class.getDeclaredConstructors()[0].getParameters()) {
      String name = option.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      DefaultValue value = option.getAnnotation(DefaultValue.class);
      properties.put("forecast." + name, value == null ? "" : value.value()[0]);
    }
    return properties;
  }

  @Test
  void editors_know_every_property_its_default_and_what_it_does() throws IOException {
    SortedMap<String, String> told = new TreeMap<>();
    try (InputStream in =
        PropertiesTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      for (JsonNode property : new ObjectMapper().readTree(in).get("properties")) {
        told.put(property.get("name").asText(), property.path("defaultValue").asText());
        assertThat(property.path("description").asText()).endsWith(".");
      }
    }
    assertThat(told).isEqualTo(properties());
  }

  @Test
  void the_document_has_every_property_with_its_default() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `forecast.") && line.contains("` | "))
            .toList();
    properties()
        .forEach(
            (name, value) ->
                assertThat(rows)
                    .anyMatch(
                        row ->
                            row.startsWith("| `" + name + "` | ")
                                && (value.isEmpty() || row.contains("| `" + value + "` |"))));
  }

  @Test
  void the_code_of_the_document_compiles_with_the_imports_it_has(@TempDir Path folder)
      throws IOException {
    List<String> blocks = Snippets.blocks(DOCUMENT, heading -> true);
    assertThat(blocks).hasSize(1);
    Snippets.assertCompiles(folder, blocks.get(0), "");
  }
}
