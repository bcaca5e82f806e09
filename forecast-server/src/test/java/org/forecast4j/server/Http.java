package org.forecast4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Calls a server as a stranger would. */
public final class Http {
  public static final Path BUNDLE = Path.of("../models/nba-halftime");
  public static final String PATTERN = "[0,2,5,3,3,6,8,7,9,6,4,4,7,9,8,10,12,11]";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Await.PATIENCE).build();

  private final String base;

  public Http(int port) {
    base = "http://127.0.0.1:" + port;
  }

  /** An answer: what strangers look at. */
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      try {
        return MAPPER.readTree(response.body());
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + text(), e);
      }
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public Answer get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  public Answer post(String path, String body, String... headers) {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Asks again, as it is told to, while intervals at a new confidence are being learned. */
  public Answer send(HttpRequest.Builder request) {
    long start = System.nanoTime();
    Answer answer = once(request);
    while (answer.status() == 503
        && answer.text().contains("ask again in a moment")
        && System.nanoTime() - start < Await.PATIENCE.toNanos()) {
      answer = once(request);
    }
    return answer;
  }

  private static Answer once(HttpRequest.Builder request) {
    try {
      return new Answer(
          CLIENT.send(
              request.timeout(Await.PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    request.setHeader("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }
}
