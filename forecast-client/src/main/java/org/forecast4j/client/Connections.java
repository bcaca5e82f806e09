package org.forecast4j.client;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** The connections, threads and retry budget that a client shares with those derived from it. */
final class Connections {
  private static final int IDLE_THREAD_SECONDS = 60;

  /** Less than the 30 s after which the server closes an idle connection by default. */
  private static final int IDLE_CONNECTION_SECONDS = 20;

  private final OkHttpClient http;
  private final boolean owned;
  private final RetryBudget budget = new RetryBudget();

  /** Those that are open. OkHttp no longer counts a call whose body is still read. */
  private final Set<GameStream> streams = ConcurrentHashMap.newKeySet();

  /** Those between tries. */
  private final Set<Pause> pauses = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /** A client's call that waits for its next try. */
  private record Pause(Transport caller, CompletableFuture<Boolean> end) {}

  private Connections(OkHttpClient http, boolean owned) {
    this.http = http;
    this.owned = owned;
  }

  /** Connections of its own, on daemon threads, so that a JVM can end. */
  static Connections open(int requestsPerHost) {
    ExecutorService threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "forecast-client");
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(requestsPerHost);
    dispatcher.setMaxRequestsPerHost(requestsPerHost);
    ConnectionPool pool =
        new ConnectionPool(requestsPerHost, IDLE_CONNECTION_SECONDS, TimeUnit.SECONDS);
    return new Connections(
        new OkHttpClient.Builder().dispatcher(dispatcher).connectionPool(pool).build(), true);
  }

  /** Those of somebody else, who closes them. */
  static Connections of(OkHttpClient http) {
    return new Connections(http, false);
  }

  OkHttpClient http() {
    return http;
  }

  RetryBudget budget() {
    return budget;
  }

  Set<GameStream> streams() {
    return streams;
  }

  /** Lets a pause end early if the client is closed. */
  CompletableFuture<Boolean> pause(CompletableFuture<Boolean> end, Transport caller) {
    Pause pause = new Pause(caller, end);
    pauses.add(pause);
    if (caller.isClosed()) {
      end.complete(false);
    }
    return end.whenComplete((reached, failure) -> pauses.remove(pause));
  }

  /** Ends the pauses of one client. */
  void endPauses(Transport caller) {
    pauses.stream()
        .filter(pause -> pause.caller() == caller)
        .forEach(pause -> pause.end().complete(false));
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends running calls and threads if they are its own. */
  void close() {
    closed = true;
    streams.forEach(GameStream::close);
    pauses.forEach(pause -> pause.end().complete(false));
    if (owned) {
      http.dispatcher().cancelAll();
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
  }
}
