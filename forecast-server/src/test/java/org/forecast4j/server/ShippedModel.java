package org.forecast4j.server;

import java.io.IOException;
import java.util.Optional;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.RecentLog;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.Model;

/** The shipped model, without a server. */
public final class ShippedModel {
  private ShippedModel() {}

  /** Loads it; it learns alone and keeps nothing. */
  public static Model load(Metrics metrics) throws IOException {
    return Model.load(
        Http.BUNDLE,
        (trained, name) -> Learning.resume(trained, new RecentLog(100), Optional.empty()),
        metrics);
  }
}
