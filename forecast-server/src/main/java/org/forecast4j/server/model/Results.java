package org.forecast4j.server.model;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.forecast4j.basketball.GameRatings;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.learning.ResultRecord;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.LearnedResult;

/** Takes how games ended to the models that learn from it what to expect of teams. */
public final class Results {
  /** That of the first game of the league. */
  private static final LocalDate FIRST_DAY = LocalDate.of(1946, 11, 1);

  private final ModelRegistry models;
  private final Clock clock;

  /**
   * Takes results.
   *
   * @param clock says which day it is
   */
  public Results(ModelRegistry models, Clock clock) {
    this.models = models;
    this.clock = clock;
  }

  /** Learns the result of a game, once for each id. */
  public LearnedResult learn(FinalScore score) {
    return models.ask(
        models.find(score.model()).name(),
        model -> {
          GameRatings ratings = requireLearning(model);
          GameIds.require(score.gameId());
          requireDay(score.date());
          ratings.requireGame(score.home(), score.away(), score.date());
          // A team that plays under an earlier code of its franchise is the same team.
          String home = ratings.requireTeam(score.home());
          String away = ratings.requireTeam(score.away());
          return model.learning().learn(new ResultRecord(score.bare(home, away)));
        });
  }

  /**
   * As {@link #learn}, for a result that is told again and again: nothing if the model learns none,
   * or once it was retracted.
   */
  public void learnUnlessRetracted(FinalScore score) {
    Model model = models.find(score.model());
    if (model.learnsResults() && !model.learning().isResultRetracted(score.gameId())) {
      learn(score);
    }
  }

  /** Forgets what a model learned from the result of a game. */
  public LearnedResult retract(Optional<String> model, String gameId) {
    return models.ask(
        models.find(model).name(),
        one -> {
          requireLearning(one);
          return one.learning().retractResult(GameIds.require(gameId));
        });
  }

  private static GameRatings requireLearning(Model model) {
    if (model.learnsResults()) {
      return model.ratings().orElseThrow();
    }
    throw RefusedException.of(
        RefusedException.Reason.NOT_FOUND,
        model.isBasketball()
            ? "no results are learned: model '"
                + model.name()
                + "' has no ratings that learn; expected one that was trained with expected margins"
            : "no results are learned: the unit of model '"
                + model.name()
                + "' is '"
                + model.info().unit()
                + "'");
  }

  /** A day may begin earlier elsewhere, but not by more than one. */
  private void requireDay(LocalDate date) {
    LocalDate last = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
    if (date.isBefore(FIRST_DAY) || date.isAfter(last)) {
      throw new IllegalArgumentException(
          "date is " + date + "; expected " + FIRST_DAY + " to " + last + ", tomorrow in UTC");
    }
  }
}
