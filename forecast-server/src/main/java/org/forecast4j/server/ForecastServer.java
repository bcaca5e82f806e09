package org.forecast4j.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.eclipse.jetty.server.LocalConnector;
import org.forecast4j.internal.Failures;
import org.forecast4j.server.api.ModelRoutes;
import org.forecast4j.server.api.OpenApi;
import org.forecast4j.server.api.OutcomeRoutes;
import org.forecast4j.server.api.PredictRoutes;
import org.forecast4j.server.api.ResultRoutes;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.http.Access;
import org.forecast4j.server.http.AnswerBudget;
import org.forecast4j.server.http.Deadline;
import org.forecast4j.server.http.JettySetup;
import org.forecast4j.server.http.Problems;
import org.forecast4j.server.http.Role;
import org.forecast4j.server.inference.InferenceRoutes;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.MemoryLog;
import org.forecast4j.server.learning.OutcomeLog;
import org.forecast4j.server.learning.RecentLog;
import org.forecast4j.server.learning.SharedLog;
import org.forecast4j.server.learning.StateFolder;
import org.forecast4j.server.learning.Trained;
import org.forecast4j.server.live.Live;
import org.forecast4j.server.live.LiveRoutes;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.Bundles;
import org.forecast4j.server.model.IssuedForecasts;
import org.forecast4j.server.model.Model;
import org.forecast4j.server.model.ModelGauges;
import org.forecast4j.server.model.ModelRegistry;
import org.forecast4j.server.model.Outcomes;
import org.forecast4j.server.model.Predictor;
import org.forecast4j.server.model.ResponseCache;
import org.forecast4j.server.model.Results;
import org.forecast4j.server.page.PageRoutes;
import org.forecast4j.server.redis.RedisLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server. Closing it lets running calls finish. */
public final class ForecastServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ForecastServer.class);
  private static final int VIRTUAL_THREADS_SINCE = 21;

  /** How many outcomes can be retracted where neither a folder nor a replica keeps them. */
  private static final int RECENT_OUTCOMES = 10_000;

  private final ServerOptions options;
  private final Metrics metrics = new Metrics();
  private final ModelRegistry models;
  private final Optional<StateFolder> state;
  private final Optional<RedisLink> redis;
  private final Bundles bundles;
  private final Predictor predictor;
  private final Outcomes outcomes;
  private final Results results;
  private final JettySetup jetty;
  private final Access access;
  private final Live live;
  private final Javalin javalin;
  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "forecast-background");
            thread.setDaemon(true);
            return thread;
          });

  private volatile boolean ready;

  private ForecastServer(ServerOptions options, boolean isReachable) throws IOException {
    this.options = options;
    models = new ModelRegistry(new ModelGauges(metrics)::show);
    access = new Access(options);
    jetty = new JettySetup(options, access, metrics, isReachable);
    state =
        options.state().isPresent()
            ? Optional.of(
                StateFolder.open(options.state().get(), failures(), options.stateCompact()))
            : Optional.empty();
    redis = options.redis().map(address -> new RedisLink(address, options.redisTimeout(), metrics));
    predictor = new Predictor(models, new ResponseCache(options.cache(), metrics));
    outcomes =
        new Outcomes(models, predictor, new IssuedForecasts(models, options.remembered(), redis));
    results = new Results(models, Clock.systemUTC());
    live = new Live(models, predictor, outcomes, results, options, options.state(), redis, metrics);
    bundles = new Bundles(options.bundles(), this::resume, models, metrics);
    javalin = Javalin.create(this::configure);
  }

  private StateFolder.Listener failures() {
    return new StateFolder.Listener() {
      @Override
      public void notKept() {
        metrics.notKept();
      }

      @Override
      public void checkpointNotUsed() {
        metrics.checkpointNotUsed();
      }

      @Override
      public void checkpointNotWritten() {
        metrics.checkpointNotWritten();
      }
    };
  }

  private Learning resume(Trained trained, String model) throws IOException {
    String origin = trained.origin();
    Optional<SharedLog> shared = redis.map(link -> new SharedLog(link, model, origin));
    OutcomeLog log = shared.isPresent() ? new MemoryLog() : new RecentLog(RECENT_OUTCOMES);
    if (state.isPresent()) {
      log = state.get().journal(model, origin);
    }
    return Learning.resume(options.frozen() ? trained.frozen() : trained, log, shared);
  }

  private void reload() throws IOException {
    jetty.reload();
    bundles.reload();
  }

  private void synchronize() {
    models.all().forEach(model -> model.learning().synchronize());
  }

  private Optional<String> notKept() {
    return state
        .flatMap(StateFolder::degraded)
        .map(why -> "outcomes cannot be kept: " + why + "; the log says more");
  }

  private Optional<String> degraded() {
    return notKept()
        .or(live::degraded)
        .or(() -> redis.flatMap(RedisLink::degraded))
        .or(
            () ->
                models.all().stream()
                    .flatMap(one -> one.learning().degraded().stream())
                    .findFirst())
        .or(live::apart);
  }

  /**
   * Listens, loads the models and is ready. While they load it answers that it is not ready.
   *
   * @param options how it is set up
   * @return the server, ready
   * @throws IOException if a bundle, the keys or the certificate cannot be read or are damaged
   * @throws IllegalArgumentException if they do not hold what they must
   */
  public static ForecastServer start(ServerOptions options) throws IOException {
    return start(options, port -> {});
  }

  /**
   * As {@link #start(ServerOptions)}.
   *
   * @param listening is told the port before any model is loaded
   */
  static ForecastServer start(ServerOptions options, IntConsumer listening) throws IOException {
    ForecastServer server = new ForecastServer(options, true);
    try {
      server.listen();
      listening.accept(server.port());
      server.bundles.reload();
      server.live.restore();
      server.rehearse();
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
    server.redis.ifPresent(link -> link.start(server::synchronize));
    server.ready = true;
    server.watch();
    server.forget();
    server.logStart();
    return server;
  }

  private void rehearse() {
    try {
      Rehearsal.of(options, models());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      LOG.warn("the first requests will be slow, since they could not be rehearsed", e);
    }
  }

  /** A server of the same models that listens nowhere, ready; it learns on its own. */
  static ForecastServer unreachable(ServerOptions options, List<Model> models) throws IOException {
    ServerOptions own = ServerOptions.builder(options.bundles()).frozen(options.frozen()).build();
    ForecastServer server = new ForecastServer(own, false);
    try {
      server.listen();
      List<Model> again = new ArrayList<>();
      for (Model model : models) {
        again.add(model.again(server::resume, server.metrics));
      }
      server.models.replace(again);
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
    server.ready = true;
    return server;
  }

  /** Whom an unreachable server answers. */
  LocalConnector localConnector() {
    return jetty.localConnector();
  }

  List<Model> models() {
    return List.copyOf(models.all());
  }

  private void listen() throws IOException {
    try {
      javalin.start();
    } catch (JavalinException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String expected =
          cause instanceof BindException
              ? "; expected a free port of an address of this machine: end what listens there, or"
                  + " name another with --port or --host"
              : "";
      throw new IOException(
          "cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + Failures.reason(cause)
              + expected,
          e);
    }
  }

  private void watch() {
    long millis = options.watch().toMillis();
    if (millis > 0) {
      Future<?> unused =
          background.scheduleWithFixedDelay(
              bundles::reloadIfChanged, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void forget() {
    Duration keep = options.stateKeep();
    if (state.isEmpty() || keep.isZero()) {
      return;
    }
    Future<?> unused =
        background.scheduleWithFixedDelay(
            () -> {
              try {
                state.get().forget(keep);
              } catch (IOException | RuntimeException e) {
                LOG.warn("old journals are not looked for: {}", e.getMessage());
              }
            },
            0,
            1,
            TimeUnit.DAYS);
  }

  private void logStart() {
    Limits limits = options.limits();
    LOG.info(
        "serving {} on {}://{}:{}, keys {}, {}, at most {} requests at once and {} waiting, bodies"
            + " up to {} bytes, Java {}",
        models.all().stream().map(model -> model.name() + " " + model.version()).toList(),
        options.tls().isPresent() ? "https" : "http",
        options.host(),
        port(),
        options.keys().isPresent() ? "needed" : "not needed",
        options.redis().map(one -> "outcomes shared by " + one).orElse("outcomes its own"),
        limits.concurrent(),
        limits.queued(),
        limits.bodyBytes(),
        Runtime.version());
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = Runtime.version().feature() >= VIRTUAL_THREADS_SINCE;
    config.http.maxRequestSize = options.limits().bodyBytes();
    config.http.prefer405over404 = true;
    config.router.javaLangErrorHandler(
        (response, error) -> Problems.answer(response, error, metrics));
    jetty.apply(config.jetty);
    config.jetty.modifyWebSocketServletFactory(live::sockets);
    routes(config.routes);
  }

  private void routes(RoutesConfig routes) {
    AnswerBudget answers = new AnswerBudget(options.limits().answerBytes());
    int batch = options.limits().batch();
    routes.before(ctx -> Deadline.start(ctx, options.limits().requestTime()));
    routes.before(access::checkPage);
    routes.beforeMatched(access::check);
    Problems.register(routes);
    new ModelRoutes(models, this::reload, () -> ready, this::degraded).register(routes);
    new PredictRoutes(models, predictor, outcomes, answers, batch).register(routes);
    new OutcomeRoutes(models, outcomes).register(routes);
    new ResultRoutes(results).register(routes);
    OpenApi.register(routes);
    if (options.page()) {
      new PageRoutes().register(routes);
    }
    new InferenceRoutes(models, predictor, answers, () -> ready, batch).register(routes);
    new LiveRoutes(live, access, answers, options.corsOrigins()).register(routes);
    routes.get(
        "/metrics",
        ctx -> ctx.contentType("text/plain; version=0.0.4").result(metrics.scrape()),
        options.openMetrics() ? Role.ANYONE : Role.READ);
    if (state.isPresent()) {
      metrics.gauge(
          "forecast.journal.up",
          "1 if outcomes can be kept, 0 if not",
          () -> notKept().isPresent() ? 0 : 1);
    }
    metrics.gauge("forecast.ready", "1 if ready", () -> ready ? 1 : 0);
  }

  /** What it serves, by method and path, to be held against its documentation. */
  List<Endpoint> endpoints() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .map(parsed -> parsed.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .filter(endpoint -> !endpoint.method.equals(HandlerType.HEAD))
        .toList();
  }

  /**
   * The port it listens on.
   *
   * @return the port
   */
  public int port() {
    return javalin.port();
  }

  /**
   * Withdraws readiness, goes on for the drain time, and lets running calls finish within the grace
   * time. Calling it again does nothing.
   */
  @Override
  public void close() {
    boolean wasReady = ready;
    ready = false;
    background.shutdownNow();
    Duration drain = options.drain();
    if (wasReady && !drain.isZero()) {
      try {
        TimeUnit.MILLISECONDS.sleep(drain.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    live.close();
    javalin.stop();
    bundles.close();
    redis.ifPresent(RedisLink::close);
    if (state.isPresent()) {
      try {
        state.get().close();
      } catch (IOException e) {
        LOG.warn("the state folder is not closed: {}", e.getMessage());
      }
    }
    metrics.close();
  }
}
