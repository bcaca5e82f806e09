package org.forecast4j.server.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.forecast4j.server.ApiDocument;
import org.forecast4j.server.ApiDocument.Operation;

/**
 * Makes requests that are nearly those of openapi.yaml: its examples with values that are other,
 * extreme, missing, doubled or of another kind. The same seed makes the same requests.
 */
final class RequestGenerator {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 4;

  /** An operation that does much is chosen this much more rarely. */
  private static final int RARITY = 50;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "NaN",
          "null",
          "a/b",
          "../..",
          "%00",
          "\u0000",
          "\u202e",
          "\uD83C\uDFC0",
          "2019-04-12",
          "2019-02-30",
          "x".repeat(200),
          "nba-halftime");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0.0",
          "1",
          "-1",
          "0.5",
          "0.9999999999999999",
          "1e-320",
          "1e308",
          "-1e308",
          "2147483648",
          "-9223372036854775808",
          "9223372036854775808",
          "3.0000000000000001");

  private final Random random;
  private final ApiDocument api;
  private final List<Operation> operations;

  /**
   * Of all operations that answer and end.
   *
   * @param api what is documented
   * @param seed of the choices
   */
  RequestGenerator(ApiDocument api, long seed) {
    this.api = api;
    random = new Random(seed);
    operations = api.operations().stream().filter(this::ends).toList();
  }

  private boolean ends(Operation operation) {
    JsonNode responses = operation.node().get("responses");
    return !responses.has("101")
        && !api.resolve(responses.path("200")).path("content").has("text/event-stream");
  }

  /**
   * A request.
   *
   * @param operation what it is nearly
   * @param url path and query
   * @param headers names and values
   * @param body nothing if empty
   */
  record Request(Operation operation, String url, List<String> headers, byte[] body) {
    @Override
    public String toString() {
      String text = new String(body, StandardCharsets.UTF_8);
      return operation.method()
          + " "
          + url
          + " "
          + headers
          + " "
          + (text.length() > 500 ? text.substring(0, 500) + "…" : text);
    }
  }

  Request next() {
    Operation operation = pick(operations);
    while (operation.path().startsWith("/admin") && random.nextInt(RARITY) > 0) {
      operation = pick(operations);
    }
    List<String> headers = new ArrayList<>();
    byte[] body = body(operation);
    if (body.length > 0) {
      headers.add("Content-Type");
      headers.add(random.nextInt(20) == 0 ? "text/plain" : "application/json");
    }
    return new Request(operation, url(operation, headers), headers, body);
  }

  private String url(Operation operation, List<String> headers) {
    String url = operation.path();
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : parameters(operation)) {
      String name = parameter.get("name").textValue();
      switch (parameter.get("in").textValue()) {
        case "path" -> url = url.replace("{" + name + "}", encoded(value(parameter)));
        case "query" -> {
          if (random.nextBoolean()) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
            query.append(encoded(value(parameter)));
          }
        }
        default -> {
          if (random.nextInt(4) == 0) {
            headers.add(name);
            headers.add(value(parameter).replaceAll("[^ -~]", "?"));
          }
        }
      }
    }
    return url + query;
  }

  private List<JsonNode> parameters(Operation operation) {
    List<JsonNode> parameters = new ArrayList<>();
    api.json().get("paths").get(operation.path()).path("parameters").forEach(parameters::add);
    operation.node().path("parameters").forEach(parameters::add);
    return parameters.stream().map(api::resolve).toList();
  }

  private String value(JsonNode parameter) {
    if (parameter.has("example") && random.nextInt(3) > 0) {
      return parameter.get("example").asText();
    }
    String text = random.nextBoolean() ? pick(TEXTS) : pick(NUMBERS);
    return text.isBlank() && parameter.get("in").textValue().equals("path") ? "x" : text;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private byte[] body(Operation operation) {
    List<JsonNode> examples = new ArrayList<>();
    api.resolve(operation.node().path("requestBody"))
        .path("content")
        .path("application/json")
        .path("examples")
        .forEach(example -> examples.add(example.get("value")));
    if (examples.isEmpty()) {
      return new byte[0];
    }
    JsonNode body = pick(examples).deepCopy();
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      body = changed(body, 0);
    }
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(20) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  /** The value with one change somewhere in it. */
  private JsonNode changed(JsonNode value, int depth) {
    if (value.isObject() && !value.isEmpty() && random.nextInt(8) > 0) {
      List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(value.properties());
      Map.Entry<String, JsonNode> field = pick(fields);
      ObjectNode object = (ObjectNode) value;
      switch (random.nextInt(6)) {
        case 0 -> object.remove(field.getKey());
        case 1 -> object.set(pick(TEXTS), any(depth + 1));
        default -> object.set(field.getKey(), changed(field.getValue(), depth + 1));
      }
      return object;
    }
    if (value.isArray() && !value.isEmpty() && random.nextInt(8) > 0) {
      ArrayNode array = (ArrayNode) value;
      int index = random.nextInt(array.size());
      switch (random.nextInt(6)) {
        case 0 -> array.remove(index);
        case 1 -> array.insert(index, array.get(index).deepCopy());
        default -> array.set(index, changed(array.get(index), depth + 1));
      }
      return array;
    }
    return any(depth);
  }

  private JsonNode any(int depth) {
    return switch (random.nextInt(depth < DEEPEST ? 7 : 5)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(random.nextBoolean());
      case 2 -> NODES.textNode(pick(TEXTS));
      case 3, 4 -> number();
      case 5 -> {
        ArrayNode array = NODES.arrayNode();
        for (int size = random.nextInt(20); size > 0; size--) {
          array.add(any(depth + 1));
        }
        yield array;
      }
      default -> {
        ObjectNode object = NODES.objectNode();
        for (int size = random.nextInt(4); size > 0; size--) {
          object.set(pick(TEXTS), any(depth + 1));
        }
        yield object;
      }
    };
  }

  private JsonNode number() {
    try {
      return MAPPER.readTree(pick(NUMBERS));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
