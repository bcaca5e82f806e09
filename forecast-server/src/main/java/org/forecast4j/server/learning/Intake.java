package org.forecast4j.server.learning;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A fact that a caller told, and what became of it. Guarded by the lock of the fold. */
final class Intake {
  private final Fact fact;
  private Fate fate = Fate.FAILED;
  private @Nullable Exception failure;

  /** What became of a fact. */
  enum Fate {
    /** Kept and learned. */
    KEPT,

    /** Known before, with the same values. */
    KNOWN,

    /** It could be learned, and the replicas are to be asked first. */
    TO_BE_OFFERED,

    /** Not kept, and the caller is told why. */
    FAILED
  }

  Intake(Fact fact) {
    this.fact = fact;
  }

  Fact fact() {
    return fact;
  }

  boolean isKept() {
    return fate == Fate.KEPT;
  }

  void become(Fate now) {
    fate = now;
  }

  void fail(Exception why) {
    failure = why;
  }

  /**
   * What became of it.
   *
   * @throws IOException if it could not be kept
   * @throws ReplacedException if the model was replaced
   */
  Fate fate() throws IOException, ReplacedException {
    if (failure instanceof IOException) {
      // Others are told the same, each with a trace of its own.
      throw new IOException(failure.getMessage(), failure);
    }
    if (failure instanceof ReplacedException replaced) {
      throw replaced;
    }
    if (failure instanceof RuntimeException refused) {
      throw refused;
    }
    return fate;
  }
}
