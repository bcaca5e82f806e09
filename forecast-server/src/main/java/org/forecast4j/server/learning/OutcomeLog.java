package org.forecast4j.server.learning;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Where a model's outcomes are kept, in the order in which they are learned. */
public interface OutcomeLog extends Closeable {
  /** Keeps nothing: what was learned is gone when the server ends. */
  OutcomeLog NONE =
      new OutcomeLog() {
        @Override
        public List<OutcomeRecord> read() {
          return List.of();
        }

        @Override
        public void append(List<OutcomeRecord> outcomes) {}

        @Override
        public void close() {}
      };

  /** Everything kept so far. */
  List<OutcomeRecord> read() throws IOException;

  /** Keeps outcomes, all or none; when it returns, they are kept for good. */
  void append(List<OutcomeRecord> outcomes) throws IOException;

  /** Keeps an outcome; when it returns, the outcome is kept for good. */
  default void append(OutcomeRecord outcome) throws IOException {
    append(List.of(outcome));
  }

  @Override
  void close() throws IOException;
}
