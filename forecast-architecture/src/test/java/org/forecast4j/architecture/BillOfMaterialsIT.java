package org.forecast4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bills of materials, as the build wrote them. */
class BillOfMaterialsIT {
  private static final Pattern BUILD_TIME =
      Pattern.compile("<project.build.outputTimestamp>([^<]+)</project.build.outputTimestamp>");

  private static final Pattern TIME = Pattern.compile("\"timestamp\" : \"([^\"]+)\"");

  /** Version 3 of an identifier follows from a name; others from chance or the clock. */
  private static final Pattern SERIAL =
      Pattern.compile("\"serialNumber\" : \"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f-]{21}\"");

  @Test
  void the_same_sources_give_the_same_bill_of_materials() {
    String pom = Modules.text(Modules.ROOT.resolve("pom.xml"));
    List<String> fixed = BUILD_TIME.matcher(pom).results().map(found -> found.group(1)).toList();
    assertThat(fixed).hasSize(1);
    assertThat(pom).doesNotContain("<includeBomSerialNumber>");
    List<Path> bills =
        Modules.withCode().stream()
            .filter(module -> !Modules.pom(module).contains("<maven.deploy.skip>true"))
            .map(module -> Modules.ROOT.resolve(Path.of(module, "target", "bom.json")))
            .toList();
    assertThat(bills).hasSizeGreaterThan(5);
    for (Path bill : bills) {
      String text = Modules.text(bill);
      assertThat(text).as(bill.toString()).containsPattern(SERIAL);
      assertThat(TIME.matcher(text).results().map((MatchResult found) -> found.group(1)))
          .as(bill.toString())
          .allMatch(fixed.get(0)::equals);
    }
  }
}
