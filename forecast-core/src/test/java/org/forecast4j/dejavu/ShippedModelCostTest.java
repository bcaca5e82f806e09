package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What forecasts of the shipped model cost, counted in bytes and rows: a time would say more of the
 * machine and its other work.
 */
class ShippedModelCostTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final DejavuSettings SETTINGS =
      PlainSettings.of(1, Map.of("expected_margin", 2.0), 0);
  private static ConformalWrapper model;
  private static final List<Pattern> GAMES = new ArrayList<>();

  @BeforeAll
  static void load() throws IOException {
    Path folder = Path.of("..", "models", "nba-halftime");
    model = ForecastBundle.load(folder).conformal();
    for (GameMargins game : GameMargins.read(folder.resolve("sample-games.csv")).subList(0, 200)) {
      Pattern pattern = game.example(new Shape(18, 6)).pattern();
      GAMES.add(pattern.with("expected_margin", GAMES.size() % 21 - 10));
    }
  }

  @Test
  void a_forecast_with_intervals_allocates_at_most_3_kB() {
    assertThat(allocated(game -> model.forecast(game, 0.95))).isBetween(500L, 3_000L);
  }

  @Test
  void an_explained_one_of_which_five_analogs_are_read_at_most_15_kB() {
    assertThat(allocated(game -> model.explain(game, 0.95))).isBetween(4_000L, 8_000L);
    assertThat(allocated(game -> List.copyOf(model.explain(game, 0.95).analogs().subList(0, 5))))
        .isBetween(4_000L, 15_000L);
  }

  private static long allocated(Function<Pattern, Object> forecast) {
    List<Object> forecasts = new ArrayList<>(2 * GAMES.size());
    GAMES.forEach(game -> forecasts.add(forecast.apply(game)));
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (Pattern game : GAMES) {
      forecasts.add(forecast.apply(game));
    }
    long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / GAMES.size();
    assertThat(forecasts).doesNotContainNull();
    return bytes;
  }

  @Test
  void a_search_reads_at_most_a_quarter_of_the_past() {
    DejavuForecaster dejavu = dejavu();
    Cases past = Cases.of(dejavu.database(), SETTINGS);
    assertThat(dejavu.settings())
        .containsEntry("distance", "euclidean")
        .containsEntry("scaling", "none")
        .containsEntry("covariate.expected_margin", "2.0");
    Cases.Search search = new Cases.Search(past, dejavu.k());
    long read = 0;
    for (Pattern game : GAMES) {
      search.nearest(past, game);
      read += (long) search.visited() * NeighbourIndex.LEAF;
    }
    assertThat(read / GAMES.size()).isBetween(1L * dejavu.k(), past.size() / 4L);
  }

  private static DejavuForecaster dejavu() {
    for (Forecaster member : ((WeightedEnsemble) model.forecaster()).members()) {
      if (member instanceof DejavuForecaster dejavu) {
        return dejavu;
      }
    }
    throw new IllegalStateException("the shipped model has no Dejavu");
  }
}
