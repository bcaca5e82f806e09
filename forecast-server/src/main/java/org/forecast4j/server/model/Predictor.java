package org.forecast4j.server.model;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.internal.OutOfBounds;
import org.forecast4j.internal.Ranks;
import org.forecast4j.internal.Text;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.learning.LearnedState;
import org.forecast4j.wire.Explanation;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;

/** The one way into a forecast, whichever way it is asked for. */
public final class Predictor {
  private final ModelRegistry models;
  private final ResponseCache cache;

  public Predictor(ModelRegistry models, ResponseCache cache) {
    this.models = models;
    this.cache = cache;
  }

  /**
   * A forecast and all it came from.
   *
   * @param model the model that made it
   * @param forecast the forecast as a value of the core, to observe its outcome with
   * @param response what to tell the caller
   */
  public record Prediction(Model model, IntervalForecast forecast, PredictResponse response) {
    /** What to keep of it until its outcome comes, which does not hold the model. */
    public IssuedForecasts.Issued issued() {
      return IssuedForecasts.Issued.of(model, forecast, Optional.empty());
    }
  }

  /** A forecast. */
  public Prediction predict(PredictRequest request, String requestId) {
    Model model = models.find(request.model());
    LearnedState state = readyState(model, request.alpha());
    Pattern pattern = pattern(model, state, request);
    ResponseCache.Answer answer =
        cache.get(
            state,
            pattern,
            request,
            () -> make(model, state.wrapper(), pattern, request, requestId));
    PredictResponse response = answer.response().withRequestId(requestId);
    return new Prediction(
        model,
        answer.forecast(),
        isLookedUp(request) ? response.withRatingsOf(ratingsOf(state, request)) : response);
  }

  /** Not kept with an answer, since teams of another day may lead to the same pattern. */
  private static Optional<LocalDate> ratingsOf(LearnedState state, PredictRequest request) {
    return state.ratings().flatMap(known -> known.lastDayBefore(request.date().orElseThrow()));
  }

  /**
   * An answer that was given before. If an explanation is asked for, it says what the members said
   * then, with the cases that are most alike now: outcomes may have joined them.
   */
  static PredictResponse repeat(
      Model model,
      IssuedForecasts.Issued issued,
      IssuedForecasts.Named named,
      PredictRequest request) {
    if (!request.returnExplanation()) {
      return named.answer();
    }
    ConformalWrapper wrapper = model.learning().state().wrapper();
    Forecast now = model.forecaster(wrapper).explain(issued.forecast().pattern());
    Forecast then =
        new Forecast(
            issued.forecast().forecast().path(),
            named.answer().members(),
            now.analogs(),
            named.answer().failures());
    return named.answer().withExplanation(explanation(model, then, request));
  }

  private static Explanation explanation(Model model, Forecast explained, PredictRequest request) {
    return Explanation.of(explained, request.similarGames()).withSimilar(model.isBasketball());
  }

  private static ResponseCache.Answer make(
      Model model,
      ConformalWrapper wrapper,
      Pattern pattern,
      PredictRequest request,
      String requestId) {
    double confidence = Ranks.complement(request.alpha());
    Forecaster forecaster = model.forecaster(wrapper);
    Forecast bare =
        request.returnExplanation() ? forecaster.explain(pattern) : forecaster.forecast(pattern);
    IntervalForecast forecast = wrapper.intervals(pattern, bare, confidence);
    Optional<Explanation> explanation =
        request.returnExplanation()
            ? Optional.of(explanation(model, forecast.forecast(), request))
            : Optional.empty();
    Optional<PredictiveDistribution> end = atTheEnd(wrapper, forecast);
    PredictResponse response =
        PredictResponse.of(
            forecast,
            explanation,
            model.isBasketball() && end.isPresent()
                ? OptionalDouble.of(Halftime.probabilityHomeLeads(end.get()))
                : OptionalDouble.empty(),
            model.version(),
            requestId);
    PredictResponse told =
        end.isPresent() ? response.withDistribution(end.get(), request.above()) : response;
    return new ResponseCache.Answer(forecast, told);
  }

  /** The distribution of each step, whatever alpha is asked for. */
  public List<PredictiveDistribution> distributions(PredictRequest request) {
    Model model = models.find(request.model());
    LearnedState state = model.learning().state();
    ConformalWrapper wrapper = state.wrapper();
    Pattern pattern = pattern(model, state, request);
    Forecast forecast = model.forecaster(wrapper).forecast(pattern);
    return IntStream.range(0, forecast.horizon())
        .mapToObj(
            step ->
                wrapper
                    .distribution(pattern, forecast, step)
                    .orElseThrow(() -> nothingKnown(model)))
        .toList();
  }

  private static RefusedException nothingKnown(Model model) {
    return RefusedException.of(
        RefusedException.Reason.UNSUPPORTED,
        "model '"
            + model.name()
            + "' has no calibration samples for this pattern; expected at least 1",
        Map.of("n", 0L, "highest_confidence", 0.0));
  }

