package org.forecast4j.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.Forecast;

/**
 * Why a forecast is what it is.
 *
 * @param dejavuPrediction what the analogs say of half-time; empty if there is no such member
 * @param lstmPrediction what the network says of half-time; empty if there is no such member
 * @param ensembleForecast what all members say together
 * @param dejavuWeight the share of the analogs
 * @param lstmWeight the share of the network
 * @param similarGames the most similar past games, nearest first; empty unless the model forecasts
 *     games
 * @param similar the most similar past examples, nearest first, of whatever the model forecasts;
 *     empty from a server that only tells of games
 * @param games whether the model forecasts games, so that {@code similar_games} is told even if
 *     empty
 * @param extra fields this version does not know
 */
public record Explanation(
    OptionalDouble dejavuPrediction,
    OptionalDouble lstmPrediction,
    double ensembleForecast,
    OptionalDouble dejavuWeight,
    OptionalDouble lstmWeight,
    List<Analog> similarGames,
    List<Analog> similar,
    boolean games,
    Map<String, Object> extra) {
  static final WireCodec<Explanation> CODEC = WireCodec.of(Explanation::read, Explanation::write);

  /** Copies its arguments. */
  public Explanation {
    similarGames = List.copyOf(similarGames);
    similar = List.copyOf(similar);
    extra = JsonFields.copy(extra);
  }

  /**
   * Explains a forecast of games.
   *
   * @param forecast a forecast made with its analogs
   * @param similarGames how many of them to show at most
   * @return the explanation
   */
  public static Explanation of(Forecast forecast, int similarGames) {
    List<Analog> analogs = forecast.analogs();
    return new Explanation(
        point(forecast, "dejavu"),
        point(forecast, "lstm"),
        forecast.point(),
        weight(forecast, "dejavu"),
        weight(forecast, "lstm"),
        analogs.subList(0, Math.min(similarGames, analogs.size())),
        List.of(),
        true,
        Map.of());
  }

  /**
   * The same explanation with its examples under the name that serves every task too.
   *
   * @param games whether to name them as games still
   * @return the explanation
   */
  public Explanation withSimilar(boolean games) {
    return new Explanation(
        dejavuPrediction,
        lstmPrediction,
        ensembleForecast,
        dejavuWeight,
        lstmWeight,
        games ? similarGames : List.of(),
        analogs(),
        games,
        extra);
  }

  /**
   * The most similar past examples, by whichever name the server gave them.
   *
   * @return the examples, nearest first
   */
  public List<Analog> analogs() {
    return similar.isEmpty() ? similarGames : similar;
  }

  private static OptionalDouble point(Forecast forecast, String member) {
    return forecast.components().stream()
        .filter(component -> component.name().equals(member))
        .mapToDouble(Component::point)
        .findFirst();
  }

  private static OptionalDouble weight(Forecast forecast, String member) {
    return forecast.components().stream()
        .filter(component -> component.name().equals(member))
        .mapToDouble(Component::weight)
        .findFirst();
  }

  private static Explanation read(JsonFields fields) {
    return new Explanation(
        fields.optionalNumber("dejavu_prediction"),
        fields.optionalNumber("lstm_prediction"),
        fields.number("ensemble_forecast"),
        fields.optionalNumber("dejavu_weight"),
        fields.optionalNumber("lstm_weight"),
        fields.objects("similar_games", WireTypes.SIMILAR_GAME::read),
        fields.objects("similar", WireTypes.SIMILAR::read),
        fields.has("similar_games") || !fields.has("similar"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("dejavu_prediction", dejavuPrediction);
    out.field("lstm_prediction", lstmPrediction);
    out.field("ensemble_forecast", ensembleForecast);
    out.field("dejavu_weight", dejavuWeight);
    out.field("lstm_weight", lstmWeight);
    if (games) {
      out.field("similar_games", similarGames, WireTypes.SIMILAR_GAME);
    }
    if (!games || !similar.isEmpty()) {
      out.field("similar", similar, WireTypes.SIMILAR);
    }
    out.extra(extra);
  }
}
