package org.forecast4j.cli;

import org.forecast4j.internal.Checks;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What {@code --confidence} may hold where it takes several. */
final class Confidences {
  private Confidences() {}

  /** Refuses what would only fail after the work. */
  static void require(CommandSpec spec, double... confidences) {
    for (double confidence : confidences) {
      if (!(confidence > 0 && confidence < 1)) {
        throw new ParameterException(
            spec.commandLine(),
            "--confidence has " + confidence + "; expected numbers strictly between 0 and 1");
      }
    }
    try {
      Checks.confidences(confidences);
    } catch (IllegalArgumentException repeated) {
      throw new ParameterException(
          spec.commandLine(), "--confidence: " + repeated.getMessage(), repeated);
    }
  }
}
