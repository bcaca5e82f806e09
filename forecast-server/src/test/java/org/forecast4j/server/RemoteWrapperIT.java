package org.forecast4j.server;

import java.nio.file.Path;
import java.util.List;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.ConformalContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every wrapper holds for one on this server. */
class RemoteWrapperIT extends ConformalContract {
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

  /** What learns is the server's. */
  @Override
  protected boolean advancesItsForecaster() {
    return false;
  }

  @Override
  protected ConformalWrapper wrapper(
      LinearForecaster forecaster, List<LabeledPattern> calibration) {
    WeightedEnsemble ensemble = WeightedEnsemble.of(List.of(forecaster), 1);
    return served.serve(SplitConformal.calibrate(ensemble, calibration)).asConformalWrapper();
  }
}
