package org.forecast4j.server;

import java.nio.file.Path;
import java.util.List;
import org.forecast4j.Forecaster;
import org.forecast4j.LabeledPattern;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.ForecasterContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every forecaster holds for one on this server. */
class RemoteForecasterIT extends ForecasterContract {
  @TempDir Path folder;
  private ServedModel served;

  @BeforeEach
  void open() {
    served = new ServedModel(folder);
  }

  @AfterEach
  void close() throws Exception {
    served.close();
  }

  @Override
  protected Forecaster forecaster(List<LabeledPattern> training) {
    WeightedEnsemble ensemble =
        WeightedEnsemble.of(List.of(LinearForecaster.fit(training, 1e-3)), 1);
    List<LabeledPattern> calibration = Examples.randomWalks(99, SHAPE, 3);
    return served.serve(SplitConformal.calibrate(ensemble, calibration)).asForecaster();
  }
}
