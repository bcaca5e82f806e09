package org.forecast4j.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    out.field("card", card);
    out.field("checksums", new TreeMap<>(checksums));
    out.extra(extra);
  }
}
