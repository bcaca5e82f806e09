package org.forecast4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds SECURITY.md. */
class SecurityTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| API(\\d+) .*$");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

  private static List<MatchResult> rows() {
    return ROW.matcher(Modules.text(Modules.ROOT.resolve("SECURITY.md"))).results().toList();
  }

  @Test
  void each_of_the_ten_risks_names_a_test_and_each_test_is_there() throws IOException {
    assertThat(rows())
        .extracting(row -> row.group(1))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    for (MatchResult row : rows()) {
      List<MatchResult> tests = NAMED.matcher(row.group()).results().toList();
      assertThat(tests).as(row.group()).isNotEmpty();
      for (MatchResult test : tests) {
        assertThat(source(test.group(1)))
            .as(test.group())
            .containsPattern("@(Test|ParameterizedTest)[^{}]*\\bvoid " + test.group(2) + "\\(");
      }
    }
  }

  @Test
  void it_says_how_to_report_privately_without_naming_a_person() {
    String reporting =
        Modules.text(Modules.ROOT.resolve("SECURITY.md"))
            .replaceAll("(?s).*## Reporting\n(.*?)\n## .*", "$1");
    assertThat(reporting)
        .contains("private vulnerability reporting", "*Report a vulnerability*")
        .doesNotContain("@", "mailto:");
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Modules.ROOT)) {
      return files
          .filter(file -> file.endsWith(test + ".java"))
          .filter(file -> file.toString().contains("src/test/java"))
          .findFirst()
          .map(Modules::text)
          .orElseThrow(() -> new AssertionError("there is no test " + test));
    }
  }

  @Test
  void the_server_calls_no_address() {
    JavaClasses server = Modules.imported(List.of("forecast-server"));
    assertThat(server).isNotEmpty();
    noClasses()
        .that()
        .doNotHaveSimpleName("HealthCommand")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "okhttp3..", "org.forecast4j.client..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.net.URLConnection")
        .check(server);
  }
}
