package org.forecast4j.server.live;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.internal.Text;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.model.Model;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;

/** Who plays, and when, as far as it is known. */
record LiveTeams(Optional<String> home, Optional<String> away, Optional<LocalDate> date) {
  static final LiveTeams UNKNOWN =
      new LiveTeams(Optional.empty(), Optional.empty(), Optional.empty());

  private static final int MAX_NAME = 100;

  /** With what a request says of them; what it does not say stays. */
  LiveTeams with(ScoresRequest request) {
    return new LiveTeams(
        named("home", request.home()).or(() -> home),
        named("away", request.away()).or(() -> away),
        request.date().or(() -> date));
  }

  private static Optional<String> named(String field, Optional<String> name) {
    int length = name.map(String::length).orElse(0);
    if (length > MAX_NAME) {
      throw RefusedException.of(
          RefusedException.Reason.INVALID,
          field + " has " + length + " characters; expected at most " + MAX_NAME,
          Map.of("pointer", "/" + field));
    }
    return name;
  }

  /** Refuses teams that a model with ratings does not know, and one that plays itself. */
  void requireKnown(Model model) {
    if (home.isPresent() && home.equals(away)) {
      throw RefusedException.of(
          RefusedException.Reason.INVALID,
          "home and away are both '" + Text.excerpt(home.get()) + "'; expected two teams");
    }
    if (model.ratings().isEmpty()) {
      return;
    }
    GameRatings ratings = model.ratings().get();
    home.ifPresent(ratings::requireTeam);
    away.ifPresent(ratings::requireTeam);
    if (isComplete()) {
      ratings.requireGame(home.orElseThrow(), away.orElseThrow(), date.orElseThrow());
    }
  }

  /** Refuses others than those that were known before; what was not known may be told. */
  void requireNotOtherThan(LiveTeams before) {
    requireSame("home", before.home, home);
    requireSame("away", before.away, away);
    requireSame("date", before.date, date);
  }

  private static <T> void requireSame(String field, Optional<T> before, Optional<T> now) {
    if (before.isPresent() && !before.equals(now)) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          field
              + " is '"
              + Text.excerpt(String.valueOf(now.orElseThrow()))
              + "', and the game's forecast was made for '"
              + Text.excerpt(String.valueOf(before.get()))
              + "'; expected the same or none",
          Map.of("pointer", "/" + field));
    }
  }

  /** Whether the request is of a later game of the same id; refuses one of an earlier game. */
  boolean isOver(String id, ScoresRequest request) {
    if (date.isEmpty() || request.date().isEmpty()) {
      return false;
    }
    LocalDate day = date.get();
    if (request.date().get().isBefore(day)) {
      throw RefusedException.of(
          RefusedException.Reason.CONFLICT,
          "date is "
              + request.date().get()
              + "; expected "
              + day
              + ", that of the game '"
              + id
              + "', or a later one, which begins a new game");
    }
    return request.date().get().isAfter(day);
  }

  /** What was sent of a game of theirs. */
  ScoresRequest request(List<ScoreTick> scores) {
    return new ScoresRequest(home, away, date, scores, Map.of());
  }

  /** Has what is known of the teams looked up where it can be. */
  void tell(PredictRequest.Builder request, Model model) {
    if (isComplete() && model.ratings().isPresent()) {
      request.teams(home.orElseThrow(), away.orElseThrow(), date.orElseThrow());
    }
  }

  /** How a game of theirs ended; empty as long as it is not known who played, and when. */
  Optional<FinalScore> finalScore(String id, ScoreUpdate end) {
    return isComplete()
        ? Optional.of(
            FinalScore.of(
                    id,
                    date.orElseThrow(),
                    home.orElseThrow(),
                    away.orElseThrow(),
                    end.home(),
                    end.away())
                .withOvertimes(end.clock().overtimes()))
        : Optional.empty();
  }

  private boolean isComplete() {
    return home.isPresent() && away.isPresent() && date.isPresent();
  }
}
