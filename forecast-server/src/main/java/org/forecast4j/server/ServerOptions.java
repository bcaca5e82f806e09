package org.forecast4j.server;

import java.nio.file.Path;
import java.util.List;
import org.forecast4j.internal.Checks;

/**
 * How a server is set up.
 *
 * @param bundles folders of the models; the first is the default model
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param mostInBatch how many requests {@code POST /predict/batch} takes at most
 * @param mostBodyBytes how large a body may be
 */
public record ServerOptions(
    List<Path> bundles, String host, int port, int mostInBatch, long mostBodyBytes) {
  private static final int DEFAULT_BATCH = 1_000;
  private static final long DEFAULT_BODY = 1 << 20;

  /** Copies and checks its arguments. */
  public ServerOptions {
    bundles = List.copyOf(bundles);
    Checks.atLeast(1, bundles.size(), "number of bundles");
  }

  /**
   * A server of one model on a free port of this machine alone.
   *
   * @param bundle the model's folder
   * @return the options
   */
  public static ServerOptions of(Path bundle) {
    return new ServerOptions(List.of(bundle), "127.0.0.1", 0, DEFAULT_BATCH, DEFAULT_BODY);
  }
}
