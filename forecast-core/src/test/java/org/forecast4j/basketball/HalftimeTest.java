package org.forecast4j.basketball;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.PredictiveDistribution;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.junit.jupiter.api.Test;

class HalftimeTest {
  private static final LocalDate DAY = LocalDate.of(2019, 1, 1);
  private static final Path SHIPPED = Path.of("..", "models", Halftime.NAME);

  @Test
  void the_shipped_bundle_is_of_the_task_and_brings_what_the_task_names() throws IOException {
    ForecastBundle bundle = ForecastBundle.load(SHIPPED);
    assertThat(Halftime.isTaskOf(bundle.info())).isTrue();
    assertThat(bundle.info().step()).isEqualTo(Halftime.STEP);
    assertThat(bundle.info().covariates())
        .containsOnlyKeys(Halftime.EXPECTED_MARGIN, Halftime.EXPECTED_TOTAL);
    assertThat(bundle.ensemble().shape()).isEqualTo(Halftime.SHAPE);
    assertThat(bundle.attachments())
        .contains(Halftime.RATINGS_FILE, Halftime.SAMPLE_FILE, Halftime.CALIBRATION_FILE);
    assertThat(bundle.ensemble().covariates()).containsKey(Halftime.EXPECTED_MARGIN);
    assertThat(Halftime.ratings(bundle)).isPresent();
  }

  @Test
  void a_new_bundle_names_its_covariates_and_lets_an_expected_total_through() {
    BundleInfo info = Halftime.info("none", 1);
    assertThat(Halftime.isTaskOf(info)).isTrue();
    assertThat(info.covariates())
        .containsOnlyKeys(Halftime.EXPECTED_MARGIN, Halftime.EXPECTED_TOTAL);
    Pattern pattern = Pattern.of(1, 2).with(Halftime.EXPECTED_TOTAL, 260);
    assertThat(info.bounds().check(pattern)).isEqualTo(pattern);
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
    GameExpectations expectations =
        GameExpectations.of(games.stream().map(GameResult::of).toList());
    List<LabeledPattern> examples = Halftime.examples(games);
    assertThat(examples).hasSameSizeAs(games);
    for (int i = 0; i < games.size(); i += 97) {
      GameMargins game = games.get(i);
      assertThat(examples.get(i)).isEqualTo(Halftime.example(game, expectations));
      assertThat(examples.get(i).target()).isEqualTo(game.margin(24));
      assertThat(examples.get(i).pattern().covariates())
          .containsEntry(
              Halftime.EXPECTED_MARGIN, expectations.margin(game.home(), game.away(), game.date()))
          .containsEntry(
              Halftime.EXPECTED_TOTAL, expectations.total(game.home(), game.away(), game.date()));
    }
  }

  @Test
  void a_bundle_that_knows_rating_differences_keeps_them() throws IOException {
    ForecastBundle shipped = ForecastBundle.load(SHIPPED);
    List<GameMargins> games = GameMargins.read(SHIPPED.resolve(Halftime.SAMPLE_FILE));
    TeamRatings ratings = TeamRatings.of(games);
    ForecastBundle bundle =
        ForecastBundle.of(
            shipped.info(),
            shipped.conformal(),
            shipped.modelCard(),
            Map.of(Halftime.RATINGS_FILE, ratings.toBytes()));
    assertThat(Halftime.examplesFor(bundle, games)).isEqualTo(Halftime.examples(games, ratings));
    assertThat(Halftime.examplesFor(bundle, games).get(9).pattern().covariates())
        .containsOnlyKeys(Halftime.RATING_DIFFERENCE);
  }

  @Test
  void a_rating_difference_becomes_an_expected_margin_by_the_home_advantage() {
    GameExpectations expectations =
        GameExpectations.of(List.of(GameResult.ofFinal(DAY, "BOS", "NYK", 110, 90, 0)));
    double advantage = expectations.homeAdvantage(DAY.plusDays(1));
    Pattern bare = Pattern.of(1, 2, 3);
    assertThat(expectations.complete(bare)).isSameAs(bare);
    Pattern rated = bare.with(Halftime.RATING_DIFFERENCE, 4);
    assertThat(expectations.complete(rated).covariates())
        .containsEntry(Halftime.EXPECTED_MARGIN, 4 + advantage);
    Pattern known = rated.with(Halftime.EXPECTED_MARGIN, 1);
    assertThat(expectations.complete(known)).isSameAs(known);
    TeamRatings ratings = TeamRatings.of(List.of());
    assertThat(ratings.complete(rated)).isSameAs(rated);
    assertThat(ratings.lastDayBefore(DAY)).isEmpty();
    assertThat(expectations.lastDay()).contains(DAY);
    assertThatThrownBy(() -> expectations.requireGame("BOS", "XYZ", DAY))
        .hasMessage("team is 'XYZ'; expected one of BOS, NYK");
  }

  @Test
  void the_games_that_came_with_a_bundle_have_what_was_expected_of_them() throws IOException {
    ForecastBundle bundle = ForecastBundle.load(SHIPPED);
    assertThat(Halftime.sample(bundle)).hasSize(300).isEqualTo(games(bundle, Halftime.SAMPLE_FILE));
    assertThat(Halftime.calibration(bundle))
        .hasSizeGreaterThan(4000)
        .isEqualTo(games(bundle, Halftime.CALIBRATION_FILE));
  }

  private static List<LabeledPattern> games(ForecastBundle bundle, String file) throws IOException {
    return Halftime.examples(
        GameMargins.read(SHIPPED.resolve(file)), Halftime.ratings(bundle).orElseThrow());
  }

  @Test
  void a_bundle_of_another_task_has_no_games() throws IOException {
    ForecastBundle games = ForecastBundle.load(SHIPPED);
    BundleInfo walks = new BundleInfo("walks", "1", "steps", "none", 1);
    byte[] file = games.attachment(Halftime.SAMPLE_FILE);
    assertThat(
            Halftime.sample(
                ForecastBundle.of(
                    walks, games.conformal(), "", Map.of(Halftime.SAMPLE_FILE, file))))
        .isEmpty();
    ForecastBundle bare =
        ForecastBundle.of(Halftime.info("none", 1), games.conformal(), "", Map.of());
    assertThat(Halftime.sample(bare)).isEmpty();
    assertThat(Halftime.calibration(bare)).isEmpty();
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
