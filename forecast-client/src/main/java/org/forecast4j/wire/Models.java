package org.forecast4j.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What {@code GET /models} answers: how the default model is set up, and which others there are.
 *
 * @param ensemble the shares of the analogs and the network
 * @param dejavu the analog search; its fields are empty where there is none
 * @param conformal the calibration
 * @param models every model that is loaded, the default first
 * @param extra fields this version does not know
 */
public record Models(
    Ensemble ensemble,
    Dejavu dejavu,
    Conformal conformal,
    List<ModelSummary> models,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<Models> CODEC = WireCodec.of(Models::read, Models::write);

  /** Copies its arguments. */
  public Models {
    models = List.copyOf(models);
    extra = JsonFields.copy(extra);
  }

  /**
   * The shares in the ensemble.
   *
   * @param dejavuWeight of the analogs; empty if there is no such member
   * @param lstmWeight of the network; empty if there is no such member
   * @param weights of all members, by name
   */
  public record Ensemble(
      OptionalDouble dejavuWeight, OptionalDouble lstmWeight, Map<String, Double> weights) {
    /** Copies its arguments. */
    public Ensemble {
      weights = Map.copyOf(weights);
    }
  }

  /**
   * The analog search.
   *
   * @param databaseSize how many past games are searched; 0 if there is no such member
   * @param k how many neighbours make a forecast
   * @param similarityMethod how likeness is measured
   */
  public record Dejavu(long databaseSize, long k, String similarityMethod) {}

  /**
   * The calibration of the default model.
   *
   * @param alpha the share of outcomes that an interval may miss if a request does not say
   * @param quantile half the width of the interval at that alpha; +∞ where it is infinite
   * @param calibrationSamples how many past errors it rests on
   */
  public record Conformal(double alpha, double quantile, long calibrationSamples) {}

  private static final WireCodec<Ensemble> ENSEMBLE =
      WireCodec.of(
          fields ->
              new Ensemble(
                  fields.optionalNumber("dejavu_weight"),
                  fields.optionalNumber("lstm_weight"),
                  fields.numbersByName("weights")),
          (ensemble, out) -> {
            out.field("dejavu_weight", ensemble.dejavuWeight());
            out.field("lstm_weight", ensemble.lstmWeight());
            out.field("weights", new TreeMap<>(ensemble.weights()));
          });

  private static final WireCodec<Dejavu> DEJAVU =
      WireCodec.of(
          fields ->
              new Dejavu(
                  fields.optionalInteger("database_size").orElse(0),
                  fields.optionalInteger("K").orElse(0),
                  fields.optionalText("similarity_method").orElse("")),
          (dejavu, out) -> {
            out.field("database_size", dejavu.databaseSize());
            out.field("K", dejavu.k());
            out.field("similarity_method", dejavu.similarityMethod());
          });

  private static final WireCodec<Conformal> CONFORMAL =
      WireCodec.of(
          fields ->
              new Conformal(
                  fields.number("alpha"),
                  fields.number("quantile", Double.POSITIVE_INFINITY),
                  fields.integer("calibration_samples")),
          (conformal, out) -> {
            out.field("alpha", conformal.alpha());
            out.field("quantile", conformal.quantile());
            out.field("calibration_samples", conformal.calibrationSamples());
          });

  private static Models read(JsonFields fields) {
    return new Models(
        fields.object("ensemble", ENSEMBLE::read),
        fields.object("dejavu", DEJAVU::read),
        fields.object("conformal", CONFORMAL::read),
        fields.objects("models", ModelSummary.CODEC::read),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("ensemble", ensemble, ENSEMBLE);
    out.field("dejavu", dejavu, DEJAVU);
    out.field("conformal", conformal, CONFORMAL);
    out.field("models", models, ModelSummary.CODEC);
    out.extra(extra);
  }
}
