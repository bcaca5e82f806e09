package org.forecast4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.forecast4j.evaluation.Estimate;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.IntervalMetrics;
import org.forecast4j.evaluation.Report;
import org.forecast4j.evaluation.StepMetrics;

/** The JSON that the commands print. A number that does not exist, or is infinite, is null. */
final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  static void put(ObjectNode node, String name, OptionalDouble value) {
    put(node, name, value.orElse(Double.NaN));
  }

  static String text(ObjectNode node) {
    return pretty(node);
  }

  /** The same JSON, laid out for people. */
  static String text(String json) {
    try {
      return pretty(MAPPER.readTree(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pretty(JsonNode node) {
    DefaultIndenter newLines = new DefaultIndenter("  ", "\n");
    try {
      return MAPPER
          .writer(new DefaultPrettyPrinter().withObjectIndenter(newLines))
          .writeValueAsString(node);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static ObjectNode report(Report overall, Map<String, Report> seasons) {
    ObjectNode root = object();
    root.put("games", overall.n());
    root.put("from", overall.from().toString());
    root.put("to", overall.to().toString());
    root.put("baseline", overall.baseline());
    root.put("embargoed", overall.embargoed());
    ObjectNode models = root.putObject("models");
    overall
        .models()
        .forEach(
            (name, evaluation) -> models.set(name, withSteps(evaluation(evaluation), evaluation)));
    ObjectNode bySeason = root.putObject("seasons");
    seasons.forEach(
        (season, report) -> {
          ObjectNode node = bySeason.putObject(season);
          node.put("games", report.n());
          node.set("models", models(report));
        });
    return root;
  }

  /** How the intervals of every method did, overall and by season. */
  static ObjectNode comparisons(List<Comparison> comparisons) {
    ObjectNode root = object();
    ObjectNode methods = root.putObject("methods");
    for (Comparison comparison : comparisons) {
      ObjectNode method = methods.putObject(comparison.name());
      method.put("description", comparison.description());
      putUncertainty(method, comparison.overall());
      ObjectNode seasons = method.putObject("seasons");
      comparison
          .seasons()
          .forEach((season, evaluation) -> putUncertainty(seasons.putObject(season), evaluation));
    }
    return root;
  }

  private static ObjectNode models(Report report) {
    ObjectNode models = object();
    report.models().forEach((name, evaluation) -> models.set(name, evaluation(evaluation)));
    return models;
  }

  /** With the measures of each step, of the whole path, and of the band. */
  private static ObjectNode withSteps(ObjectNode node, Evaluation evaluation) {
    ArrayNode steps = node.putArray("steps");
    evaluation.steps().forEach(step -> steps.add(step(step)));
    node.set("path", step(evaluation.path()));
    if (!evaluation.band().isEmpty()) {
      ObjectNode band = node.putObject("band");
      evaluation
          .band()
          .forEach((confidence, share) -> putCoverage(band.putObject("" + confidence), share));
    }
    return node;
  }

  private static ObjectNode step(StepMetrics step) {
    ObjectNode node = object();
    put(node, "mae", step.mae());
    put(node, "rmse", step.rmse());
    put(node, "bias", step.bias());
    put(node, "skill", step.skill());
    put(node, "mase", step.mase());
    put(node, "smape", step.smape());
    if (step.crps().isPresent()) {
      put(node, "crps", step.crps());
    }
    if (!step.intervals().isEmpty()) {
      ObjectNode intervals = node.putObject("intervals");
      step.intervals()
          .forEach(
              (confidence, metrics) -> {
                ObjectNode interval = intervalMetrics(metrics);
                put(interval, "pinball", metrics.pinball(confidence));
                intervals.set(String.valueOf(confidence), interval);
              });
    }
    return node;
  }

  private static ObjectNode evaluation(Evaluation evaluation) {
    ObjectNode node = object();
    node.put("n", evaluation.n());
    put(node, "mae", evaluation.mae());
    put(node, "rmse", evaluation.rmse());
    put(node, "bias", evaluation.bias());
    Estimate skill = evaluation.skill();
    ObjectNode skillNode = node.putObject("skill");
    put(skillNode, "value", skill.value());
    put(skillNode, "low", skill.low());
    put(skillNode, "high", skill.high());
    if (evaluation.wholeMedianMae().isPresent()) {
      put(node, "median_mae", evaluation.wholeMedianMae());
    }
    putUncertainty(node, evaluation);
    return node;
  }

  private static void putUncertainty(ObjectNode node, Evaluation evaluation) {
    if (evaluation.crps().isPresent()) {
      put(node, "crps", evaluation.crps());
      if (evaluation.wholeCrps().isPresent()) {
        put(node, "crps_lattice", evaluation.wholeCrps());
      }
      ArrayNode pit = node.putArray("pit");
      evaluation.pit().forEach(pit::add);
    }
    if (!evaluation.intervals().isEmpty()) {
      ObjectNode intervals = node.putObject("intervals");
      evaluation
          .intervals()
          .forEach(
              (confidence, metrics) ->
                  intervals.set(String.valueOf(confidence), intervalMetrics(metrics)));
    }
  }

  private static ObjectNode intervalMetrics(IntervalMetrics metrics) {
    ObjectNode node = object();
    putCoverage(node, metrics.coverage());
    put(node, "mean_width", metrics.meanWidth());
    put(node, "winkler", metrics.winkler());
    put(node, "infinite", metrics.infiniteShare());
    return node;
  }

  private static void putCoverage(ObjectNode node, Estimate coverage) {
    put(node, "coverage", coverage.value());
    put(node, "low", coverage.low());
    put(node, "high", coverage.high());
  }
}
