package org.forecast4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use whom. */
class LayoutTest {
  private static final JavaClasses ALL = Modules.imported(Modules.withCode());
  private static final JavaClasses CORE = Modules.imported(List.of("forecast-core"));
  private static final JavaClasses LIBRARIES = Modules.imported(Modules.libraries());

  private static final String INTERNAL = "org.forecast4j..internal..";
  private static final String BASKETBALL = "org.forecast4j.basketball..";
  private static final String[] NETWORKS = {
    "org.forecast4j.dl4j..", "org.nd4j..", "org.deeplearning4j..", "org.bytedeco.."
  };
  private static final Pattern BASKETBALL_WORDS =
      Pattern.compile(
          "\\b(basketball|half-?time|nba|home|away|rating_\\w+)\\b", Pattern.CASE_INSENSITIVE);

  @Test
  void packages_have_no_circles() {
    slices().assignedFrom(new ByPackage()).should().beFreeOfCycles().check(ALL);
  }

  @Test
  void the_core_knows_neither_wire_nor_server() {
    check(
        CORE,
        classes()
            .should()
            .onlyDependOnClassesThat(
                JavaClass.Predicates.resideInAnyPackage("java..", "javax..", "org.jspecify..")
                    .or(inModule(CORE))));
  }

  @Test
  void the_arithmetic_of_the_core_knows_nothing_above_it() {
    check(
        CORE,
        noClasses()
            .that()
            .resideInAPackage("org.forecast4j.internal")
            .should()
            .dependOnClassesThat(
                JavaClass.Predicates.resideInAPackage("org.forecast4j..")
                    .and(
                        DescribedPredicate.not(
                            JavaClass.Predicates.resideInAPackage("org.forecast4j.internal")))));
  }

  @Test
  void only_basketball_knows_basketball() {
    check(
        ALL,
        noClasses()
            .that()
            .resideOutsideOfPackages(
                BASKETBALL,
                "org.forecast4j.wire..",
                "org.forecast4j.server.learning..",
                "org.forecast4j.server.model..",
                "org.forecast4j.server.live..",
                "org.forecast4j.cli..",
                "org.forecast4j.examples..",
                "org.forecast4j.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASKETBALL));
  }

  @Test
  void the_core_says_no_word_of_basketball_elsewhere() throws IOException {
    Path sources = Modules.ROOT.resolve("forecast-core/src/main/java/org/forecast4j");
    try (Stream<Path> files = Files.walk(sources)) {
      List<String> said =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.startsWith(sources.resolve("basketball")))
              .flatMap(
                  file ->
                      Modules.text(file)
                          .lines()
                          .filter(BASKETBALL_WORDS.asPredicate())
                          .map(line -> sources.relativize(file) + ": " + line.strip()))
              .toList();
      assertThat(said).isEmpty();
    }
  }

  @Test
  void internals_do_not_show_in_the_api() {
    DescribedPredicate<JavaClass> internal = JavaClass.Predicates.resideInAPackage(INTERNAL);
    check(
        LIBRARIES,
        noMethods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat(PublicTypes.IN_THE_API)
            .should()
            .haveRawReturnType(internal)
            .orShould()
            .haveRawParameterTypes(
                DescribedPredicate.describe(
                    "with one that is internal", types -> types.stream().anyMatch(internal))));
  }

  @Test
  void internals_are_exported_to_this_project_alone() throws IOException {
    for (String module : Modules.libraries()) {
      Path descriptor = Modules.classes(module).resolve("module-info.class");
      if (Files.exists(descriptor)) {
        try (InputStream bytes = Files.newInputStream(descriptor)) {
          assertThat(ModuleDescriptor.read(bytes).exports())
              .as(module)
              .filteredOn(exported -> exported.source().endsWith(".internal"))
              .allMatch(ModuleDescriptor.Exports::isQualified)
              .flatMap(ModuleDescriptor.Exports::targets)
              .allMatch(target -> target.startsWith("org.forecast4j."));
        }
      }
    }
  }

  @Test
  void client_and_server_never_see_nd4j() {
    check(
        ALL,
        noClasses()
            .that()
            .resideInAnyPackage(
                "org.forecast4j.wire..", "org.forecast4j.client..", "org.forecast4j.server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NETWORKS));
  }

  private static void check(JavaClasses classes, ArchRule rule) {
    assertThat(classes).isNotEmpty();
    rule.check(classes);
  }

  private static DescribedPredicate<JavaClass> inModule(JavaClasses module) {
    Predicate<JavaClass> contains = type -> module.contain(type.getBaseComponentType().getName());
    return DescribedPredicate.describe(
        "of the module or primitive",
        type -> contains.test(type) || type.getBaseComponentType().isPrimitive());
  }

  /** Each package is a slice. */
  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return type.getPackageName().startsWith("org.forecast4j")
          ? SliceIdentifier.of(type.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
