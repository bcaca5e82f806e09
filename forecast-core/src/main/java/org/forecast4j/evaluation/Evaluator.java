package org.forecast4j.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.forecast4j.Component;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.ForecastCase.Prediction;
import org.forecast4j.internal.Checks;

/**
 * Puts models to the test: makes every model's forecasts of the examples, once, for {@link Report}
 * to sum up. A forecaster's {@linkplain Forecast#components() components} are evaluated along with
 * it from the same forecast, under their own names, and a baseline is always there: persistence,
 * unless {@link #against} names another.
 *
 * <p>Immutable and safe for concurrent use.
 */
public final class Evaluator {
  private final List<Model> models;
  private final Forecaster baseline;
  private final ToDoubleFunction<LabeledPattern> scale;

  private Evaluator(
      List<Model> models, Forecaster baseline, ToDoubleFunction<LabeledPattern> scale) {
    this.models = models;
    this.baseline = baseline;
    this.scale = scale;
  }

  /**
   * Forecasts and what becomes of them, one for each example in the same order, and how many
   * earlier outcomes were not yet known at each.
   */
  private record Made(
      List<Forecast> forecasts, List<Prediction> predictions, IntUnaryOperator unknown) {
    Made(List<Forecast> forecasts, List<Prediction> predictions) {
      this(forecasts, predictions, place -> 0);
    }
  }

  /** A forecaster and what it makes of examples. */
  private record Model(Forecaster forecaster, Function<List<LabeledPattern>, Made> make) {
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
    return of(
        forecaster,
        examples -> {
          List<Forecast> forecasts = forecasts(forecaster, patterns(examples));
          return new Made(
              forecasts,
              forecasts.stream().map(forecast -> Prediction.of(forecast.path())).toList());
        });
  }

  /**
   * Evaluates the points of a wrapped forecaster, its intervals and its predictive distribution.
   * The wrapper stays as it is: it learns nothing from the examples.
   *
   * @param wrapper the forecaster with its calibrated intervals
   * @param confidences the confidences to ask intervals for, each once, strictly between 0 and 1
   * @return an evaluator of the wrapped forecaster, under the forecaster's name
   * @throws IllegalArgumentException if a confidence is not strictly between 0 and 1 or given
   *     twice, or the forecaster calls itself {@code persistence} without being it
   */
  public static Evaluator of(ConformalWrapper wrapper, double... confidences) {
    double[] checked = Checks.confidences(confidences);
    return of(
        wrapper.forecaster(),
        examples -> {
          List<Forecast> forecasts = forecasts(wrapper.forecaster(), patterns(examples));
          List<Prediction> predictions = new ArrayList<>(examples.size());
          for (int i = 0; i < examples.size(); i++) {
            predictions.add(predict(wrapper, examples.get(i), forecasts.get(i), checked));
          }
          return new Made(forecasts, predictions);
        });
  }

  /**
   * Evaluates forecasts and intervals that learn, as they would have been given at the time: walks
   * through the examples in the order of their moments, lets the wrapper observe what became
   * {@linkplain LabeledPattern#known() known} until then, and asks for the forecast and interval.
   * Of examples with a date alone, all of a day are forecast, then their outcomes are observed.
   * Every confidence walks by itself, from the same state.
   *
   * @param wrapper the forecaster with its intervals, in the state before the first example
   * @param confidences the confidences to ask intervals for, at least one, each once, strictly
   *     between 0 and 1
   * @return an evaluator of the wrapped forecaster, under the forecaster's name
   * @throws IllegalArgumentException if there is no confidence, one is not strictly between 0 and 1
   *     or given twice, or the forecaster calls itself {@code persistence} without being it
   */
  public static Evaluator online(ConformalWrapper wrapper, double... confidences) {
    Checks.atLeast(1, confidences.length, "number of confidences");
    double[] checked = Checks.confidences(confidences);
    return of(
        wrapper.forecaster(),
        examples -> {
          Walk walk = new Walk(wrapper, examples);
          List<Prediction> predictions = walk.predictions(checked);
          return new Made(walk.forecasts(), predictions, walk::unknownAt);
        });
  }

  /** With the components of all members of an ensemble. */
  static List<Forecast> forecasts(Forecaster forecaster, List<Pattern> patterns) {
    Forecaster whole =
        forecaster instanceof WeightedEnsemble ensemble
            ? ensemble.runningEveryMember()
            : forecaster;
    return whole.forecastAll(patterns);
  }

  private static List<Pattern> patterns(List<LabeledPattern> examples) {
    return examples.stream().map(LabeledPattern::pattern).toList();
  }

  private static Evaluator of(Forecaster forecaster, Function<List<LabeledPattern>, Made> make) {
    if (forecaster.name().equals(ForecastCase.PERSISTENCE)
        && !(forecaster instanceof Persistence)) {
      throw new IllegalArgumentException(
          "a forecaster is named persistence; expected another name, it is the baseline's");
    }
    return new Evaluator(
        List.of(new Model(forecaster, make)),
        new Persistence(forecaster.shape()),
        ForecastCase::scale);
  }

