package org.forecast4j.wire;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code GET /health} answers.
 *
 * @param status {@code healthy}, {@code degraded} (it serves, but something it would like to have
 *     is gone) or {@code unavailable}
 * @param modelsLoaded whether a model is loaded
 * @param dejavuDatabaseSize how many past games it searches
 * @param modelVersion the version of the default model
 * @param extra fields this version does not know
 */
public record Health(
    String status,
    boolean modelsLoaded,
    long dejavuDatabaseSize,
    Optional<String> modelVersion,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<Health> CODEC = WireCodec.of(Health::read, Health::write);

  /** Copies its arguments. */
  public Health {
    extra = JsonFields.copy(extra);
  }

  private static Health read(JsonFields fields) {
    return new Health(
        fields.text("status"),
        fields.flag("models_loaded", false),
        fields.optionalInteger("dejavu_database_size").orElse(0),
        fields.optionalText("model_version"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("status", status);
    out.field("models_loaded", modelsLoaded);
    out.field("dejavu_database_size", dejavuDatabaseSize);
    out.field("model_version", modelVersion);
    out.extra(extra);
  }
}
