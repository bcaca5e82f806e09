package org.forecast4j.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code POST /predict/batch} answers.
 *
 * @param results one for each request, in their order
 * @param extra fields this version does not know
 */
public record BatchResponse(List<Item> results, Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<BatchResponse> CODEC =
      WireCodec.of(BatchResponse::read, BatchResponse::write);

  private static final WireCodec<Item> ITEM =
      WireCodec.of(
          fields ->
              new Item(
                  fields.optionalObject("prediction", PredictResponse.CODEC::read),
                  fields.optionalObject("error", Problem.CODEC::read)),
          (item, out) -> {
            out.field("prediction", item.prediction(), PredictResponse.CODEC);
            out.field("error", item.error(), Problem.CODEC);
          });

  /**
   * One answer: a prediction or an error.
   *
   * @param prediction the prediction, if the request could be answered
   * @param error why not, if it could not
   */
  public record Item(Optional<PredictResponse> prediction, Optional<Problem> error) {
    /**
     * Checks its arguments.
     *
     * @throws IllegalArgumentException if there is neither
     */
    public Item {
      if (prediction.isEmpty() && error.isEmpty()) {
        throw new IllegalArgumentException(
            "a result has neither prediction nor error; expected one of them");
      }
    }
  }

  /** Copies its arguments. */
  public BatchResponse {
    results = List.copyOf(results);
    extra = JsonFields.copy(extra);
  }

  private static BatchResponse read(JsonFields fields) {
    return new BatchResponse(fields.objects("results", ITEM::read), fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("results", results, ITEM);
    out.extra(extra);
  }
}
