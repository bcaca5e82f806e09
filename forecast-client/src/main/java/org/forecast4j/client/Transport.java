package org.forecast4j.client;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttp;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Carries operations to the server, waiting for the answer or not. */
final class Transport {
  private final Settings settings;
  private final Connections connections;
  private final OkHttpClient http;
  private final RetryPolicy retryPolicy;
  private final Failures failures;
  private final CallLog log;
  private final String userAgent;

  private volatile boolean closed;

  Transport(Settings settings, Connections connections) {
    this.settings = settings;
    this.connections = connections;
    retryPolicy = new RetryPolicy(settings, connections.budget());
    failures = new Failures(settings);
    log = new CallLog(settings.logLevel);
    userAgent = (settings.userAgent + " " + product()).strip();
    http = configure(connections.http().newBuilder());
  }

  private static String product() {
    return "forecast4j/"
        + version()
        + " java/"
        + Runtime.version().feature()
        + " okhttp/"
        + OkHttp.VERSION;
  }

  /** As the manifest says, which is read for the class path alone, or the module. */
  private static String version() {
    Module module = Transport.class.getModule();
    return Optional.ofNullable(Transport.class.getPackage().getImplementationVersion())
        .or(() -> Optional.ofNullable(module.getDescriptor()).flatMap(ModuleDescriptor::rawVersion))
        .orElse("unknown");
  }

  private OkHttpClient configure(OkHttpClient.Builder builder) {
    builder
        .connectTimeout(settings.connectTimeout)
        .readTimeout(settings.readTimeout)
        .writeTimeout(settings.readTimeout)
        .callTimeout(Duration.ZERO)
        // A redirect would take the key along, and a hidden retry would not be counted.
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false);
    settings.proxy.ifPresent(builder::proxy);
    settings.tls.ifPresent(tls -> builder.sslSocketFactory(tls.sockets(), tls.trust()));
    settings.interceptors.forEach(builder::addInterceptor);
    RetryAfterHeader.hide(builder);
    builder.interceptors().add(0, Transport::contain);
    return builder.build();
  }

  /** What an interceptor throws is told by the exceptions of the client, waiting or not. */
  private static Response contain(Interceptor.Chain chain) throws IOException {
    try {
      return chain.proceed(chain.request());
    } catch (RuntimeException e) {
      throw new UnexpectedException(e);
    }
  }

  /** A fault of the caller's own parts, or of OkHttp, which another try would meet again. */
  static final class UnexpectedException extends IOException {
    private static final long serialVersionUID = 1L;

    UnexpectedException(RuntimeException cause) {
      super(cause.toString(), cause);
    }
  }

  Settings settings() {
    return settings;
  }

  OkHttpClient http() {
    return http;
  }

  RetryPolicy retryPolicy() {
    return retryPolicy;
  }

  Failures failures() {
    return failures;
  }

  CallLog log() {
    return log;
  }

  /** A request as all are; without the key, which may change. */
  Request.Builder request(HttpUrl url, String requestId, RequestOptions options) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json, application/problem+json")
            .header("User-Agent", userAgent)
            .header(Operation.REQUEST_ID, requestId);
    if (settings.strict) {
      request.header("Prefer", "handling=strict");
    }
    settings.headers.forEach(request::header);
    options.headers().forEach(request::header);
    return request;
  }

  static Request.Builder authorize(Request.Builder request, String key) {
    return request.header("Authorization", "Bearer " + key);
  }

  boolean isClosed() {
    return closed || connections.isClosed();
  }

  void requireOpen() {
    if (isClosed()) {
      throw new IllegalStateException("the client is closed; expected calls before close()");
    }
  }

  Connections connections() {
    return connections;
  }

  /** Ends this way in; the connections only if they are told to. */
  void close(boolean withConnections) {
    closed = true;
    connections.streams().stream().filter(one -> one.isOf(this)).forEach(GameStream::close);
    connections.endPauses(this);
    if (withConnections) {
      connections.close();
    }
  }

  /** Waits for the answer on the caller's thread. */
  <T> T execute(Operation<T> operation, RequestOptions options) {
    Exchange<T> exchange = new Exchange<>(this, operation, options);
    while (true) {
      Exchange.Step<T> step = attempt(exchange);
      if (step instanceof Exchange.Done<T> done) {
        return done.value();
      }
      try {
        boolean unused = pause(((Exchange.Again<T>) step).pause()).get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw exchange.interrupted();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a pause failed", e);
      }
    }
  }

  private static <T> Exchange.Step<T> attempt(Exchange<T> exchange) {
    Call call = exchange.next();
    InterruptibleCall interruptible = InterruptibleCall.begin(call);
    try (Response response = InterruptibleCall.execute(call)) {
      return exchange.received(response);
    } catch (IOException e) {
      return exchange.failed(call, e);
    } finally {
      interruptible.end();
    }
  }

  /** Completes after the pause, or as soon as the client is closed. */
  private CompletableFuture<Boolean> pause(Duration pause) {
    return pause.isZero()
        ? CompletableFuture.completedFuture(true)
        : connections.pause(settings.timing.after(pause), this);
  }

  /** Answers later, on a thread of the pool. Cancelling the future cancels the call. */
  <T> CompletableFuture<T> submit(Operation<T> operation, RequestOptions options) {
    Submission<T> submission = new Submission<>(new Exchange<>(this, operation, options));
    submission.start();
    return submission.future;
  }

  /** A call that nobody waits for. */
  private final class Submission<T> implements Callback {
    private final Exchange<T> exchange;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final AtomicReference<@Nullable Call> current = new AtomicReference<>();

    Submission(Exchange<T> exchange) {
      this.exchange = exchange;
    }

    /** The time in the queue counts too, so the deadline is watched from outside the call. */
    void start() {
      CompletableFuture<Boolean> deadline = settings.timing.after(exchange.left());
      CompletableFuture<Void> unused =
          deadline.thenAccept(
              reached -> {
                if (reached) {
                  future.completeExceptionally(exchange.outOfTime());
                }
              });
      CompletableFuture<T> unusedToo =
          future.whenComplete(
              (value, failure) -> {
                deadline.complete(false);
                Call call = current.get();
                if (call != null && failure != null) {
                  call.cancel();
                }
              });
      enqueue();
    }

    private void enqueue() {
      if (future.isDone()) {
        return;
      }
      try {
        Call call = exchange.next();
        current.set(call);
        call.enqueue(this);
        if (future.isDone()) {
          call.cancel();
        }
      } catch (RuntimeException e) {
        future.completeExceptionally(e);
      }
    }

    @Override
    public void onResponse(Call call, Response response) {
      try (response) {
        take(() -> exchange.received(response), call);
      }
    }

    @Override
    public void onFailure(Call call, IOException failure) {
      take(() -> exchange.failed(call, failure), call);
    }

    private void take(Ending<T> ending, Call call) {
      try {
        Exchange.Step<T> step;
        try {
          step = ending.step();
        } catch (IOException e) {
          step = exchange.failed(call, e);
        }
        if (step instanceof Exchange.Done<T> done) {
          future.complete(done.value());
        } else {
          CompletableFuture<Void> unused =
              pause(((Exchange.Again<T>) step).pause()).thenAccept(reached -> enqueue());
        }
      } catch (Throwable e) {
        // Whatever it is, somebody waits for the future.
        future.completeExceptionally(e);
      }
    }
  }

  @FunctionalInterface
  private interface Ending<T> {
    Exchange.Step<T> step() throws IOException;
  }
}
