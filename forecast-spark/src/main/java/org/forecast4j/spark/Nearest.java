package org.forecast4j.spark;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.forecast4j.Analog;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.dejavu.Neighbourhood;

/**
 * The K nearest of examples. Those of a whole are the K nearest of those of its parts: so parts are
 * searched, and what is found is searched once more. Every search is a {@link DejavuForecaster}'s
 * over examples in their one order, so that ties fall as they do over all of them.
 */
final class Nearest implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String COVARIATE = "covariate.";

  private final int inputLength;
  private final int horizon;
  private final int k;
  private final TreeMap<String, String> settings;

  Nearest(Shape shape, int k, Map<String, String> settings) {
    inputLength = shape.inputLength();
    horizon = shape.horizon();
    this.k = k;
    this.settings = new TreeMap<>(settings);
    Pattern any = Pattern.of(new double[inputLength]);
    for (String setting : settings.keySet()) {
      if (setting.startsWith(COVARIATE)) {
        any = any.with(setting.substring(COVARIATE.length()), 0);
      }
    }
    LabeledPattern example = LabeledPattern.of("", LocalDate.EPOCH, any, new double[horizon]);
    DejavuForecaster.Builder unused = DejavuForecaster.builder(List.of(example)).settings(settings);
  }

  Shape shape() {
    return new Shape(inputLength, horizon);
  }

  /** Refuses an example of another shape, or without a covariate in use. */
  LabeledPattern checked(LabeledPattern example) {
    shape().require(example.pattern());
    shape().requireOutcome(example.outcome());
    for (String setting : settings.keySet()) {
      if (setting.startsWith(COVARIATE)) {
        double unused = example.pattern().covariate(setting.substring(COVARIATE.length()));
      }
    }
    return example;
  }

  /** What searches examples; puts these into their order. */
  DejavuForecaster over(List<LabeledPattern> examples) {
    examples.sort(ExampleOrder.ORDER);
    return DejavuForecaster.builder(examples)
        .settings(settings)
        .k(Math.min(k, examples.size()))
        .build();
  }

  /** The K nearest. */
  List<LabeledPattern> of(DejavuForecaster searched, Pattern pattern) {
    return searched.neighbourhood(pattern).analogs().stream().map(Analog::example).toList();
  }

  byte[] toBytes(List<LabeledPattern> examples) {
    return over(new ArrayList<>(examples)).toBytes();
  }

  /** The row of a query, of what the tasks found. */
  Row answer(String query, Pattern pattern, List<byte[]> parts) {
    List<LabeledPattern> found = new ArrayList<>();
    parts.forEach(part -> found.addAll(DejavuForecaster.fromBytes(part).database().examples()));
    if (found.size() < k) {
      String reason = "K is " + k + "; the database has only " + found.size() + " examples";
      return RowFactory.create(query, null, null, reason);
    }
    Neighbourhood neighbourhood = over(found).neighbourhood(pattern);
    Row[] neighbours = neighbourhood.analogs().stream().map(Nearest::neighbour).toArray(Row[]::new);
    return RowFactory.create(query, neighbourhood.path(), neighbours, null);
  }

  private static Row neighbour(Analog analog) {
    LabeledPattern example = analog.example();
    return RowFactory.create(
        ExampleOrder.position(example),
        example.id(),
        analog.distance(),
        analog.weight(),
        example.pattern().values(),
        example.outcome());
  }
}
