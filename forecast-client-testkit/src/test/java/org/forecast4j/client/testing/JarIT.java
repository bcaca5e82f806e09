package org.forecast4j.client.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import okhttp3.OkHttp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars as users get them, with programs of theirs in JVMs of their own. */
class JarIT {
  private static final String VERSION = System.getProperty("forecast.version", "not said");
  private static final Path KIT = Path.of("target", "forecast-client-testkit-" + VERSION + ".jar");

  private static final String PROGRAM =
      """
      package scoreboard;

      import org.forecast4j.Pattern;
      import org.forecast4j.client.ForecastClient;

      public final class Scoreboard {
        public static void main(String[] arguments) {
          try (ForecastClient client = ForecastClient.fromEnv()) {
            System.out.println(client.predict(Pattern.of(new double[18])).pointForecast());
          }
        }
      }
      """;

  @TempDir Path folder;
  private FixtureServer server;

  @BeforeEach
  void start() {
    server = FixtureServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void on_the_class_path_it_says_which_version_it_is() throws Exception {
    List<Path> jars = withDependencies(name -> false);
    compile("Scoreboard", PROGRAM, "-cp", path(jars));
    jars.add(folder);
    assertThat(run("-cp", path(jars), "scoreboard.Scoreboard")).isEqualTo("0.0");
    assertThat(server.requests().get(0).getHeaders().get("User-Agent"))
        .isEqualTo(
            "forecast4j/"
                + VERSION
                + " java/"
                + Runtime.version().feature()
                + " okhttp/"
                + OkHttp.VERSION);
  }

  @Test
  void on_the_module_path_one_requires_is_enough() throws Exception {
    List<Path> jars = withDependencies(name -> false);
    Path module = declare("org.forecast4j.client");
    compile("Scoreboard", PROGRAM, "-p", path(jars), module.toString());
    jars.add(folder);
    assertThat(run("-p", path(jars), "-m", "scoreboard/scoreboard.Scoreboard")).isEqualTo("0.0");
    assertThat(server.requests().get(0).getHeaders().get("User-Agent"))
        .startsWith("forecast4j/" + VERSION + " java/");
  }

  @Test
  void the_test_kit_is_a_jar_of_its_own_that_needs_mockwebserver_beside_the_client()
      throws Exception {
    try (ZipFile zip = new ZipFile(KIT.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".class")))
          .contains("org/forecast4j/client/testing/FixtureServer.class")
          .allMatch(name -> name.startsWith("org/forecast4j/client/testing/"));
    }
    List<Path> jars = withDependencies(name -> name.startsWith("mockwebserver3-"));
    jars.add(KIT);
    String program =
        """
        package scoreboard;

        import org.forecast4j.Pattern;
        import org.forecast4j.client.ForecastClient;
        import org.forecast4j.client.testing.Fault;
        import org.forecast4j.client.testing.FixtureServer;

        public final class ScoreboardTest {
          public static void main(String[] arguments) {
            try (FixtureServer server = FixtureServer.start();
                ForecastClient client = server.client().build()) {
              server.next(Fault.problem(503, "still loading"));
              client.predict(Pattern.of(new double[18]));
              System.out.println(server.requests().size() + " requests");
            }
          }
        }
        """;
    compile("ScoreboardTest", program, "-cp", path(jars));
    jars.add(folder);
    assertThat(run("-cp", path(jars), "scoreboard.ScoreboardTest")).isEqualTo("2 requests");

    Path module =
        declare("org.forecast4j.client", "org.forecast4j.client.testing", "mockwebserver3");
    jars.remove(folder);
    compile("ScoreboardTest", program, "-p", path(jars), module.toString());
    jars.add(folder);
    assertThat(run("-p", path(jars), "-m", "scoreboard/scoreboard.ScoreboardTest"))
        .isEqualTo("2 requests");
  }

  private Path declare(String... modules) throws IOException {
    String required =
        Arrays.stream(modules).map(name -> "requires " + name + ";").collect(Collectors.joining());
    return Files.writeString(
        folder.resolve("module-info.java"), "module scoreboard { " + required + " }");
  }

  /** The client's jar, what it needs, and others of the class path. */
  private static List<Path> withDependencies(Predicate<String> others) {
    List<String> needed =
        List.of(
            "forecast-client-" + VERSION,
            "forecast-core-",
            "jackson-",
            "okhttp-jvm-",
            "okio-jvm-",
            "kotlin-stdlib-");
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = Path.of(entry).getFileName().toString();
      if (needed.stream().anyMatch(name::startsWith) || others.test(name)) {
        jars.add(Path.of(entry));
      }
    }
    assertThat(jars).hasSizeGreaterThanOrEqualTo(8).allMatch(Files::isRegularFile);
    return jars;
  }

  private static String path(List<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private void compile(String name, String source, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    List<String> command = new ArrayList<>(List.of("javac", "-d", folder.toString()));
    command.addAll(List.of(options));
    command.add(file.toString());
    assertThat(start(command)).isEmpty();
  }

  /** What a program says that is told where the server is. */
  private String run(String... arguments) throws Exception {
    List<String> command = List.of("java", "-Dforecast.base.url=" + server.baseUrl());
    return start(Stream.concat(command.stream(), Arrays.stream(arguments)).toList());
  }

  /** What a tool of the JDK says, which must succeed. */
  private static String start(List<String> command) throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.set(0, Path.of(System.getProperty("java.home"), "bin", command.get(0)).toString());
    Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }
}
