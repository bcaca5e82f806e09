package outside;

import java.util.List;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.testkit.ForecasterContract;

class OwnForecasterTest extends ForecasterContract {
  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    return new Persistence(SHAPE);
  }
}
