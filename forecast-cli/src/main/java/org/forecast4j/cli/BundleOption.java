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
    return ForecastBundle.load(folder);
  }

  Path folder() {
    return folder;
  }
}
