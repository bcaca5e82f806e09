package org.forecast4j.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.forecast4j.PredictiveDistribution;

/**
 * What {@code POST /distribution} answers to a {@link PredictRequest}: the predictive distribution
 * of every step, as the past errors it rests on.
 *
 * @param path the distribution of each step
 * @param extra fields this version does not know
 */
public record DistributionResponse(List<PredictiveDistribution> path, Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<DistributionResponse> CODEC =
      WireCodec.of(DistributionResponse::read, DistributionResponse::write);

  private static final WireCodec<PredictiveDistribution> STEP =
      WireCodec.of(
          DistributionResponse::readStep,
          (step, out) -> {
            out.field("center", step.center());
            out.field("median_forecast", step.median());
            out.field("scale", step.scale());
            out.field("unseen", step.unseen());
            out.field("errors", step.errors());
            out.field("weights", step.weights());
            if (step.isOnWholeNumbers()) {
              out.field("whole_numbers", true);
            }
          });

  /** Copies its arguments. */
  public DistributionResponse {
    path = List.copyOf(path);
    extra = JsonFields.copy(extra);
  }

  private static PredictiveDistribution readStep(JsonFields fields) {
    PredictiveDistribution step =
        PredictiveDistribution.Errors.of(fields.numbers("errors"), fields.numbers("weights"))
            .around(fields.number("center"), fields.number("scale"), fields.number("unseen"));
    return fields.flag("whole_numbers", false) ? step.onWholeNumbers() : step;
  }

  private static DistributionResponse read(JsonFields fields) {
    return new DistributionResponse(fields.objects("path", STEP::read), fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("path", path, STEP);
    out.extra(extra);
  }
}
