package org.forecast4j.server.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.forecast4j.internal.Sha256;
import org.forecast4j.server.http.ApiException;
import org.forecast4j.server.http.Role;

/**
 * Hands out the page at {@code /} and its parts. They hold nothing of the models: what the page
 * shows it asks the API for, with the key that somebody gives it.
 */
public final class PageRoutes {
  private static final String START = "index.html";

  /** All parts, so that a path reaches nothing else of the jar. */
  private static final List<String> PARTS =
      List.of(
          "page.css",
          "main.js",
          "api.js",
          "dom.js",
          "format.js",
          "forecast.js",
          "fan.js",
          "words.js",
          "live.js",
          "model.js",
          "charts.js",
          "card.js",
          "uplot.js",
          "uplot.css",
          "icon.svg");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** Its own scripts and styles, none inside of the page, and calls to this server alone. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Part start = Part.read(START);
  private final Map<String, Part> parts =
      PARTS.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), Part::read));

  /**
   * A file of the page.
   *
   * @param type its media type
   * @param tag changes with its content
   * @param content not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares parts.
  private record Part(String type, String tag, byte[] content) {
    static Part read(String name) {
      try (InputStream in =
          Objects.requireNonNull(PageRoutes.class.getResourceAsStream(name), name)) {
        byte[] content = in.readAllBytes();
        String type = Objects.requireNonNull(TYPES.get(name.replaceFirst(".*\\.", "")), name);
        return new Part(type, '"' + Sha256.of(content) + '"', content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void answer(Context ctx) {
      ctx.header("Content-Security-Policy", POLICY);
      // Kept by the browser, which asks whether it has changed: a newer server is seen at once.
      ctx.header(Header.CACHE_CONTROL, "no-cache");
      ctx.header(Header.ETAG, tag);
      String known = Optional.ofNullable(ctx.header(Header.IF_NONE_MATCH)).orElse("");
      if (known.contains(tag)) {
        ctx.status(HttpStatus.NOT_MODIFIED);
      } else {
        ctx.contentType(type).result(content);
      }
    }
  }

  public void register(RoutesConfig routes) {
    routes.get("/", start::answer, Role.ANYONE);
    routes.get("/page/{part}", this::part, Role.ANYONE);
  }

  private void part(Context ctx) {
    String name = ctx.pathParam("part");
    Part part = parts.get(name);
    if (part == null) {
      throw ApiException.of(
          HttpStatus.NOT_FOUND.getCode(),
          "part is '" + name + "'; expected one that the page at / asks for");
    }
    part.answer(ctx);
  }
}
