package org.forecast4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Java of documents, which is held to code that is compiled and run. */
public final class Snippets {
  private static final Pattern JAVADOC =
      Pattern.compile("<pre>\\{@code(.*?)\\* }</pre>", Pattern.DOTALL);

  private Snippets() {}

  /** The lines in blocks of Java below those headings of a Markdown file that are wanted. */
  public static List<String> inMarkdown(Path file, Predicate<String> headings) throws IOException {
    List<String> code = new ArrayList<>();
    String heading = "";
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("```")) {
        inside = line.equals("```java");
      } else if (inside && headings.test(heading)) {
        code.add(line);
      } else if (!inside && line.startsWith("#")) {
        heading = line.replaceFirst("#+ ", "");
      }
    }
    return code;
  }

  /** The lines of code in the Javadoc of a source file. */
  public static List<String> inJavadoc(Path file) throws IOException {
    List<String> code = new ArrayList<>();
    Matcher snippets = JAVADOC.matcher(Files.readString(file));
    while (snippets.find()) {
      for (String line : snippets.group(1).split("\n", -1)) {
        code.add(line.replaceFirst("^ *\\* ?", ""));
      }
    }
    return code;
  }

  /** Asserts that each line stands in the source of a test, whatever the blanks and comments. */
  public static void assertStandIn(Class<?> test, List<String> code) throws IOException {
    Path source = Path.of("src/test/java", test.getName().replace('.', '/') + ".java");
    String compiled = withoutBlanks(Files.readString(source));
    assertThat(code).isNotEmpty();
    for (String line : code) {
      assertThat(compiled).contains(withoutBlanks(line.replaceFirst(" //.*", "")));
    }
  }

  private static String withoutBlanks(String text) {
    return text.replaceAll("\\s+", "");
  }
}
