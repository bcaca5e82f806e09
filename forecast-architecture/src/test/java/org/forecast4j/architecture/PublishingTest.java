package org.forecast4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishingTest {
  @Test
  void the_bom_names_every_module_that_is_published() {
    List<String> published =
        Modules.all().stream()
            .filter(module -> !module.equals("forecast-bom"))
            .filter(module -> !Modules.pom(module).contains("<maven.deploy.skip>true"))
            .map(module -> "<artifactId>" + module + "</artifactId>")
            .toList();
    assertThat(published).hasSizeGreaterThan(5);
    assertThat(Modules.pom("forecast-bom")).contains(published);
  }

  @Test
  void the_image_is_built_from_the_pom_of_every_module() {
    assertThat(Modules.text(Modules.ROOT.resolve(Path.of("forecast-server/Dockerfile"))))
        .contains(
            Modules.all().stream()
                .map(module -> "COPY " + module + "/pom.xml " + module + "/\n")
                .toList());
  }
}