  /**
   * Measures skill against another baseline than persistence, such as the value a season before.
   *
   * @param forecaster the baseline; a model of its name stands for it
   * @return an evaluator of the same models
   * @throws IllegalArgumentException if it has another shape than the models
   */
  public Evaluator against(Forecaster forecaster) {
    return new Evaluator(
        models, requireShape(forecaster.name(), forecaster.shape(), forecaster), scale);
  }

  /**
   * Scales errors for MASE by something else than the mean change from value to value within the
   * example's pattern.
   *
   * @param scale the scale of an example, such as {@link Metrics#naiveMae} of the values of its
   *     series before the first forecast; positive, or 0 where there is none
   * @return an evaluator of the same models
   */
  public Evaluator scaledBy(ToDoubleFunction<LabeledPattern> scale) {
    return new Evaluator(models, baseline, scale);
  }

  private <T> T requireShape(String name, Shape found, T checked) {
    if (!found.equals(shape())) {
      throw new IllegalArgumentException(name + " has shape " + found + "; expected " + shape());
    }
    return checked;
  }

  /**
   * Evaluates further models beside these, on the same examples.
   *
   * @param other an evaluator of the further models
   * @return an evaluator of all, these first, with the baseline and the scale of these
   * @throws IllegalArgumentException if two have the same name or different shapes
   */
  public Evaluator and(Evaluator other) {
    for (Model model : other.models) {
      if (models.stream().anyMatch(own -> own.name().equals(model.name()))) {
        throw new IllegalArgumentException(
            "two models are named " + model.name() + "; expected different names");
      }
      requireShape(model.name(), model.shape(), model);
    }
    return new Evaluator(
        Stream.concat(models.stream(), other.models.stream()).toList(), baseline, scale);
  }

  /**
   * Makes the forecasts: one batch a model, or one a day where it learns, whatever is measured of
   * them afterwards.
   *
   * @param examples the examples, of the models' shape
   * @return one case an example, in the order of the examples. Each holds the models in the order
   *     they were added, every one followed by its components; where a component has the name of a
   *     model, the model's prediction stands. The baseline comes last if it was not added
   * @throws IllegalArgumentException if an example has another shape
   */
  public List<ForecastCase> evaluate(List<LabeledPattern> examples) {
    shape().requireAll(examples);
    List<Pattern> patterns = new ArrayList<>(examples.size());
    List<Map<String, Prediction>> predictions = new ArrayList<>(examples.size());
    for (LabeledPattern example : examples) {
      patterns.add(example.pattern());
      predictions.add(new LinkedHashMap<>());
    }
    int[] embargoed = new int[examples.size()];
    for (Model model : models) {
      Made made = model.make().apply(examples);
      for (int i = 0; i < patterns.size(); i++) {
        embargoed[i] = Math.max(embargoed[i], made.unknown().applyAsInt(i));
        predictions.get(i).put(model.name(), made.predictions().get(i));
        addComponents(predictions.get(i), made.forecasts().get(i));
      }
    }
    if (models.stream().noneMatch(model -> model.name().equals(baseline.name()))) {
      List<Forecast> forecasts = baseline.forecastAll(patterns);
      for (int i = 0; i < patterns.size(); i++) {
        predictions.get(i).put(baseline.name(), Prediction.of(forecasts.get(i).path()));
      }
    }
    List<ForecastCase> cases = new ArrayList<>(examples.size());
    for (int i = 0; i < examples.size(); i++) {
      LabeledPattern example = examples.get(i);
      cases.add(
          new ForecastCase(
              example,
              predictions.get(i),
              baseline.name(),
              scale.applyAsDouble(example),
              embargoed[i]));
    }
    return List.copyOf(cases);
  }

  /**
   * Makes the forecasts and sums them up.
   *
   * @param examples the examples, of the models' shape, at least one
   * @return the measures of every model, with {@link Bootstrap#DEFAULT} intervals of the skills
   * @throws IllegalArgumentException if there is no example or one has another shape
   */
  public Report report(List<LabeledPattern> examples) {
    return Report.of(evaluate(examples), Bootstrap.DEFAULT);
  }

  /**
   * The same of the last part of a split, with what the split left out counted in the report.
   *
   * @param split the examples; models were fitted, chosen and calibrated on its earlier parts
   * @return the measures of every model on the test part
   * @throws IllegalArgumentException if an example of the test part has another shape
   */
  public Report report(Split split) {
    List<ForecastCase> cases =
        evaluate(split.test()).stream().map(one -> one.withEmbargo(split.embargoed())).toList();
    return Report.of(cases, Bootstrap.DEFAULT);
  }

  private void addComponents(Map<String, Prediction> predictions, Forecast forecast) {
    for (Component component : forecast.components()) {
      if (!component.name().equals(baseline.name())) {
        predictions.putIfAbsent(component.name(), Prediction.of(component.path()));
      }
    }
  }

  private static Prediction predict(
      ConformalWrapper wrapper, LabeledPattern example, Forecast forecast, double[] confidences) {
    PredictionParts parts = PredictionParts.of(wrapper, example, forecast);
    for (double confidence : confidences) {
      parts.add(wrapper.intervals(example.pattern(), forecast, confidence));
    }
    return parts.toPrediction();
  }

  private Shape shape() {
    return models.get(0).shape();
  }
}
