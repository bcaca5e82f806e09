package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.file.Path;

/** Journals that write their checkpoints at once. */
final class Journals {
  private Journals() {}

  static Journal open(Path file) throws IOException {
    return open(file, new StateFolder.Listener() {}, Checkpoints.EVERY);
  }

  /** Writes a checkpoint after so many entries. */
  static Journal open(Path file, StateFolder.Listener listener, int every) throws IOException {
    return open(file, listener, every, 0);
  }

  /** The same; one that keeps so many facts is compacted when it is opened with twice as many. */
  static Journal open(Path file, StateFolder.Listener listener, int every, int kept)
      throws IOException {
    return Journal.open(file, listener, Runnable::run, every, kept, closed -> {});
  }
}
