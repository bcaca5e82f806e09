package org.forecast4j.client.testing;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Ranks;
import org.forecast4j.wire.BatchRequest;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.Explanation;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.Models;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.Problem;
import org.forecast4j.wire.ScoresRequest;

/** Answers with the numbers of a model of the core. Safe for concurrent use. */
final class FixtureModel {
  static final String NAME = "fixture";
  static final String VERSION = "1";

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;

  private final Map<String, IntervalForecast> forecasts = new ConcurrentHashMap<>();
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  private final Set<String> retracted = new HashSet<>();

  /** No forecast depends on them: what follows from results is the real server's business. */
  private final Map<String, FinalScore> results = new LinkedHashMap<>();

  private final Set<String> retractedResults = new HashSet<>();
  private final Map<String, GameState> games = new ConcurrentHashMap<>();

  private final ConformalWrapper initial;
  private volatile ConformalWrapper wrapper;

  FixtureModel(ConformalWrapper wrapper) {
    initial = wrapper;
    this.wrapper = wrapper;
  }

  /** What really followed a forecast. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Outcome(IntervalForecast forecast, double[] actual) {}

  /** What the server would refuse, as the problem it would tell. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    final transient Map<String, Object> facts;

    Refused(int status, String detail, Map<String, Object> facts) {
      super(detail);
      this.status = status;
      this.facts = facts;
    }
  }

  PredictResponse predict(PredictRequest request) {
    requireModel(request);
    ConformalWrapper now = wrapper;
    double confidence = Ranks.complement(request.alpha());
    double highest = now.calibrationSize() / (now.calibrationSize() + 1.0);
    if (confidence > highest) {
      throw new Refused(
          UNPROCESSABLE,
          "a confidence of " + confidence + "; expected at most " + highest,
          Map.of("n", (long) now.calibrationSize(), "highest_confidence", highest));
    }
    IntervalForecast forecast =
        request.returnExplanation()
            ? now.explain(request.pattern(), confidence)
            : now.forecast(request.pattern(), confidence);
    Optional<Explanation> explanation =
        request.returnExplanation()
            ? Optional.of(
                Explanation.of(forecast.forecast(), request.similarGames()).withSimilar(true))
            : Optional.empty();
    String id = request.requestId().orElseGet(() -> UUID.randomUUID().toString());
    IntervalForecast known = forecasts.put(id, forecast);
    if (known != null
        && !(known.pattern().equals(forecast.pattern())
            && known.confidence() == forecast.confidence())) {
      forecasts.put(id, known);
      throw new Refused(CONFLICT, "request_id is '" + id + "', of another forecast", Map.of());
    }
    PredictResponse answer =
        PredictResponse.of(forecast, explanation, OptionalDouble.empty(), VERSION, id);
    return now.distribution(
            request.pattern(), forecast.forecast(), forecast.forecast().horizon() - 1)
        .map(last -> answer.withDistribution(last, request.above()))
        .orElse(answer);
  }

  BatchResponse batch(BatchRequest batch) {
    List<BatchResponse.Item> results = new ArrayList<>();
    for (BatchRequest.Item item : batch.requests()) {
      try {
        if (item instanceof BatchRequest.Item.Invalid invalid) {
          throw invalid.reason();
        }
        PredictRequest request = ((BatchRequest.Item.Valid) item).request();
        PredictResponse answer = predict(request);
        results.add(new BatchResponse.Item(Optional.of(answer), Optional.empty()));
      } catch (Refused e) {
        results.add(refused(e.status, e, e.facts));
      } catch (IllegalArgumentException e) {
        results.add(refused(BAD_REQUEST, e, Map.of()));
      }
    }
    return new BatchResponse(results, Map.of());
  }

  private static BatchResponse.Item refused(
      int status, RuntimeException e, Map<String, Object> facts) {
    String detail = String.valueOf(e.getMessage());
    return new BatchResponse.Item(
        Optional.empty(),
        Optional.of(new Problem("about:blank", "", status, detail, Optional.empty(), facts)));
  }

  private static void requireModel(PredictRequest request) {
    if (!request.model().orElse(NAME).equals(NAME)) {
      throw new Refused(NOT_FOUND, "model is '" + request.model().get() + "'", Map.of());
    }
  }

  DistributionResponse distribution(PredictRequest request) {
    requireModel(request);
    ConformalWrapper now = wrapper;
    Pattern pattern = request.pattern();
    Forecast forecast = now.forecaster().forecast(pattern);
    return new DistributionResponse(
        IntStream.range(0, forecast.horizon())
            .mapToObj(
                step -> now.distribution(pattern, forecast, step).orElseThrow(this::nothingKnown))
            .toList(),
        Map.of());
  }

  private Refused nothingKnown() {
    return new Refused(
        UNPROCESSABLE,
        "there are no calibration samples; expected at least 1",
        Map.of("n", 0L, "highest_confidence", 0.0));
  }

  synchronized Observed observe(Observation observation) {
    String id = observation.key();
    Outcome known = outcomes.get(id);
    if (known != null) {
      if (!Arrays.equals(known.actual(), observation.actual())) {
        throw new Refused(CONFLICT, "id is '" + id + "', observed with other values", Map.of());
      }
      return observed(id, "duplicate");
    }
    IntervalForecast forecast =
        observation.request().isPresent()
            ? wrapper.forecast(
                observation.request().get().pattern(),
                Ranks.complement(observation.request().get().alpha()))
            : forecasts.get(observation.requestId().orElseThrow());
    if (forecast == null) {
      throw new Refused(NOT_FOUND, "there is no forecast " + id, Map.of());
    }
    wrapper = wrapper.observe(forecast, observation.actual());
    outcomes.put(id, new Outcome(forecast, observation.actual()));
    retracted.remove(id);
    return observed(id, "observed");
  }

  synchronized Observed retract(String id) {
    if (outcomes.remove(id) == null) {
      if (!retracted.contains(id)) {
        throw new Refused(NOT_FOUND, "there is no outcome " + id, Map.of());
      }
      return observed(id, "duplicate");
    }
    retracted.add(id);
    ConformalWrapper anew = initial;
    for (Outcome outcome : outcomes.values()) {
      anew = anew.observe(outcome.forecast(), outcome.actual());
    }
    wrapper = anew;
    return observed(id, "retracted");
  }

  private Observed observed(String id, String status) {
    return new Observed(id, status, outcomes.size(), Map.of());
  }

  synchronized LearnedResult learn(FinalScore score) {
    String id = score.gameId();
    FinalScore known = results.get(id);
    if (known == null) {
      results.put(id, score);
      retractedResults.remove(id);
      return learned(id, "learned");
    }
    if (!known.equals(score)) {
      throw new Refused(CONFLICT, "game_id is '" + id + "', known with " + known, Map.of());
    }
    return learned(id, "duplicate");
  }

  synchronized LearnedResult retractResult(String id) {
    if (results.remove(id) != null) {
      retractedResults.add(id);
      return learned(id, "retracted");
    }
    if (!retractedResults.contains(id)) {
      throw new Refused(NOT_FOUND, "there is no result " + id, Map.of());
    }
    return learned(id, "duplicate");
  }

  private LearnedResult learned(String id, String status) {
    return new LearnedResult(id, status, results.size(), ratingsOf(), Map.of());
  }

  private Optional<LocalDate> ratingsOf() {
    return results.values().stream().map(FinalScore::date).max(Comparator.naturalOrder());
  }

  Health health() {
    return new Health("healthy", true, 0, Optional.of(VERSION), Map.of());
  }

  synchronized Models models() {
    double alpha = PredictRequest.DEFAULT_ALPHA;
    Pattern zeros = Pattern.of(new double[wrapper.forecaster().shape().inputLength()]);
    Interval interval = wrapper.forecast(zeros, Ranks.complement(alpha)).interval();
    return new Models(
        new Models.Ensemble(OptionalDouble.empty(), OptionalDouble.empty(), Map.of()),
        new Models.Dejavu(0, 0, ""),
        new Models.Conformal(alpha, interval.width() / 2, wrapper.calibrationSize()),
        List.of(model()),
        Map.of());
  }

  synchronized ModelSummary model() {
    return new ModelSummary(
        NAME,
        VERSION,
        true,
        wrapper.forecaster().shape().inputLength(),
        wrapper.forecaster().shape().horizon(),
        "points",
        Optional.of("minute"),
        List.of(wrapper.forecaster().name()),
        wrapper.forecaster().covariates(),
        wrapper.calibrationSize(),
        wrapper.forecaster().learned(),
        OptionalLong.of(results.size()),
        ratingsOf(),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  synchronized CalibrationReport calibration() {
    return new CalibrationReport(
        NAME,
        VERSION,
        outcomes.size(),
        outcomes.size(),
        wrapper.calibrationSize(),
        0,
        List.of(new CalibrationReport.Rolling(0.95, 0, Double.NaN, Double.NaN, Double.NaN)),
        new double[10],
        Optional.empty(),
        Map.of());
  }

  Games games() {
    return new Games(List.copyOf(games.values()), Map.of());
  }

  Optional<GameState> game(String id) {
    return Optional.ofNullable(games.get(id));
  }

  /** Keeps the last score. Following a game minute by minute is the real server's business. */
  GameState push(String id, ScoresRequest scores) {
    GameState game =
        new GameState(
            id,
            scores.home(),
            scores.away(),
            scores.date(),
            "live",
            0,
            new double[0],
            Optional.of(scores.scores().get(scores.scores().size() - 1)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    games.put(id, game);
    return game;
  }
}
