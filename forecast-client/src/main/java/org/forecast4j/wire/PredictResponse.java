package org.forecast4j.wire;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.Forecast;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;

/**
 * What {@code POST /predict} answers.
 *
 * @param pointForecast the value expected at the end of the horizon
 * @param medianForecast the value that is as likely exceeded as not at the end of the horizon, a
 *     whole number where outcomes are; empty where no past error is known, and from a server that
 *     does not say
 * @param interval its interval; an end on the wire is null where it is infinite
 * @param coverageProbability the probability the interval covers with, 1 − alpha
 * @param explanation empty unless it was asked for
 * @param path every step; empty from a server that does not say
 * @param members the forecast of every member; empty from a server that does not give them
 * @param failures members that failed and were left out, each with its reason
 * @param probabilityHomeLeads of being ahead at the end of the horizon; empty unless the model
 *     forecasts leads of a home team
 * @param probabilityAbove of more than the request's {@code above} at the end of the horizon; empty
 *     from a server that does not say
 * @param ratingsOf the newest day with a result that what is known of the teams rests on; empty
 *     unless it was looked up from home, away and date, or there is no such day
 * @param modelVersion the version of the model that made it
 * @param requestId what the forecast is known by, for {@code POST /observations}
 * @param extra fields this version does not know
 */
