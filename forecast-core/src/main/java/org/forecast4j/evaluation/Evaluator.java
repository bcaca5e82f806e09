package org.forecast4j.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.forecast4j.Component;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.evaluation.ForecastCase.Prediction;
import org.forecast4j.internal.Checks;

/**
 * Puts models to the test: makes every model's forecasts of the examples, once, for {@link Report}
 * to sum up. A forecaster's {@linkplain Forecast#components() components} are evaluated along with
 * it from the same forecast, under their own names, and persistence is always there.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class Evaluator {
  private static final String BASELINE = "persistence";

  private final List<Model> models;

  private Evaluator(List<Model> models) {
    this.models = models;
  }

  /** A forecaster and what becomes of its forecasts. */
  private record Model(
      Forecaster forecaster, BiFunction<Pattern, Forecast, Prediction> prediction) {
    String name() {
      return forecaster.name();
    }

    Shape shape() {
      return forecaster.shape();
    }
  }

  /**
   * Evaluates the points of a forecaster.
   *
   * @param forecaster the forecaster
   * @return an evaluator of it
   * @throws IllegalArgumentException if it calls itself {@code persistence} without being it
   */
  public static Evaluator of(Forecaster forecaster) {
    return of(forecaster, (pattern, forecast) -> Prediction.of(forecast.point()));
  }

  /**
   * Evaluates the points of a wrapped forecaster, its intervals and its predictive distribution.
   * The wrapper stays as it is: it learns nothing from the examples.
   *
   * @param wrapper the forecaster with its calibrated intervals
   * @param confidences the confidences to ask intervals for, each strictly between 0 and 1
   * @return an evaluator of the wrapped forecaster, under the forecaster's name
   * @throws IllegalArgumentException if a confidence is not strictly between 0 and 1 or the
   *     forecaster calls itself {@code persistence} without being it
   */
  public static Evaluator of(ConformalWrapper wrapper, double... confidences) {
    double[] copy = confidences.clone();
    for (double confidence : copy) {
      Checks.probability(confidence, "confidence");
    }
    return of(
        wrapper.forecaster(), (pattern, forecast) -> predict(wrapper, pattern, forecast, copy));
  }

  private static Evaluator of(
      Forecaster forecaster, BiFunction<Pattern, Forecast, Prediction> prediction) {
    if (forecaster.name().equals(BASELINE) && !(forecaster instanceof Persistence)) {
      throw new IllegalArgumentException(
          "a forecaster is named " + BASELINE + "; expected another name, it is the baseline's");
    }
    return new Evaluator(List.of(new Model(forecaster, prediction)));
  }

  /**
   * Evaluates further models beside these, on the same examples.
   *
   * @param other an evaluator of the further models
   * @return an evaluator of all, these first
   * @throws IllegalArgumentException if two have the same name or different shapes
   */
  public Evaluator and(Evaluator other) {
    for (Model model : other.models) {
      if (models.stream().anyMatch(own -> own.name().equals(model.name()))) {
        throw new IllegalArgumentException(
            "two models are named " + model.name() + "; expected different names");
      }
      if (!model.shape().equals(shape())) {
        throw new IllegalArgumentException(
            model.name() + " has shape " + model.shape() + "; expected " + shape());
      }
    }
    return new Evaluator(Stream.concat(models.stream(), other.models.stream()).toList());
  }

  /**
   * Makes the forecasts: one batch a model, whatever is measured of them afterwards.
   *
   * @param examples the examples, of the models' shape
   * @return one case an example, in the order of the examples. Each holds the models in the order
   *     they were added, every one followed by its components; where a component has the name of a
   *     model, the model's prediction stands. {@code persistence} comes last if it was not added
   * @throws IllegalArgumentException if an example has another shape
   */
  public List<ForecastCase> evaluate(List<LabeledPattern> examples) {
    List<Pattern> patterns = new ArrayList<>(examples.size());
    List<Map<String, Prediction>> predictions = new ArrayList<>(examples.size());
    for (LabeledPattern example : examples) {
      if (!example.shape().equals(shape())) {
        throw new IllegalArgumentException(
            "example " + example.id() + " has shape " + example.shape() + "; expected " + shape());
      }
      patterns.add(example.pattern());
      predictions.add(new LinkedHashMap<>());
    }
    for (Model model : models) {
      List<Forecast> forecasts = model.forecaster().forecastAll(patterns);
      for (int i = 0; i < patterns.size(); i++) {
        add(predictions.get(i), model, patterns.get(i), forecasts.get(i));
      }
    }
    List<ForecastCase> cases = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      predictions.get(i).putIfAbsent(BASELINE, Prediction.of(patterns.get(i).last()));
      cases.add(new ForecastCase(examples.get(i), predictions.get(i)));
    }
    return List.copyOf(cases);
  }

  private void add(
      Map<String, Prediction> predictions, Model model, Pattern pattern, Forecast forecast) {
    predictions.put(model.name(), model.prediction().apply(pattern, forecast));
    for (Component component : forecast.components()) {
      if (!component.name().equals(BASELINE)) {
        predictions.putIfAbsent(component.name(), Prediction.of(component.point()));
      }
    }
  }

  private static Prediction predict(
      ConformalWrapper wrapper, Pattern pattern, Forecast forecast, double[] confidences) {
    SortedMap<Double, Interval> intervals = new TreeMap<>();
    for (double confidence : confidences) {
      intervals.put(confidence, wrapper.intervals(pattern, forecast, confidence).interval());
    }
    int last = forecast.horizon() - 1;
    return new Prediction(
        forecast.point(), intervals, Optional.of(wrapper.distribution(pattern, forecast, last)));
  }

  private Shape shape() {
    return models.get(0).shape();
  }
}
