package org.forecast4j.server.http;

import io.javalin.config.JettyConfig;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.security.KeyStore;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/** What stands before the routes: limits, TLS, and errors that never reach a route. */
public final class JettySetup {
  private static final int MAX_CLIENTS_TRACKED = 10_000;

  private static final int ACCEPT_QUEUE = 1_024;

  /**
   * Threads that read connections. A busy machine is shared out by thread, and whoever asks whether
   * the server lives waits for one of these alone: up to 2 s where there was one, .3 s with four.
   */
  private static final int SELECTORS = Math.max(4, Runtime.getRuntime().availableProcessors() / 2);

  private final ServerOptions options;
  private final Access access;
  private final Metrics metrics;
  private final boolean isReachable;
  private final SecurityHeaders headers;
  private final Connections connections;
  private final BodyHandler bodies;
  private final PlaceHandler places;
  private Optional<SslContextFactory.Server> tls = Optional.empty();
  private @Nullable LocalConnector local;

  /**
   * Sets up nothing yet.
   *
   * @param isReachable whether it listens; else {@link #localConnector} alone reaches it, and
   *     nothing is logged
   */
  public JettySetup(ServerOptions options, Access access, Metrics metrics, boolean isReachable)
      throws IOException {
    this.isReachable = isReachable;
    this.options = options;
    this.access = access;
    this.metrics = metrics;
    Limits limits = options.limits();
    headers = new SecurityHeaders(options.tls().isPresent(), options.corsOrigins());
    connections = new Connections(limits.headerTime());
    bodies = new BodyHandler(limits, access);
    places = new PlaceHandler(limits, access, forecastThreads(options));
    if (options.tls().isPresent()) {
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setKeyStore(PemFiles.keyStore(options.tls().get()));
      factory.setKeyStorePassword("");
      factory.setIncludeProtocols("TLSv1.2", "TLSv1.3");
      tls = Optional.of(factory);
    }
    metrics.gauge("forecast.queue", "Requests that wait", places::waiting);
    metrics.gauge("forecast.bodies.bytes", "Bytes of bodies that are held", bodies::held);
  }

  /** One a processor; with Redis two, since a forecast that the caller named waits for it. */
  private static int forecastThreads(ServerOptions options) {
    int processors = Runtime.getRuntime().availableProcessors();
    return options.redis().isPresent() ? 2 * processors : processors;
  }

  public void apply(JettyConfig config) {
    Limits limits = options.limits();
    config.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(limits.headerBytes());
          http.setIdleTimeout(limits.idleTime().toMillis());
        });
    config.modifyServletContextHandler(handler -> handler.setSessionHandler(new NoSessions()));
    config.addConnector(this::connector);
    config.modifyServer(
        server -> {
          server.setHandler(handlers());
          // All that may wait does so where it has a thread of its own.
          server.setDynamic(false);
          server.setErrorHandler(new ProblemHandler(options.limits(), headers));
          server.setRequestLog(new AccessLog(metrics, isReachable));
          server.setStopTimeout(options.grace().toMillis());
        });
  }

  /**
   * Reads keys and certificate again. New connections get the new certificate; a key that is gone
   * is out at once, and so are its streams.
   */
  public void reload() throws IOException {
    access.reload();
    connections.closeStreams(access::isGone);
    if (tls.isPresent() && options.tls().isPresent()) {
      KeyStore identity = PemFiles.keyStore(options.tls().get());
      try {
        tls.get().reload(factory -> factory.setKeyStore(identity));
      } catch (Exception e) {
        throw new IOException("the certificate cannot be used: " + e.getMessage(), e);
      }
    }
  }

  private Connector connector(Server server, HttpConfiguration http) {
    if (!isReachable) {
      local = new LocalConnector(server, new HttpConnectionFactory(http));
      local.addEventListener(connections);
      return local;
    }
    ServerConnector connector = new ServerConnector(server, -1, SELECTORS, factories(http));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.limits().idleTime().toMillis());
    // All who followed a server that was restarted come back at once.
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.addEventListener(connections);
    connector.addBean(new LateHeaders(connector));
    return connector;
  }

  private ConnectionFactory[] factories(HttpConfiguration http) {
    if (tls.isEmpty()) {
      return new ConnectionFactory[] {new HttpConnectionFactory(http)};
    }
    HttpConfiguration secure = new HttpConfiguration(http);
    // Clients are not held to the name: many call by address inside a cluster.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    return AbstractConnectionFactory.getFactories(tls.get(), new HttpConnectionFactory(secure));
  }

  /** The way into a server that is not reachable, once it has started. */
  public LocalConnector localConnector() {
    return Objects.requireNonNull(local, "not started, or reachable");
  }

  /** Front around graceful around rates around bodies around places, innermost the routes. */
  private Handler handlers() {
    Limits limits = options.limits();
    bodies.setHandler(places);
    Handler next = bodies;
    if (limits.keyPerSecond() > 0) {
      DoSHandler rate =
          rate(
              next,
              request -> Access.keyName(request).orElse(""),
              limits.keyPerSecond(),
              "this key");
      rate.include(request -> Access.keyName(request).isPresent());
      next = rate;
    }
    if (limits.perSecond() > 0) {
      DoSHandler rate =
          rate(next, DoSHandler.ID_FROM_REMOTE_ADDRESS, limits.perSecond(), "this address");
      rate.exclude(request -> Paths.isHealth(Request.getPathInContext(request)));
      next = rate;
    }
    return new FrontHandler(headers, access, connections, new GracefulHandler(next));
  }

  private static DoSHandler rate(
      Handler next, Function<Request, String> id, int perSecond, String whose) {
    return new DoSHandler(
        next,
        id,
        // Jetty's own counts what it refuses: who goes on asking too often gets nothing at all.
        caller -> new Rate(perSecond, NanoTime.now()),
        (request, response, callback) -> {
          Refusal.write(
              request,
              response,
              callback,
              HttpStatus.TOO_MANY_REQUESTS.getCode(),
              "too many requests from " + whose + "; expected at most " + perSecond + " a second");
          return true;
        },
        MAX_CLIENTS_TRACKED);
  }

  /** Nobody has a session, so none is looked for, but where Javalin opens a WebSocket. */
  private static final class NoSessions extends SessionHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (Paths.isLongLived(Request.getPathInContext(request))) {
        return super.handle(request, response, callback);
      }
      Handler next = getHandler();
      return next != null && next.handle(request, response, callback);
    }
  }

  /** Looks for late headers as long as its connector runs. */
  private final class LateHeaders extends AbstractLifeCycle {
    private static final long MILLIS = 500;

    private final Connector connector;
    private volatile Scheduler.@Nullable Task next;

    LateHeaders(Connector connector) {
      this.connector = connector;
    }

    @Override
    protected void doStart() {
      again();
    }

    private void again() {
      next = connector.getScheduler().schedule(this::look, MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
      connections.cutLate();
      if (isRunning()) {
        again();
      }
    }

    @Override
    protected void doStop() {
      Scheduler.Task task = next;
      if (task != null) {
        task.cancel();
      }
    }
  }
}
