package org.forecast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.forecast4j.bundle.ForecastBundle;
import picocli.CommandLine.Option;

/** Which bundle to forecast with. */
final class BundleOption {
  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      defaultValue = "${sys:forecast4j.bundle:-models/nba-halftime}",
      description = "The trained bundle (default: ${DEFAULT-VALUE}).")
  private Path folder;

  ForecastBundle load() throws IOException {
    ForecastBundle bundle = ForecastBundle.load(folder);
    if (!bundle.hasIntervals()) {
      throw new IOException(
          folder + ": the forecaster of this bundle has no intervals; expected calibrated ones");
    }
    return bundle;
  }

  Path folder() {
    return folder;
  }
}
