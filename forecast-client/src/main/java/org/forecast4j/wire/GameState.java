package org.forecast4j.wire;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A game that is followed.
 *
 * @param gameId its id
 * @param home the home team
 * @param away the visiting team
 * @param date the day of the game
 * @param status {@code live} until the pattern is complete, {@code forecast} until half-time,
 *     {@code observed} after it
 * @param completeMinutes how many minutes are over
 * @param margins home minus away at the end of each of them
 * @param last the latest score
 * @param forecast the forecast, made once the pattern was complete
 * @param outcome the margins that followed, once half-time was reached
 * @param forecastWithheld why the game is not forecast, or its outcome not learned; empty if
 *     nothing stands in the way
 * @param extra fields this version does not know
 */
public record GameState(
    String gameId,
    Optional<String> home,
    Optional<String> away,
    Optional<LocalDate> date,
    String status,
    int completeMinutes,
    double[] margins,
    Optional<ScoreTick> last,
    Optional<PredictResponse> forecast,
    Optional<List<Double>> outcome,
    Optional<String> forecastWithheld,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<GameState> CODEC = WireCodec.of(GameState::read, GameState::write);

  private static final int MAX_MINUTES = 1000;

  /** Copies its arguments. */
  public GameState {
    margins = margins.clone();
    outcome = outcome.map(List::copyOf);
    extra = JsonFields.copy(extra);
  }

  /**
   * The margins after each complete minute.
   *
   * @return a copy
   */
  @Override
  public double[] margins() {
    return margins.clone();
  }

  private static GameState read(JsonFields fields) {
    return new GameState(
        fields.text("game_id"),
        fields.optionalText("home"),
        fields.optionalText("away"),
        fields.optionalDate("date"),
        fields.text("status"),
        fields.integer("complete_minutes", 0, MAX_MINUTES, 0),
        fields.optionalNumbers("margins").orElseGet(() -> new double[0]),
        fields.optionalObject("last", ScoreTick.CODEC::read),
        fields.optionalObject("forecast", PredictResponse.CODEC::read),
        fields.optionalNumbers("outcome").map(values -> Arrays.stream(values).boxed().toList()),
        fields.optionalText("forecast_withheld"),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    out.field("game_id", gameId);
    out.field("home", home);
    out.field("away", away);
    out.field("date", date);
    out.field("status", status);
    out.field("complete_minutes", completeMinutes);
    out.field("margins", margins);
    out.field("last", last, ScoreTick.CODEC);
    out.field("forecast", forecast, PredictResponse.CODEC);
    if (outcome.isPresent()) {
      out.field("outcome", outcome.get().stream().mapToDouble(Double::doubleValue).toArray());
    }
    out.field("forecast_withheld", forecastWithheld);
    out.extra(extra);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GameState that
        && gameId.equals(that.gameId)
        && home.equals(that.home)
        && away.equals(that.away)
        && date.equals(that.date)
        && status.equals(that.status)
        && completeMinutes == that.completeMinutes
        && Arrays.equals(margins, that.margins)
        && last.equals(that.last)
        && forecast.equals(that.forecast)
        && outcome.equals(that.outcome)
        && forecastWithheld.equals(that.forecastWithheld)
        && extra.equals(that.extra);
  }

  @Override
  public int hashCode() {
    return 31 * gameId.hashCode() + Arrays.hashCode(margins);
  }

  /** The game, how far it is, and its forecast, if there is one. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(gameId);
    if (home.isPresent() && away.isPresent()) {
      text.append(' ').append(away.get()).append(" at ").append(home.get());
    }
    date.ifPresent(day -> text.append(' ').append(day));
    text.append(": ").append(status).append(" after ").append(completeMinutes).append(" minutes");
    text.append(' ').append(Arrays.toString(margins));
    forecast.ifPresent(
        made ->
            text.append(", forecast ")
                .append(made.pointForecast())
                .append(' ')
                .append(made.interval()));
    outcome.ifPresent(values -> text.append(", outcome ").append(values));
    forecastWithheld.ifPresent(why -> text.append(", withheld: ").append(why));
    return text.toString();
  }
}
