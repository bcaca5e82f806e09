package org.forecast4j.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.server.config.ServerOptions;

/** Models of tests on servers of their own, each with a client. */
final class ServedModel implements AutoCloseable {
  private final Path folder;
  private final List<Runnable> open = new ArrayList<>();

  ServedModel(Path folder) {
    this.folder = folder;
  }

  /** A client of a server that serves a model, whose forecaster is an ensemble. */
  ForecastClient serve(ConformalWrapper model) {
    Path target = folder.resolve("model-" + open.size());
    try {
      ForecastBundle.of(new BundleInfo("test", "1", "steps", "none", 1), model, "", Map.of())
          .save(target);
      ForecastServer server = ForecastServer.start(ServerOptions.builder(target).build());
      ForecastClient client =
          ForecastClient.builder().baseUrl("http://127.0.0.1:" + server.port()).build();
      open.addAll(List.of(client::close, server::close));
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    open.forEach(Runnable::run);
  }
}
