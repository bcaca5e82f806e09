package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Keys;
import org.forecast4j.server.http.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds openapi.yaml against the running server, both ways. */
class OpenApiIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String JSON = "application/json";

  @TempDir Path folder;

  private static ForecastServer server;

  private static Http http;
  private static JsonNode document;
  private static ApiDocument api;

  @BeforeAll
  static void start() throws IOException {
    server = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
    http = new Http(server.port());
    document = http.get("/openapi.json").json();
    api = new ApiDocument(document);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /**
   * A documented call.
   *
   * @param example the name of the example that is sent; empty if nothing is
   */
  private record Call(String path, String method, String example, JsonNode operation) {
    String url() {
      String url = path;
      for (JsonNode listed : document.get("paths").get(path).path("parameters")) {
        JsonNode parameter = resolve(listed);
        String name = parameter.get("name").textValue();
        url = url.replace("{" + name + "}", parameter.get("example").textValue());
      }
      return url;
    }

    Http.Answer send(int port, String... headers) {
      HttpRequest.Builder request = new Http(port).request(url(), headers);
      HttpRequest.BodyPublisher body =
          example.isEmpty()
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofString(
                  requestExamples(operation).get(example).get("value").toString());
      return new Http(port).send(request.method(method, body));
    }

    /** The documented status: that with an answer of the example's name, or else 200. */
    String status() {
      for (Map.Entry<String, JsonNode> response : operation.get("responses").properties()) {
        for (JsonNode content : resolve(response.getValue()).path("content")) {
          if (content.path("examples").has(example)) {
            return response.getKey();
          }
        }
      }
      return "200";
    }

    JsonNode response(String status) {
      assertThat(operation.get("responses").has(status))
          .as("%s documents %s", this, status)
          .isTrue();
      return resolve(operation.get("responses").get(status));
    }

    @Override
    public String toString() {
      return method + " " + path + (example.isEmpty() ? "" : " " + example);
    }
  }

  private static JsonNode resolve(JsonNode node) {
    return api.resolve(node);
  }

  private static JsonNode requestExamples(JsonNode operation) {
    return resolve(operation.path("requestBody")).path("content").path(JSON).path("examples");
  }

  private static Stream<Call> operations() {
    return api.operations().stream().map(one -> new Call(one.path(), one.method(), "", one.node()));
  }

  /** In the order of the document; those that answer without end have a test of their own. */
  static Stream<Call> calls() {
    return operations()
        .filter(call -> call.operation().get("responses").has("200"))
        .filter(call -> !call.response("200").path("content").has("text/event-stream"))
        .flatMap(
            call -> {
              List<Call> examples = new ArrayList<>();
              requestExamples(call.operation())
                  .fieldNames()
                  .forEachRemaining(
                      name ->
                          examples.add(
                              new Call(call.path(), call.method(), name, call.operation())));
              assertThat(examples.isEmpty())
                  .as("%s has examples if it has a body", call)
                  .isNotEqualTo(call.operation().has("requestBody"));
              return examples.isEmpty() ? Stream.of(call) : examples.stream();
            });
  }

  /** What is wrong with a value of a media type. */
  private static List<String> errors(JsonNode mediaType, JsonNode value) {
    return api.errors(mediaType, value);
  }

  private static void assertAsDocumented(Call call, Http.Answer answer) {
    JsonNode response = call.response(String.valueOf(answer.status()));
    String type = answer.header("Content-Type").replaceAll(";.*", "");
    assertThat(response.path("content").has(type)).as("%s answers in %s", call, type).isTrue();
    if (!type.endsWith("json")) {
      return;
    }
    JsonNode mediaType = response.get("content").get(type);
    assertThat(errors(mediaType, answer.json())).as("%s: %s", call, answer.text()).isEmpty();
    JsonNode example = mediaType.path("examples").path(call.example()).path("value");
    if (example.isMissingNode()) {
      return;
    }
    assertThat(names(answer.json())).as("fields of %s", call).isEqualTo(names(example));
    for (String reason : List.of("detail", "error")) {
      assertThat(answer.json().path(reason)).isEqualTo(example.path(reason));
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void every_route_is_documented_and_everything_documented_is_a_route() {
    List<String> routes =
        server.endpoints().stream().map(one -> one.method.name() + " " + one.path).toList();
    assertThat(operations().map(Call::toString)).containsExactlyInAnyOrderElementsOf(routes);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void every_call_is_answered_as_documented(Call call) {
    Http.Answer answer = call.send(server.port());
    assertThat(answer.status()).as(answer.text()).hasToString(call.status());
    assertAsDocumented(call, answer);
  }

  @Test
  void every_example_of_an_answer_is_valid() {
    List<JsonNode> responses = new ArrayList<>();
    operations().forEach(call -> call.operation().get("responses").forEach(responses::add));
    document.get("components").get("responses").forEach(responses::add);
    int examples = 0;
    for (JsonNode response : responses) {
      for (JsonNode mediaType : response.path("content")) {
        for (JsonNode example : mediaType.path("examples")) {
          assertThat(errors(mediaType, example.get("value"))).as(example.toString()).isEmpty();
          examples++;
        }
      }
    }
    assertThat(examples).isGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void every_example_of_a_request_that_is_answered_is_valid(Call call) {
    if (!call.example().isEmpty() && call.status().equals("200")) {
      JsonNode mediaType = resolve(call.operation().get("requestBody")).get("content").get(JSON);
      JsonNode value = mediaType.get("examples").get(call.example()).get("value");
      assertThat(errors(mediaType, value)).isEmpty();
    }
  }

  @Test
  void an_example_that_is_not_valid_would_be_noticed() throws IOException {
    JsonNode mediaType =
        MAPPER.readTree("{\"schema\":{\"$ref\":\"#/components/schemas/Observed\"}}");
    String fine = "{\"id\":\"a\",\"status\":\"observed\",\"state_version\":1}";
    assertThat(errors(mediaType, MAPPER.readTree(fine))).isEmpty();
    for (String wrong :
        List.of(
            fine.replace("1}", "\"1\"}"),
            fine.replace("observed", "x"),
            "{\"id\":\"a\"}",
            fine.replace("1}", "1,\"forgotten\":2}"))) {
      assertThat(errors(mediaType, MAPPER.readTree(wrong))).as(wrong).isNotEmpty();
    }
  }

  @Test
  void events_and_messages_are_as_documented() throws Exception {
    JsonNode event =
        document.at("/paths/~1games~1stream/get/responses/200/content/text~1event-stream/schema");
    JsonNode mediaType = MAPPER.createObjectNode().set("schema", event.get("contentSchema"));
    try (ForecastServer live = ForecastServer.start(ServerOptions.builder(Http.BUNDLE).build());
        EventReader events = new EventReader(live.port(), "");
        SocketReader messages = new SocketReader(live.port(), "")) {
      assertThat(errors(mediaType, events.next("initial_state").data())).isEmpty();
      assertThat(errors(mediaType, messages.next("initial_state"))).isEmpty();
      String scores = SampleGame.of(1).until(24);
      assertThat(new Http(live.port()).post("/games/documented/scores", scores).status())
          .isEqualTo(200);
      String type;
      do {
        JsonNode message = messages.next();
        assertThat(errors(mediaType, message)).as(message.toString()).isEmpty();
        assertThat(errors(mediaType, events.next().data())).isEmpty();
        type = message.get("type").textValue();
      } while (!type.equals("outcome"));
    }
    Call socket =
        operations().filter(call -> call.path().equals("/ws/live")).findFirst().orElseThrow();
    assertThat(socket.operation().get("responses").has("101")).isTrue();
    Http.Answer plain = socket.send(server.port());
    assertThat(plain.status()).isEqualTo(426);
    assertAsDocumented(socket, plain);
  }

  /**
   * What reaches no operation, | for the ends of lines, and what it is refused with, at any path.
   */
  private static final Map<String, Integer> REFUSED =
      Map.of(
          "GET %s HTTP/1.1|", 400,
          "GET %s?LARGE HTTP/1.1|Host: localhost|", 414,
          "GET %s HTTP/1.1|Host: localhost|Expect: more|", 417,
          "GET %s HTTP/2.0|Host: localhost|", 426,
          "GET %s HTTP/1.1|Host: localhost|Odd: LARGE|", 431,
          "GET %s HTTP/0.9|Host: localhost|", 505);

  /** The same, where a query and a body are read. */
  private static final Map<String, Integer> REFUSED_ONCE_READ =
      Map.of(
          "GET %s?%%zz HTTP/1.1|Host: localhost|",
          400,
          "GET %s HTTP/1.1|Host: localhost|Expect: 100-continue|Content-Length: 9999999|",
          413,
          "GET %s HTTP/1.1|Host: localhost|Expect: 100-continue|Content-Length: 1|"
              + "Content-Encoding: br|",
          415);

  static Stream<Arguments> refused() {
    return Stream.of("/livez", "/models", "/v2", "/v2/health/live")
        .flatMap(
            path -> {
              Map<String, Integer> requests = new TreeMap<>(REFUSED);
              if (!path.equals("/livez")) {
                requests.putAll(REFUSED_ONCE_READ);
              }
              return requests.entrySet().stream()
                  .map(one -> Arguments.of(path, one.getKey(), one.getValue()));
            });
  }

  @ParameterizedTest
  @MethodSource("refused")
  void what_reaches_no_operation_is_refused_as_each_of_them_documents(
      String path, String request, int status) throws IOException {
    String head = request.formatted(path).replace("LARGE", "x".repeat(9_000));
    String answer = raw((head + "Connection: close||").replace("|", "\r\n"));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    Call call = operations().filter(one -> one.path().equals(path)).findFirst().orElseThrow();
    JsonNode response = call.response("default");
    assertThat(response.get("description").textValue())
        .containsPattern("\\| .*" + status + ".* \\|");
    String type = answer.replaceAll("(?is).*\r\nContent-Type: ([^;\r]+).*", "$1");
    assertThat(response.get("content").has(type)).as(type).isTrue();
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(errors(response.get("content").get(type), MAPPER.readTree(body))).as(body).isEmpty();
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void every_operation_documents_what_reaches_none() {
    assertThat(operations().toList())
        .allSatisfy(
            call ->
                assertThat(call.operation().at("/responses/default/$ref").textValue())
                    .isEqualTo("#/components/responses/Edge"));
  }

  @Test
  void the_same_calls_need_a_key_as_are_documented_to() throws IOException {
    Path keys =
        Files.writeString(folder.resolve("keys"), Keys.line(Role.READ, "read-key-0123456789"));
    try (ForecastServer closed =
        ForecastServer.start(ServerOptions.builder(Http.BUNDLE).keys(keys).build())) {
      for (Call call : operations().toList()) {
        Http.Answer answer = call.send(closed.port());
        boolean open = call.operation().path("security").isArray();
        assertThat(answer.status() == 401).as(call.toString()).isNotEqualTo(open);
        assertAsDocumented(call, answer);
      }
    }
  }
}
