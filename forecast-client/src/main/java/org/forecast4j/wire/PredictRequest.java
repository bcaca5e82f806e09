package org.forecast4j.wire;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Text;

/**
 * {@code POST /predict}: the pattern to forecast and what is wanted of the forecast.
 *
 * @param pattern the observations, and the covariates that are known
 * @param alpha the share of outcomes the interval may miss, strictly between 0 and 1
 * @param returnExplanation whether to give each member's forecast and the most similar past games
 * @param similarGames how many past games an explanation shows, 0 to {@link #MAX_SIMILAR_GAMES}
 * @param home the home team, from which with {@code away} and {@code date} the server looks up the
 *     rating difference; all three or none
 * @param away the visiting team
 * @param date the day of the game
 * @param model the model's name; the server's default model if empty
 * @param requestId what the caller wants to know the forecast by; made by the server if empty. The
 *     same id with the same pattern, covariates, model and alpha repeats the answer, with others it
 *     is refused with 409
 * @param above the value whose probability of being exceeded at the end of the horizon is answered
 * @param extra fields this version does not know
 */
public record PredictRequest(
    Pattern pattern,
    double alpha,
    boolean returnExplanation,
    int similarGames,
    Optional<String> home,
    Optional<String> away,
    Optional<LocalDate> date,
    Optional<String> model,
    Optional<String> requestId,
    double above,
    Map<String, Object> extra) {
  /** Reads and writes it. */
  public static final WireCodec<PredictRequest> CODEC =
      WireCodec.of(PredictRequest::read, PredictRequest::write);

  /** What {@code alpha} is if it is not given. */
  public static final double DEFAULT_ALPHA = 0.05;

  /** How many similar games an explanation shows by default. */
  public static final int DEFAULT_SIMILAR_GAMES = 5;

  /** How many covariates a request can have, those included that the model ignores. */
  public static final int MAX_COVARIATES = 1000;

  /** How many similar games an explanation can show. */
  public static final int MAX_SIMILAR_GAMES = 1000;

  /**
   * Checks its arguments.
   *
   * @throws IllegalArgumentException if alpha is not strictly between 0 and 1, above is not finite,
   *     the number of similar games is outside its bounds, or one of home, away and date is given
   *     without the others
   */
  public PredictRequest {
    Checks.probability(alpha, "alpha");
    Checks.finite(above, "above");
    if (similarGames < 0 || similarGames > MAX_SIMILAR_GAMES) {
      throw new IllegalArgumentException(
          "similar_games is " + similarGames + "; expected 0 to " + MAX_SIMILAR_GAMES);
    }
    if (home.isPresent() != away.isPresent() || home.isPresent() != date.isPresent()) {
      throw new IllegalArgumentException(
          "home is "
              + home.orElse("missing")
              + ", away is "
              + away.orElse("missing")
              + ", date is "
              + date.map(LocalDate::toString).orElse("missing")
              + "; expected all three or none");
    }
    if (home.isPresent() && home.equals(away)) {
      throw new IllegalArgumentException(
          "home and away are both '" + Text.excerpt(home.get()) + "'; expected two teams");
    }
    extra = JsonFields.copy(extra);
  }

  /**
   * A request with the defaults of the wire: alpha 0.05, with explanation.
   *
   * @param pattern the observations, oldest first
   * @return the request
   */
  public static PredictRequest of(double... pattern) {
    return builder(Pattern.of(pattern)).build();
  }

  /**
   * Starts with the defaults of the wire: alpha 0.05, with explanation.
   *
   * @param pattern the observations, and the covariates that are known
   * @return a builder
   */
  public static Builder builder(Pattern pattern) {
    return new Builder(pattern);
  }

  /**
   * A builder that starts with this request.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder builder = new Builder(pattern);
    builder.alpha = alpha;
    builder.returnExplanation = returnExplanation;
    builder.similarGames = similarGames;
    builder.home = home;
    builder.away = away;
    builder.date = date;
    builder.model = model;
    builder.requestId = requestId;
    builder.above = above;
    builder.extra = extra;
    return builder;
  }

  private static PredictRequest read(JsonFields fields) {
    double alpha = fields.number("alpha", DEFAULT_ALPHA);
    return new PredictRequest(
        WireTypes.pattern(fields),
        alpha,
        fields.flag("return_explanation", true),
        fields.integer("similar_games", 0, MAX_SIMILAR_GAMES, DEFAULT_SIMILAR_GAMES),
        fields.optionalText("home"),
        fields.optionalText("away"),
        fields.optionalDate("date"),
        fields.optionalText("model"),
        fields.optionalText("request_id"),
        fields.number("above", 0),
        fields.extra());
  }

  private void write(JsonWriter out) throws IOException {
    WireTypes.write(pattern, out);
    out.field("alpha", alpha);
    out.field("return_explanation", returnExplanation);
    if (similarGames != DEFAULT_SIMILAR_GAMES) {
      out.field("similar_games", similarGames);
    }
    out.field("home", home);
    out.field("away", away);
    out.field("date", date);
    out.field("model", model);
    out.field("request_id", requestId);
    if (above != 0) {
      out.field("above", above);
    }
    out.extra(extra);
  }

  /** Builds requests. Not thread-safe. */
  public static final class Builder {
    private final Pattern pattern;
    private double alpha = DEFAULT_ALPHA;
    private boolean returnExplanation = true;
    private int similarGames = DEFAULT_SIMILAR_GAMES;
    private Optional<String> home = Optional.empty();
    private Optional<String> away = Optional.empty();
    private Optional<LocalDate> date = Optional.empty();
    private Optional<String> model = Optional.empty();
    private Optional<String> requestId = Optional.empty();
    private double above;
    private Map<String, Object> extra = Map.of();

    private Builder(Pattern pattern) {
      this.pattern = pattern;
    }

    /**
     * Sets the share of outcomes that the interval may miss.
     *
     * @param value strictly between 0 and 1
     * @return this builder
     */
    public Builder alpha(double value) {
      alpha = value;
      return this;
    }

    /**
     * Says whether to explain.
     *
     * @param value whether to give each member's forecast and the most similar past games
     * @return this builder
     */
    public Builder returnExplanation(boolean value) {
      returnExplanation = value;
      return this;
    }

    /**
     * Sets how many past games an explanation shows.
     *
     * @param count 0 to {@link #MAX_SIMILAR_GAMES}
     * @return this builder
     */
    public Builder similarGames(int count) {
      similarGames = count;
      return this;
    }

    /**
     * Says who plays, so that the server looks up the rating difference.
     *
     * @param homeTeam the home team
     * @param awayTeam the visiting team
     * @param day the day of the game
     * @return this builder
     */
    public Builder teams(String homeTeam, String awayTeam, LocalDate day) {
      home = Optional.of(homeTeam);
      away = Optional.of(awayTeam);
      date = Optional.of(day);
      return this;
    }

    /**
     * Chooses the model.
     *
     * @param name its name
     * @return this builder
     */
    public Builder model(String name) {
      model = Optional.of(name);
      return this;
    }

    /**
     * Sets what the forecast is known by.
     *
     * @param id an identifier of the caller's
     * @return this builder
     */
    public Builder requestId(String id) {
      requestId = Optional.of(id);
      return this;
    }

    /**
     * Sets the value of which {@link PredictResponse#probabilityAbove} tells how likely it is
     * exceeded.
     *
     * @param value in the unit of the pattern; 0 if not set
     * @return this builder
     */
    public Builder above(double value) {
      above = value;
      return this;
    }

    /**
     * Builds the request.
     *
     * @return the request
     * @throws IllegalArgumentException as {@link PredictRequest} says
     */
    public PredictRequest build() {
      return new PredictRequest(
          pattern,
          alpha,
          returnExplanation,
          similarGames,
          home,
          away,
          date,
          model,
          requestId,
          above,
          extra);
    }
  }
}
