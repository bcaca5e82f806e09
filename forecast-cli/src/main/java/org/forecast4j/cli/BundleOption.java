package org.forecast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.ForecastBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which bundle to forecast with. */
final class BundleOption {
  /** On the class path, so that it is found wherever the program is called. */
  private static final String SHIPPED = "/models/" + Halftime.NAME;

  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      description =
          "The trained bundle; the shipped model, which the program carries, if not given.")
  private @Nullable Path folder;

  ForecastBundle load() throws IOException {
    return load(folder);
  }

  /** The bundle of a folder; the shipped model if that is null. */
  static ForecastBundle load(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return ForecastBundle.loadResource(BundleOption.class, SHIPPED);
    }
    ForecastBundle bundle = ForecastBundle.load(folder);
    if (!bundle.hasIntervals()) {
      throw new IOException(
          folder + ": the forecaster of this bundle has no intervals; expected calibrated ones");
    }
    return bundle;
  }
}
