package org.forecast4j.server.http;

import io.javalin.config.JettyConfig;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.wire.Problem;

/** What stands before the routes: limits, TLS, and errors that never reach a route. */
public final class JettySetup {
  /** Long-lived, or needed exactly when the server is full. */
  private static final String[] NEVER_QUEUED = {
    "/livez", "/readyz", "/health", "/metrics", "/v2/health/*", "/games/stream", "/ws/*"
  };

  private static final int MOST_CLIENTS_TRACKED = 10_000;

  private static final int ACCEPT_QUEUE = 1_024;

  /** When to try again what could not be answered now. */
  static final int RETRY_SECONDS = 1;

  private final ServerOptions options;
  private final IntConsumer refused;
  private final Optional<KeyStore> identity;
  private final QoSHandler queue = new QoSHandler();

  /**
   * Prepares.
   *
   * @param refused is told the status of every answer that no route gave
   */
  public JettySetup(ServerOptions options, IntConsumer refused) throws IOException {
    this.options = options;
    this.refused = refused;
    identity =
        options.tls().isPresent()
            ? Optional.of(PemFiles.keyStore(options.tls().get()))
            : Optional.empty();
  }

  public void apply(JettyConfig config) {
    Limits limits = options.limits();
    config.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(limits.headerBytes());
          http.setIdleTimeout(limits.idleTime().toMillis());
        });
    config.addConnector(this::connector);
    config.modifyServer(
        server -> {
          server.setHandler(handlers());
          server.setErrorHandler(new ProblemHandler());
          server.setStopTimeout(options.grace().toMillis());
        });
  }

  public int waiting() {
    return queue.getSuspendedRequestCount();
  }

  private Connector connector(Server server, HttpConfiguration http) {
    ServerConnector connector;
    if (identity.isPresent()) {
      HttpConfiguration secure = new HttpConfiguration(http);
      // Clients are not held to the name: many call by address inside a cluster.
      secure.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStore(identity.get());
      tls.setKeyStorePassword("");
      tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
      connector = new ServerConnector(server, tls, new HttpConnectionFactory(secure));
    } else {
      connector = new ServerConnector(server, new HttpConnectionFactory(http));
    }
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.limits().idleTime().toMillis());
    // All who followed a server that was restarted come back at once; by default 50 may knock.
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    return connector;
  }

  /**
   * Graceful around rate around unread bodies around size around queue around time, innermost the
   * routes. Who sends too much takes no place in the queue.
   */
  private GracefulHandler handlers() {
    Limits limits = options.limits();
    queue.setMaxRequestCount(limits.concurrent());
    queue.setMaxSuspendedRequestCount(limits.queued());
    queue.setMaxSuspend(limits.queueTime());
    queue.excludePath(NEVER_QUEUED);
    BodyTimeHandler time = new BodyTimeHandler(limits.bodyTime());
    time.setHandler(new MinimumDataRateHandler(limits.bytesPerSecond(), 0));
    queue.setHandler(time);
    SizeLimitHandler size = new SizeLimitHandler(limits.bodyBytes(), -1);
    size.setHandler(queue);
    UnreadBodyHandler unread = new UnreadBodyHandler(limits.bodyTime());
    unread.setHandler(size);
    if (limits.perSecond() == 0) {
      return new GracefulHandler(unread);
    }
    DoSHandler rate =
        new DoSHandler(
            unread,
            DoSHandler.ID_FROM_REMOTE_ADDRESS,
            // The drop that fills the bucket is refused, too.
            new DoSHandler.LeakingBucketTrackerFactory(
                limits.perSecond(), limits.perSecond() + 1, Duration.ofSeconds(RETRY_SECONDS)),
            new DoSHandler.StatusRejectHandler(HttpStatus.TOO_MANY_REQUESTS.getCode()),
            MOST_CLIENTS_TRACKED);
    rate.excludePath("/livez", "/readyz", "/health");
    return new GracefulHandler(rate);
  }

  /** Errors raised before or around the routes, in the shape that the routes' errors have. */
  private final class ProblemHandler extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      refused.accept(status);
      String path = Objects.requireNonNullElse(request.getHttpURI().getPath(), "");
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.mediaType(path));
      Problem problem = Problems.of(status, detail(status), Map.of(), Optional.empty());
      if (status == HttpStatus.TOO_MANY_REQUESTS.getCode()
          || status == HttpStatus.SERVICE_UNAVAILABLE.getCode()) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
      }
      response.write(true, ByteBuffer.wrap(Problems.bytes(problem, path)), callback);
      return true;
    }

    /** Of the status alone: what a client sent is not repeated to it. */
    private String detail(int status) {
      Limits limits = options.limits();
      return switch (status) {
        case 408 ->
            "the body came too slowly; expected "
                + limits.bytesPerSecond()
                + " bytes/s and all of it within "
                + limits.bodyTime().toSeconds()
                + " s";
        case 413 -> "the body is too large; expected at most " + limits.bodyBytes() + " bytes";
        case 429 ->
            "too many requests from this address; expected at most "
                + limits.perSecond()
                + " a second";
        case 431 ->
            "the headers are too large; expected at most " + limits.headerBytes() + " bytes";
        case 503 ->
            "the server is full, with "
                + limits.concurrent()
                + " requests running and up to "
                + limits.queued()
                + " waiting, or it is shutting down; try again";
        default -> HttpStatus.forStatus(status).getMessage();
      };
    }
  }
}