public record PredictResponse(
    double pointForecast,
    OptionalDouble medianForecast,
    Interval interval,
    double coverageProbability,
    Optional<Explanation> explanation,
    List<PathStep> path,
    List<Component> members,
    Map<String, String> failures,
    OptionalDouble probabilityHomeLeads,
    OptionalDouble probabilityAbove,
    Optional<LocalDate> ratingsOf,
    Optional<String> modelVersion,
    Optional<String> requestId,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<PredictResponse> CODEC =
      WireCodec.of(PredictResponse::read, PredictResponse::write);

  /** Copies its arguments. */
  public PredictResponse {
    path = List.copyOf(path);
    members = List.copyOf(members);
    failures = Map.copyOf(failures);
    extra = JsonFields.copy(extra);
  }

  /**
   * The answer that says a forecast of the core, under no request id.
   *
   * @param forecast the forecast
   * @param explanation why, if it was asked for
   * @param probabilityHomeLeads of being ahead at the end of the horizon, where it is known
   * @param modelVersion the version of the model that made it
   * @return the answer
   */
  public static PredictResponse of(
      IntervalForecast forecast,
      Optional<Explanation> explanation,
      OptionalDouble probabilityHomeLeads,
      String modelVersion) {
    List<PathStep> path = new ArrayList<>();
    for (int step = 0; step < forecast.forecast().horizon(); step++) {
      path.add(
          new PathStep(
              forecast.forecast().step(step),
              forecast.steps().get(step),
              forecast.band().get(step)));
    }
    return new PredictResponse(
        forecast.point(),
        OptionalDouble.empty(),
        forecast.interval(),
        forecast.confidence(),
        explanation,
        path,
        forecast.forecast().components(),
        forecast.forecast().failures(),
        probabilityHomeLeads,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.of(modelVersion),
        Optional.empty(),
        Map.of());
  }

  /**
   * The answer that says a forecast of the core.
   *
   * @param forecast the forecast
   * @param explanation why, if it was asked for
   * @param probabilityHomeLeads of being ahead at the end of the horizon, where it is known
   * @param modelVersion the version of the model that made it
   * @param requestId what the forecast is known by
   * @return the answer
   */
  public static PredictResponse of(
      IntervalForecast forecast,
      Optional<Explanation> explanation,
      OptionalDouble probabilityHomeLeads,
      String modelVersion,
      String requestId) {
    return of(forecast, explanation, probabilityHomeLeads, modelVersion).withRequestId(requestId);
  }

  /**
   * The same answer with what the distribution of the value at the end of the horizon says.
   *
   * @param end the distribution
   * @param above the request's {@code above}
   * @return the answer, with a median and the probability of more than {@code above}
   */
  public PredictResponse withDistribution(PredictiveDistribution end, double above) {
    return new PredictResponse(
        pointForecast,
        OptionalDouble.of(end.median()),
        interval,
        coverageProbability,
        explanation,
        path,
        members,
        failures,
        probabilityHomeLeads,
        OptionalDouble.of(end.probabilityAbove(above)),
        ratingsOf,
        modelVersion,
        requestId,
        extra);
  }

  /**
   * The same answer with the day that the ratings of its teams are of.
   *
   * @param day the newest day with a result that they rest on; empty if there is none
   * @return the answer
   */
  public PredictResponse withRatingsOf(Optional<LocalDate> day) {
    return with(explanation, day, requestId);
  }

  /**
   * The forecast as a value of the core.
   *
   * @param pattern what it was asked for
   * @return the forecast, with analogs if it was explained; of one step if the server does not say
   *     the path
   */
  public IntervalForecast toIntervalForecast(Pattern pattern) {
    List<PathStep> steps =
        path.isEmpty() ? List.of(new PathStep(pointForecast, interval, interval)) : path;
    List<Analog> analogs = explanation.map(Explanation::analogs).orElse(List.of());
    Forecast forecast =
        new Forecast(
            steps.stream().mapToDouble(PathStep::point).toArray(), members, analogs, failures);
    return new IntervalForecast(
        pattern,
        forecast,
        coverageProbability,
        steps.stream().map(PathStep::interval).toList(),
        steps.stream().map(PathStep::band).toList());
  }

  /**
   * The same answer under another request id.
   *
   * @param id the id
   * @return the answer
   */
  public PredictResponse withRequestId(String id) {
    return with(explanation, ratingsOf, Optional.of(id));
  }

  /**
   * The same answer with an explanation.
   *
   * @param why the explanation
   * @return the answer
   */
  public PredictResponse withExplanation(Explanation why) {
    return with(Optional.of(why), ratingsOf, requestId);
  }

  /**
   * The same answer without its explanation.
   *
   * @return the answer
   */
  public PredictResponse withoutExplanation() {
    return with(Optional.empty(), ratingsOf, requestId);
  }

  private PredictResponse with(
      Optional<Explanation> why, Optional<LocalDate> day, Optional<String> id) {
    return new PredictResponse(
        pointForecast,
        medianForecast,
        interval,
        coverageProbability,
        why,
        path,
        members,
        failures,
        probabilityHomeLeads,
        probabilityAbove,
        day,
        modelVersion,
        id,
        extra);
  }

  private static PredictResponse read(JsonFields fields) {
    return new PredictResponse(
        fields.number("point_forecast"),
        fields.optionalNumber("median_forecast"),
        WireTypes.interval(fields, "interval_lower", "interval_upper", "interval_empty"),
        fields.number("coverage_probability"),
        fields.optionalObject("explanation", Explanation.CODEC::read),
        fields.objects("path", PathStep.CODEC::read),
        fields.objects("members", WireTypes.MEMBER::read),
        fields.textsByName("failures"),
        fields.optionalNumber("probability_home_leads"),
        fields.optionalNumber("probability_above"),
        fields.optionalDate("ratings_of"),
        fields.optionalText("model_version"),
        fields.optionalText("request_id"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("point_forecast", pointForecast);
    out.field("median_forecast", medianForecast);
    WireTypes.write(interval, "interval_lower", "interval_upper", "interval_empty", out);
    out.field("coverage_probability", coverageProbability);
    out.field("explanation", explanation, Explanation.CODEC);
    out.field("path", path, PathStep.CODEC);
    out.field("members", members, WireTypes.MEMBER);
    out.field("failures", failures);
    out.field("probability_home_leads", probabilityHomeLeads);
    out.field("probability_above", probabilityAbove);
    out.field("ratings_of", ratingsOf);
    out.field("model_version", modelVersion);
    out.field("request_id", requestId);
    out.extra(extra);
  }
}
