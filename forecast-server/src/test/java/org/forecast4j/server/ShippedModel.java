package org.forecast4j.server;

import java.io.IOException;
import java.util.Optional;

/** The shipped model, without a server. */
final class ShippedModel {
  private ShippedModel() {}

  /** Loads it; it learns alone and keeps nothing. */
  static Model load(Metrics metrics) throws IOException {
    return Model.load(
        Http.BUNDLE,
        (trained, name, origin) ->
            Learning.resume(trained, origin, OutcomeLog.NONE, Optional.empty()),
        metrics);
  }
}
