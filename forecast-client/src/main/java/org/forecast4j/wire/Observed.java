package org.forecast4j.wire;

import java.io.IOException;
import java.util.Map;

/**
 * What {@code POST /observations} and {@code DELETE /observations/{id}} answer.
 *
 * @param id what the observation is known by
 * @param status {@code observed} or {@code retracted}, or {@code duplicate} if that was known
 *     already and changed nothing; others may come
 * @param stateVersion the version of the calibration: how many outcomes it has learned
 * @param extra fields this version does not know
 */
public record Observed(String id, String status, long stateVersion, Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<Observed> CODEC = WireCodec.of(Observed::read, Observed::write);

  /** Copies its arguments. */
  public Observed {
    extra = JsonFields.copy(extra);
  }

  private static Observed read(JsonFields fields) {
    return new Observed(
        fields.text("id"), fields.text("status"), fields.integer("state_version"), fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("id", id);
    out.field("status", status);
    out.field("state_version", stateVersion);
    out.extra(extra);
  }
}
