package org.forecast4j.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads Server-Sent Events as the standard says, pings aside. */
public final class EventReader implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  /** An event with the last id that the stream had told by then. */
  public record Event(String id, String type, JsonNode data) {
    String game() {
      return data.path("game_id").asText();
    }
  }

  public EventReader(int port, String query, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/games/stream" + query));
    if (headers.length > 0) {
      request.headers(headers);
    }
    response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    Thread thread = new Thread(this::read, "event-reader");
    thread.setDaemon(true);
    thread.start();
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String id = "";
      String type = "message";
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !data.isEmpty()) {
          events.add(new Event(id, type, MAPPER.readTree(data)));
          data = "";
        }
      }
      ended.complete(true);
    } catch (IOException e) {
      ended.complete(false);
    }
  }

  /** The next event but pings. */
  public Event next() throws InterruptedException {
    Event event = events.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event came");
    }
    return event.type().equals("ping") ? next() : event;
  }

  /** The next event of a type; what comes before it is passed over. */
  Event next(String type) throws InterruptedException {
    Event event = events.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event '" + type + "' came");
    }
    return event.type().equals(type) ? event : next(type);
  }

  /** Whether the stream ended as it should, and not with a broken connection. */
  boolean endedWell() throws Exception {
    return ended.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
