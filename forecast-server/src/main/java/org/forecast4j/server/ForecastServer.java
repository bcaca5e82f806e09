package org.forecast4j.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A running server. Closing it lets running calls finish. */
public final class ForecastServer implements AutoCloseable {
  private final ServerOptions options;
  private final ModelRegistry models = new ModelRegistry();
  private final Javalin javalin;

  private ForecastServer(ServerOptions options) {
    this.options = options;
    javalin = Javalin.create(this::configure);
  }

  /**
   * Loads the models and starts.
   *
   * @param options how it is set up
   * @return the server, answering
   * @throws IOException if a bundle cannot be read or is damaged
   */
  public static ForecastServer start(ServerOptions options) throws IOException {
    ForecastServer server = new ForecastServer(options);
    List<Model> loaded = new ArrayList<>();
    for (Path bundle : options.bundles()) {
      loaded.add(Model.load(bundle));
    }
    server.models.replace(loaded);
    server.javalin.start(options.host(), options.port());
    return server;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = options.mostBodyBytes();
    config.http.prefer405over404 = true;
    config.routes.before(RequestIds::of);
    Problems.register(config.routes);
    new ModelRoutes(models).register(config.routes);
    new PredictRoutes(models, new Predictor(models), options.mostInBatch()).register(config.routes);
  }

  /**
   * The port it listens on.
   *
   * @return the port
   */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
