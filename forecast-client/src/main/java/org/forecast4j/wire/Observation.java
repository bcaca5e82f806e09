package org.forecast4j.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.internal.Checks;

/**
 * {@code POST /observations}: what really happened after a forecast. The forecast is named by its
 * request id or made again from its request.
 *
 * @param id what the observation is known by: sent twice it counts once; the request id if empty
 * @param requestId the forecast's; needed if there is no request
 * @param request what was asked; needed if the server no longer knows the request id
 * @param actual the values that followed, one a step
 * @param extra fields this version does not know
 */
public record Observation(
    Optional<String> id,
    Optional<String> requestId,
    Optional<PredictRequest> request,
    double[] actual,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<Observation> CODEC =
      WireCodec.of(Observation::read, Observation::write);

  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if neither request id nor request is given, a request without
   *     any id, or a value is not finite
   */
  public Observation {
    actual = Checks.finite(actual.clone(), "actual");
    Checks.atLeast(1, actual.length, "number of actual values");
    if (requestId.isEmpty() && request.isEmpty()) {
      throw new IllegalArgumentException(
          "request_id and pattern are missing; expected at least one of them");
    }
    if (requestId.isEmpty() && id.isEmpty()) {
      throw new IllegalArgumentException(
          "id and request_id are missing; expected an id that makes the observation count once");
    }
    extra = JsonFields.copy(extra);
  }

  /**
   * The outcome of an earlier forecast.
   *
   * @param requestId the forecast's
   * @param actual the values that followed, one a step
   * @return the observation
   */
  public static Observation of(String requestId, double... actual) {
    return new Observation(
        Optional.empty(), Optional.of(requestId), Optional.empty(), actual, Map.of());
  }

  /**
   * The outcome of a pattern.
   *
   * @param id what the observation is known by
   * @param request what was, or would have been, asked
   * @param actual the values that followed, one a step
   * @return the observation
   */
  public static Observation of(String id, PredictRequest request, double... actual) {
    return new Observation(
        Optional.of(id), Optional.empty(), Optional.of(request), actual, Map.of());
  }

  /**
   * What it is known by.
   *
   * @return the id, or else the request id
   */
  public String key() {
    return id.or(() -> requestId).orElseThrow();
  }

  /**
   * The values that followed.
   *
   * @return a copy
   */
  @Override
  public double[] actual() {
    return actual.clone();
  }

  private static Observation read(JsonFields fields) {
    Optional<String> id = fields.optionalText("id");
    Optional<String> requestId = fields.optionalText("request_id");
    double[] actual = fields.numbers("actual");
    if (!fields.has("pattern")) {
      return new Observation(id, requestId, Optional.empty(), actual, fields.extra());
    }
    PredictRequest request = PredictRequest.CODEC.read(fields);
    return new Observation(id, requestId, Optional.of(request), actual, Map.of());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("id", id);
    if (request.isPresent()) {
      PredictRequest.Builder named = request.get().toBuilder();
      requestId.ifPresent(named::requestId);
      PredictRequest.CODEC.writeFields(named.build(), out);
    } else {
      out.field("request_id", requestId);
    }
    out.field("actual", actual);
    out.extra(extra);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Observation that
        && id.equals(that.id)
        && requestId.equals(that.requestId)
        && request.equals(that.request)
        && Arrays.equals(actual, that.actual)
        && extra.equals(that.extra);
  }

  @Override
  public int hashCode() {
    return 31 * key().hashCode() + Arrays.hashCode(actual);
  }

  @Override
  public String toString() {
    return key() + Arrays.toString(actual);
  }
}
