package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.forecast4j.internal.Sha256;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.page.PageRoutes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the page and its parts are handed out; what they do in a browser is tested in one. */
class PageIT {
  /** What a page refers to, and what a script imports. */
  private static final Pattern REFERENCE =
      Pattern.compile("(?:href|src)=\"(page/[^\"]+)\"|from '\\./([^']+)'");

  private static final int MOST_BYTES = 200_000;

  @TempDir Path folder;

  private static ForecastServer server;
  private static Http http;

  @BeforeAll
  static void start() throws IOException {
    server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
    http = new Http(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** The page and all that it asks for, directly or not. */
  private static Set<String> paths() {
    Set<String> found = new LinkedHashSet<>(Set.of("/"));
    Set<String> seen = new TreeSet<>();
    while (!seen.containsAll(found)) {
      for (String path : Set.copyOf(found)) {
        Matcher reference = REFERENCE.matcher(seen.add(path) ? http.get(path).text() : "");
        while (reference.find()) {
          String page = reference.group(1);
          found.add(page == null ? "/page/" + reference.group(2) : "/" + page);
        }
      }
    }
    return found;
  }

  @Test
  void the_page_and_all_its_parts_are_small_and_nothing_else_is_in_the_folder() throws Exception {
    int bytes = 0;
    Set<String> names = new TreeSet<>();
    for (String path : paths()) {
      Http.Answer answer = http.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      bytes += answer.response().body().length;
      names.add(path.equals("/") ? "index.html" : path.substring("/page/".length()));
    }
    assertThat(bytes).isBetween(50_000, MOST_BYTES);
    Path sources = Path.of("src", "main", "resources", "org", "forecast4j", "server", "page");
    try (Stream<Path> files = Files.list(sources)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.endsWith(".txt"))
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @Test
  void a_page_may_run_its_own_files_and_nothing_else() {
    for (String path : paths()) {
      Http.Answer answer = http.get(path);
      assertThat(answer.header("Content-Security-Policy"))
          .as(path)
          .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
          .contains("connect-src 'self'", "base-uri 'none'", "form-action 'none'")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe", "*", "http");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }
    assertThat(http.get("/models").header("Content-Security-Policy"))
        .as("what is no page")
        .isEqualTo("default-src 'none'; frame-ancestors 'none'");
    assertThat(http.get("/").text())
        .doesNotContain("<style", " style=", "onclick=", "https://", "http://")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }

  @Test
  void what_a_browser_has_is_not_sent_again_until_it_changes() {
    for (String path : paths()) {
      Http.Answer first = http.get(path);
      assertThat(first.header("Cache-Control")).as(path).isEqualTo("no-cache");
      String tag = first.header("ETag");
      assertThat(tag).matches("\"[0-9a-f]{64}\"");
      Http.Answer again = http.get(path, "If-None-Match", tag);
      assertThat(again.status()).as(path).isEqualTo(304);
      assertThat(again.response().body()).isEmpty();
      assertThat(again.header("ETag")).isEqualTo(tag);
      assertThat(http.get(path, "If-None-Match", "\"older\"").status()).isEqualTo(200);
    }
  }

  @ValueSource(
      strings = {
        "/page/nix.js",
        "/page/index.html",
        "/page/PageRoutes.class",
        "/page/uplot-licence.txt",
        "/page/..%2Fapi%2Fopenapi.yaml",
        "/page/%2e%2e"
      })
  @ParameterizedTest
  void nothing_else_of_the_jar_is_handed_out(String path) {
    Http.Answer answer = http.get(path);
    assertThat(answer.status()).as(answer.text()).isIn(400, 404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void paths_below_the_page_make_no_series_of_their_own() {
    http.get("/page/one");
    http.get("/page/other");
    http.get("/");
    assertThat(http.get("/metrics").text())
        .contains("route=\"/page/{part}\",status=\"404\"", "route=\"/\",status=\"200\"")
        .doesNotContain("/page/one", "/page/other");
  }

  @Test
  void the_page_needs_no_key_and_what_it_shows_does() throws Exception {
    Path keys =
        Files.writeString(folder.resolve("keys"), Keys.line(Role.READ, "read-key-0123456789"));
    try (ForecastServer closed =
        ForecastServer.start(ServerOptions.builder(Http.BUNDLE).keys(keys).build())) {
      Http closedHttp = new Http(closed.port());
      assertThat(closedHttp.get("/").status()).isEqualTo(200);
      assertThat(closedHttp.get("/page/main.js").status()).isEqualTo(200);
      assertThat(closedHttp.get("/models/nba-halftime/examples").status()).isEqualTo(401);
    }
  }

  @Test
  void a_server_without_keys_hands_the_page_out_under_its_own_names_alone() throws IOException {
    for (String path : new String[] {"/", "/page/main.js"}) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
            .as(path)
            .startsWith("HTTP/1.1 403 ");
      }
    }
  }

  @Test
  void a_server_without_the_page_has_none() throws IOException {
    try (ForecastServer bare =
        ForecastServer.start(ServerOptions.builder(Http.BUNDLE).page(false).build())) {
      for (String path : new String[] {"/", "/page/main.js"}) {
        assertThat(new Http(bare.port()).get(path).status()).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void the_library_of_others_is_the_one_its_licence_names() throws IOException {
    String licence = text("uplot-licence.txt");
    assertThat(licence).contains("uPlot 1.6.32", "The MIT License", "Leon Sorokin");
    for (String name : new String[] {"uplot.js", "uplot.css"}) {
      String sum = Sha256.of(text(name).getBytes(StandardCharsets.UTF_8));
      assertThat(Arrays.stream(licence.split("\n")))
          .anyMatch(line -> line.contains(name) && line.contains(sum));
    }
  }

  private static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PageRoutes.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
