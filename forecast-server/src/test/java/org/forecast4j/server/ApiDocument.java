package org.forecast4j.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The openapi.yaml that a server hands out, and what it says of an answer. */
public final class ApiDocument {
  private static final String DOCUMENT = "https://forecast4j.invalid/openapi.json";
  private static final String SCHEMAS = "#/components/schemas/";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode document;
  private final SchemaRegistry schemas;

  public ApiDocument(JsonNode document) {
    this.document = document;
    String strict = strict(document.deepCopy());
    schemas =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi31(), registry -> registry.schemas(Map.of(DOCUMENT, strict)));
  }

  /**
   * An operation.
   *
   * @param path with the names of its parameters in braces
   * @param method in capitals
   * @param node what the document says of it
   */
  public record Operation(String path, String method, JsonNode node) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  public JsonNode json() {
    return document;
  }

  /** All of them, in the order of the document. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          String method = operation.getKey().toUpperCase(Locale.ROOT);
          operations.add(new Operation(path.getKey(), method, operation.getValue()));
        }
      }
    }
    return operations;
  }

  /** What a reference refers to, or the node itself. */
  public JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
  }

  /** What is wrong with a value of a media type. */
  public List<String> errors(JsonNode mediaType, JsonNode value) {
    JsonNode schema = mediaType.get("schema");
    if (!schema.has("$ref")) {
      return List.of();
    }
    String reference = schema.get("$ref").textValue();
    assertThat(reference).startsWith(SCHEMAS);
    return schemas.getSchema(SchemaLocation.of(DOCUMENT + reference)).validate(value).stream()
        .map(Object::toString)
        .toList();
  }

  /** Callers ignore fields that they do not know; here such a field is one that was forgotten. */
  private static String strict(JsonNode copy) {
    for (JsonNode schema : copy.get("components").get("schemas")) {
      if (schema.has("properties") && !schema.has("additionalProperties")) {
        ((ObjectNode) schema).put("additionalProperties", false);
      }
    }
    return copy.toString();
  }
}
