package org.forecast4j.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /predict/batch}: several requests, each answered or refused for itself.
 *
 * @param requests the requests; one that cannot be read stands there with the reason
 * @param extra fields this version does not know
 */
public record BatchRequest(List<Item> requests, Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<BatchRequest> CODEC =
      WireCodec.of(BatchRequest::read, BatchRequest::write);

  /** A request, or why it is none. */
  public sealed interface Item permits Item.Valid, Item.Invalid {
    /**
     * A request.
     *
     * @param request the request
     */
    record Valid(PredictRequest request) implements Item {}

    /**
     * Something that is no request.
     *
     * @param reason what is wrong with it
     */
    record Invalid(IllegalArgumentException reason) implements Item {}
  }

  /** Copies its arguments. */
  public BatchRequest {
    requests = List.copyOf(requests);
    extra = JsonFields.copy(extra);
  }

  /**
   * A batch to send.
   *
   * @param requests the requests
   * @return the batch
   */
  public static BatchRequest of(List<PredictRequest> requests) {
    return new BatchRequest(requests.stream().<Item>map(Item.Valid::new).toList(), Map.of());
  }

  private static BatchRequest read(JsonFields fields) {
    if (!fields.has("requests")) {
      throw fields.wrong("requests", "an array of requests");
    }
    return new BatchRequest(fields.objects("requests", BatchRequest::item), fields.extra());
  }

  private static Item item(JsonFields fields) {
    try {
      return new Item.Valid(PredictRequest.CODEC.read(fields));
    } catch (IllegalArgumentException e) {
      return new Item.Invalid(e);
    }
  }

  private void write(JsonWriter out) throws IOException {
    List<PredictRequest> readable =
        requests.stream()
            .filter(Item.Valid.class::isInstance)
            .map(item -> ((Item.Valid) item).request())
            .toList();
    out.field("requests", readable, PredictRequest.CODEC);
    out.extra(extra);
  }
}
