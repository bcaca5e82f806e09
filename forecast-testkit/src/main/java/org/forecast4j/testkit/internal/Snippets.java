package org.forecast4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** The Java of documents, which is held to code that is compiled and run. */
public final class Snippets {
  private static final Pattern JAVADOC =
      Pattern.compile("<pre>\\{@code(.*?)\\* }</pre>", Pattern.DOTALL);

  private Snippets() {}

  /** The lines in blocks of Java below those headings of a Markdown file that are wanted. */
  public static List<String> inMarkdown(Path file, Predicate<String> headings) throws IOException {
    return blocks(file, headings).stream().flatMap(String::lines).toList();
  }

  /** The blocks of Java below those headings of a Markdown file that are wanted. */
  public static List<String> blocks(Path file, Predicate<String> headings) throws IOException {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    String heading = "";
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("```")) {
        if (inside && headings.test(heading)) {
          blocks.add(block.toString());
        }
        block.setLength(0);
        inside = line.equals("```java");
      } else if (inside) {
        block.append(line).append('\n');
      } else if (line.startsWith("#")) {
        heading = line.replaceFirst("#+ ", "");
      }
    }
    return blocks;
  }

  /**
   * Asserts that code compiles as it stands, with the imports it begins with and no others.
   *
   * @param folder an empty one to compile in
   * @param code imports and statements
   * @param given what the statements are given, as parameters of a method with full names
   */
  public static void assertCompiles(Path folder, String code, String given) throws IOException {
    StringBuilder program = new StringBuilder();
    code.lines().filter(Snippets::isImport).forEach(line -> program.append(line).append('\n'));
    program.append("class Snippet {\n  void run(" + given + ") throws Exception {\n");
    code.lines().filter(line -> !isImport(line)).forEach(line -> program.append(line).append('\n'));
    Path source = folder.resolve("Snippet.java");
    Files.writeString(source, program.append("  }\n}\n"));
    StringWriter said = new StringWriter();
    int exitCode =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                new PrintWriter(said),
                new PrintWriter(said),
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(exitCode).as(said + "\n" + program).isZero();
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
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
