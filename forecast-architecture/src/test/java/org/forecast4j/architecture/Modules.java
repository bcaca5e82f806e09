package org.forecast4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The modules of this build, as its poms name them. */
final class Modules {
  static final Path ROOT = Path.of("..");

  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

  private Modules() {}

  static String pom(String module) {
    return text(ROOT.resolve(module).resolve("pom.xml"));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All modules but this one, in the order of the parent's pom. */
  static List<String> all() {
    return MODULE
        .matcher(text(ROOT.resolve("pom.xml")))
        .results()
        .map(found -> found.group(1))
        .filter(module -> !module.equals("forecast-architecture"))
        .toList();
  }

  /** The modules with code. */
  static List<String> withCode() {
    return all().stream()
        .filter(module -> Files.isDirectory(ROOT.resolve(module).resolve("src/main/java")))
        .toList();
  }

  /** The modules that users put on their class path. */
  static List<String> libraries() {
    return withCode().stream().filter(module -> pom(module).contains("japicmp")).toList();
  }

  static Path classes(String module) {
    Path folder = ROOT.resolve(module).resolve("target/classes");
    assertThat(folder)
        .as("the classes of " + module + ", which has to be a dependency of this module's pom")
        .isDirectory();
    return folder;
  }

  static JavaClasses imported(List<String> modules) {
    return new ClassFileImporter().importPaths(modules.stream().map(Modules::classes).toList());
  }
}
