package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.junit.jupiter.api.Test;

class HalftimeTest {
  private static final Path SHIPPED = Path.of("..", "models", Halftime.NAME);

  @Test
  void the_shipped_bundle_is_of_the_task_and_brings_what_the_task_names() throws IOException {
    ForecastBundle bundle = ForecastBundle.load(SHIPPED);
    assertThat(Halftime.isTaskOf(bundle.info())).isTrue();
    assertThat(bundle.info())
        .isEqualTo(Halftime.info(bundle.info().trainingData(), bundle.info().seed()));
    assertThat(bundle.ensemble().shape()).isEqualTo(Halftime.SHAPE);
    assertThat(bundle.attachments())
        .contains(Halftime.RATINGS_FILE, Halftime.SAMPLE_FILE, Halftime.CALIBRATION_FILE);
    assertThat(bundle.ensemble().covariates()).containsKey(Halftime.RATING_DIFFERENCE);
    assertThat(Halftime.ratings(bundle)).isPresent();
  }

  @Test
  void a_bundle_with_another_unit_is_of_another_task() {
    for (String unit : List.of("steps", "points", "points, home minus away, per minute")) {
      assertThat(Halftime.isTaskOf(new BundleInfo("other", "1", unit, "none", 1))).isFalse();
    }
  }

  @Test
  void an_example_knows_who_plays_from_earlier_days_alone() throws IOException {
    List<GameMargins> games = GameMargins.read(SHIPPED.resolve(Halftime.CALIBRATION_FILE));
    TeamRatings ratings = TeamRatings.of(games);
    List<LabeledPattern> examples = Halftime.examples(games);
    assertThat(examples).hasSameSizeAs(games);
    for (int i = 0; i < games.size(); i += 97) {
      GameMargins game = games.get(i);
      assertThat(examples.get(i)).isEqualTo(Halftime.example(game, ratings));
      assertThat(examples.get(i).target()).isEqualTo(game.margin(24));
      assertThat(examples.get(i).pattern().covariates())
          .containsEntry(
              Halftime.RATING_DIFFERENCE,
              ratings.ratingDifference(game.home(), game.away(), game.date()));
    }
  }

  @Test
  void a_tie_is_no_lead() throws IOException {
    ForecastBundle bundle = ForecastBundle.load(SHIPPED);
    LabeledPattern game =
        Halftime.example(
            GameMargins.read(SHIPPED.resolve(Halftime.SAMPLE_FILE)).get(0),
            Halftime.ratings(bundle).orElseThrow());
    PredictiveDistribution margin = bundle.conformal().distribution(game.pattern()).orElseThrow();
    assertThat(Halftime.probabilityHomeLeads(margin)).isEqualTo(margin.probabilityAbove(0.5));
  }
}
