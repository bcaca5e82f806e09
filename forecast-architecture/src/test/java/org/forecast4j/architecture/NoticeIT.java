package org.forecast4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

class NoticeIT {
  private static final Pattern MODULE_OF_OTHERS =
      Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom.properties");

  @Test
  void a_jar_with_the_code_of_others_names_them_and_their_licences() throws IOException {
    List<String> shaded =
        Modules.withCode().stream()
            .filter(module -> Files.exists(target(module, module + ".jar")))
            .toList();
    assertThat(shaded).contains("forecast-server", "forecast-cli");
    for (String module : shaded) {
      try (ZipFile jar = new ZipFile(target(module, module + ".jar").toFile())) {
        String notice = text(jar, "META-INF/NOTICE");
        assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
        assertThat(jar.stream().map(ZipEntry::getName).map(MODULE_OF_OTHERS::matcher))
            .filteredOn(Matcher::matches)
            .filteredOn(found -> !found.group(1).equals("org.forecast4j"))
            .isNotEmpty()
            .allSatisfy(found -> assertThat(notice).as(module).contains(found.group(2)));
      }
    }
  }

  private static Path target(String module, String file) {
    return Modules.ROOT.resolve(module).resolve("target").resolve(file);
  }

  private static String text(ZipFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(jar.getName() + " " + name).isNotNull();
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }
}
