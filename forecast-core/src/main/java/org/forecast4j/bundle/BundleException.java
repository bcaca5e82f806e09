package org.forecast4j.bundle;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A bundle that is missing, damaged or not to be trusted; the message names the file. */
public final class BundleException extends IOException {
  private static final long serialVersionUID = 1;

  BundleException(Path file, String problem) {
    this(file, problem, null);
  }

  BundleException(Path file, @Nullable String problem, @Nullable Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
