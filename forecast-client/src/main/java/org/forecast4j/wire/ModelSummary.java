package org.forecast4j.wire;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One model of a server. {@code GET /models} lists them; {@code GET /models/{name}} adds the card
 * and the checksums.
 *
 * @param name its name
 * @param version its version
 * @param isDefault whether it answers requests that name no model
 * @param inputLength how many observations it reads
 * @param horizon how many steps it forecasts
 * @param unit the unit of its values
 * @param step what lies between two values, such as {@code minute}; older servers do not say it
 * @param members its members' names
 * @param covariates what it assumes where a pattern lacks a covariate, in words, by name
 * @param calibrationSamples how many past errors its intervals rest on
 * @param learned what outcomes have moved of its forecaster, numbers by name; empty if it does not
 *     learn
 * @param results how many results of games its ratings have learned since it was trained; empty if
 *     they do not learn
 * @param ratingsOf the newest day with a result that its ratings know; empty if it has none
 * @param card its model card, Markdown
 * @param checksums SHA-256 in hexadecimal by file name
 * @param extra fields this version does not know
 */
public record ModelSummary(
    String name,
    String version,
    boolean isDefault,
    int inputLength,
    int horizon,
    String unit,
    Optional<String> step,
    List<String> members,
    Map<String, String> covariates,
    long calibrationSamples,
    Map<String, Double> learned,
    OptionalLong results,
    Optional<LocalDate> ratingsOf,
    Optional<String> card,
    Map<String, String> checksums,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<ModelSummary> CODEC =
      WireCodec.of(ModelSummary::read, ModelSummary::write);

  /** Copies its arguments. */
  public ModelSummary {
    members = List.copyOf(members);
    covariates = Map.copyOf(covariates);
    learned = Map.copyOf(learned);
    checksums = Map.copyOf(checksums);
    extra = JsonFields.copy(extra);
  }

  private static ModelSummary read(JsonFields fields) {
    return new ModelSummary(
        fields.text("name"),
        fields.text("version"),
        fields.flag("default", false),
        fields.integer("input_length", 0, Integer.MAX_VALUE, 0),
        fields.integer("horizon", 0, Integer.MAX_VALUE, 0),
        fields.optionalText("unit").orElse(""),
        fields.optionalText("step"),
        fields.texts("members"),
        fields.textsByName("covariates"),
        fields.optionalInteger("calibration_samples").orElse(0),
        fields.numbersByName("learned"),
        fields.optionalInteger("results"),
        fields.optionalDate("ratings_of"),
        fields.optionalText("card"),
        fields.textsByName("checksums"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("name", name);
    out.field("version", version);
    out.field("default", isDefault);
    out.field("input_length", inputLength);
    out.field("horizon", horizon);
    out.field("unit", unit);
    out.field("step", step);
    out.texts("members", members);
    out.field("covariates", new TreeMap<>(covariates));
    out.field("calibration_samples", calibrationSamples);
    if (!learned.isEmpty()) {
      out.field("learned", new TreeMap<>(learned));
    }
    if (results.isPresent()) {
      out.field("results", results.getAsLong());
    }
    out.field("ratings_of", ratingsOf);
    out.field("card", card);
    out.field("checksums", new TreeMap<>(checksums));
    out.extra(extra);
  }
}
