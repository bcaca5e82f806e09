package org.forecast4j.series;

import java.util.List;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.Nested;

/** Models of one series hold what every forecaster promises. */
class SeriesForecasterTest {
  @Nested
  class OfSeasonalNaive extends ForecasterContract {
    @Override
    protected Forecaster forecaster(List<LabeledPattern> training) {
      return new SeasonalNaive(4).over(SHAPE);
    }
  }

  @Nested
  class OfTheta extends ForecasterContract {
    @Override
    protected Forecaster forecaster(List<LabeledPattern> training) {
      return new Theta(4).over(SHAPE);
    }
  }

  @Nested
  class OfExponentialSmoothing extends ForecasterContract {
    @Override
    protected Forecaster forecaster(List<LabeledPattern> training) {
      return ExponentialSmoothing.chosen(4).over(SHAPE);
    }
  }
}