  /**
   * Forecasts of one model with one alpha, in order, without explanations.
   *
   * @param before is called before each of them, on any thread, and throws if no more are to be
   *     made
   */
  public List<IntervalForecast> forecastAll(
      Model model, List<Pattern> patterns, double alpha, Runnable before) {
    double confidence = Ranks.complement(alpha);
    LearnedState state = readyState(model, alpha);
    ConformalWrapper wrapper = state.wrapper();
    for (Pattern pattern : patterns) {
      ofRow(patterns, pattern, () -> model.info().bounds().check(pattern));
    }
    patterns.forEach(model.shape()::require);
    Forecaster forecaster = model.forecaster(wrapper);
    List<List<IntervalForecast>> parts =
        Parts.map(
            patterns,
            part -> {
              List<Pattern> complete = part.stream().map(each -> complete(state, each)).toList();
              List<Forecast> bare = forecaster.forecastAll(complete);
              List<IntervalForecast> forecasts = new ArrayList<>(part.size());
              for (int i = 0; i < part.size(); i++) {
                before.run();
                Pattern pattern = complete.get(i);
                Forecast forecast = bare.get(i);
                forecasts.add(
                    ofRow(
                        patterns,
                        part.get(i),
                        () -> wrapper.intervals(pattern, forecast, confidence)));
              }
              return forecasts;
            });
    return parts.stream().flatMap(List::stream).toList();
  }

  /** What is made of one of many patterns; where that is impossible, its place is said. */
  private static <T> T ofRow(List<Pattern> patterns, Pattern one, Supplier<T> work) {
    try {
      return work.get();
    } catch (OutOfBounds e) {
      OutOfBounds named =
          new OutOfBounds("row " + patterns.indexOf(one) + ", from 0: " + e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  /** The pattern with what the model's ratings make of a difference of ratings. */
  private static Pattern complete(LearnedState state, Pattern pattern) {
    return state.ratings().map(ratings -> ratings.complete(pattern)).orElse(pattern);
  }

  /** The pattern with what is known of its teams, looked up if they were named. */
  private static Pattern pattern(Model model, LearnedState state, PredictRequest request) {
    Pattern pattern = request.pattern();
    model.shape().require(pattern);
    model.info().bounds().check(pattern);
    if (!isLookedUp(request)) {
      return complete(state, pattern);
    }
    GameRatings ratings =
        state
            .ratings()
            .orElseThrow(
                () ->
                    RefusedException.of(
                        RefusedException.Reason.UNSUPPORTED,
                        "home, away and date are given, but model '"
                            + model.name()
                            + "' has no ratings; expected covariates instead"));
    return ratings.addTo(
        pattern,
        request.home().orElseThrow(),
        request.away().orElseThrow(),
        request.date().orElseThrow());
  }

  /** Whether teams are named and what is known of them is not given. */
  private static boolean isLookedUp(PredictRequest request) {
    Set<String> given = request.pattern().covariates().keySet();
    return request.home().isPresent()
        && !given.contains(Halftime.RATING_DIFFERENCE)
        && !given.contains(Halftime.EXPECTED_MARGIN);
  }

  /** Refuses covariates that the model of a request has no use for, as misspelt ones are. */
  public void requireKnownCovariates(PredictRequest request) {
    Model model = models.find(request.model());
    Set<String> known = new TreeSet<>(model.covariates().keySet());
    if (model.isBasketball()) {
      known.addAll(
          List.of(Halftime.EXPECTED_MARGIN, Halftime.EXPECTED_TOTAL, Halftime.RATING_DIFFERENCE));
    }
    for (String name : new TreeSet<>(request.pattern().covariates().keySet())) {
      if (!known.contains(name)) {
        throw RefusedException.of(
            RefusedException.Reason.INVALID,
            "covariate '"
                + Text.excerpt(name)
                + "' is not one of model '"
                + model.name()
                + "'; expected one of "
                + known);
      }
    }
  }

  private static LearnedState readyState(Model model, double alpha) {
    requireSupported(alpha, model.learning().state().wrapper().calibrationSize());
    return model.learning().state(Ranks.complement(alpha));
  }

  private static void requireSupported(double alpha, int n) {
    double confidence = Ranks.complement(alpha);
    double highest = n / (n + 1.0);
    if (confidence > highest) {
      throw RefusedException.of(
          RefusedException.Reason.UNSUPPORTED,
          "alpha is "
              + alpha
              + ", a confidence of "
              + confidence
              + "; expected at most "
              + highest
              + ", the highest that "
              + n
              + " calibration samples support",
          Map.of("n", (long) n, "highest_confidence", highest));
    }
  }

  private static Optional<PredictiveDistribution> atTheEnd(
      ConformalWrapper wrapper, IntervalForecast forecast) {
    int last = forecast.forecast().horizon() - 1;
    return wrapper.distribution(forecast.pattern(), forecast.forecast(), last);
  }
}
