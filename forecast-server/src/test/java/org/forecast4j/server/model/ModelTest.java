package org.forecast4j.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.ExpectingModel;
import org.forecast4j.server.ShippedModel;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.RecentLog;
import org.forecast4j.server.metrics.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  @TempDir private Path folder;

  @Test
  void what_a_model_of_rating_differences_forecast_is_forecast_anew_from_expected_margins()
      throws IOException {
    Pattern pattern =
        Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11)
            .with(Halftime.RATING_DIFFERENCE, 9);
    Path bundle = ExpectingModel.save(folder.resolve("bundle"));
    try (Metrics metrics = new Metrics()) {
      Model old = ShippedModel.load(metrics);
      IntervalForecast issued = old.learning().state().wrapper().forecast(pattern, 0.9);
      Model next =
          Model.load(
              bundle,
              (trained, name) -> Learning.resume(trained, new RecentLog(9), Optional.empty()),
              metrics);
      ConformalWrapper wrapper = ForecastBundle.load(bundle).conformal();
      Pattern known = ExpectingModel.TRAINED.complete(pattern);
      assertThat(known.covariates()).containsKey(Halftime.EXPECTED_MARGIN);
      assertThat(next.forecastAnew(issued)).isEqualTo(wrapper.forecast(known, 0.9));
      assertThat(next.forecastAnew(issued).point())
          .isNotEqualTo(wrapper.forecast(pattern, 0.9).point());
    }
  }
}
