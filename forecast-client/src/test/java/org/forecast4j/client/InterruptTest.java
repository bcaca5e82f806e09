package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.forecast4j.wire.Health;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that hang or pause, and those who don't want to wait for them any longer. */
@Timeout(60)
class InterruptTest {
  /** Longer than the tests may take. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private final OkHttpClient http = new OkHttpClient();
  private FixtureServer server;
  private ForecastClient client;

  @BeforeEach
  void start() {
    server = FixtureServer.start();
    client = patient(server.client()).httpClient(http).build();
  }

  @AfterEach
  void stop() {
    client.close();
    http.dispatcher().cancelAll();
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
    server.close();
  }

  private static ForecastClient.Builder patient(ForecastClient.Builder builder) {
    return builder.connectTimeout(LONG).readTimeout(LONG).callTimeout(LONG).maxRetryAfter(LONG);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 4_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** What a call throws, and whether its thread was still interrupted then. */
  private record Ending(RuntimeException thrown, boolean interrupted) {}

  private static Ending interrupt(Runnable call, BooleanSupplier begun) throws Exception {
    CompletableFuture<Ending> ending = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                call.run();
                ending.completeExceptionally(new AssertionError("the call ended well"));
              } catch (RuntimeException e) {
                ending.complete(new Ending(e, Thread.currentThread().isInterrupted()));
              }
            });
    caller.start();
    await(begun);
    caller.interrupt();
    return ending.get(20, TimeUnit.SECONDS);
  }

  private static void assertInterrupted(Ending ending) {
    assertThat(ending.thrown())
        .isExactlyInstanceOf(ForecastIoException.class)
        .hasMessage("GET /health was interrupted");
    assertThat(ending.interrupted()).isTrue();
  }

  private boolean hasAsked() {
    return server.requests().size() == 1;
  }

  @Test
  void a_call_without_an_answer_can_be_interrupted() throws Exception {
    server.next(Fault.slowHeaders(LONG));
    assertInterrupted(interrupt(client::health, this::hasAsked));
    assertThat(http.dispatcher().runningCallsCount()).isZero();
    assertThat(http.connectionPool().connectionCount()).as("the call was cancelled").isZero();
  }

  @Test
  void a_call_in_the_middle_of_its_answer_can_be_interrupted() throws Exception {
    server.next(Fault.slowBody(LONG));
    assertInterrupted(interrupt(client::health, this::hasAsked));
    assertThat(http.connectionPool().connectionCount()).isZero();
  }

  @Test
  void a_pause_can_be_interrupted() throws Exception {
    server.next(Fault.rateLimited(LONG.minusMinutes(1)));
    assertInterrupted(interrupt(client::health, this::hasAsked));
  }

  @Test
  void a_call_that_cannot_connect_can_be_interrupted() throws Exception {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Nobody is accepted: once the queue is full, connecting hangs.
      for (int i = 0; i < 4; i++) {
        Socket socket = new Socket();
        queue.add(socket);
        try {
          socket.connect(full.getLocalSocketAddress(), 200);
        } catch (IOException e) {
          break;
        }
      }
      ForecastClient lost =
          client.withOptions(o -> o.baseUrl("http://127.0.0.1:" + full.getLocalPort()));
      assertInterrupted(interrupt(lost::health, () -> http.dispatcher().runningCallsCount() == 1));
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  @Test
  void a_thread_that_is_interrupted_already_sends_nothing() throws Exception {
    Runnable call =
        () -> {
          Thread.currentThread().interrupt();
          Health unused = client.health();
        };
    assertInterrupted(interrupt(call, () -> true));
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void closing_ends_pauses() throws Exception {
    closing_ends_pauses(ForecastClient::health);
    closing_ends_pauses(one -> one.async().health().join());
  }

  private void closing_ends_pauses(Function<ForecastClient, Health> call) throws Exception {
    int before = server.requests().size();
    ForecastClient owner = patient(server.client()).build();
    ForecastClient derived = owner.withOptions(options -> options.retries(3));
    server.next(Fault.rateLimited(LONG.minusMinutes(1)), Fault.rateLimited(LONG.minusMinutes(1)));
    CompletableFuture<Health> ofOwner = CompletableFuture.supplyAsync(() -> call.apply(owner));
    CompletableFuture<Health> ofDerived = CompletableFuture.supplyAsync(() -> call.apply(derived));
    await(() -> server.requests().size() == before + 2);
    derived.close();
    assertClosed(ofDerived);
    assertThat(ofOwner).isNotDone();
    owner.close();
    assertClosed(ofOwner);
  }

  private static void assertClosed(CompletableFuture<Health> call) {
    assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the client is closed; expected calls before close()");
  }

  @Test
  void what_an_interceptor_throws_is_the_cause_of_a_typed_exception() {
    ForecastClient broken =
        client.withOptions(
            options ->
                options.interceptor(
                    chain -> {
                      throw new IllegalStateException("no token");
                    }));
    assertThatThrownBy(broken::health)
        .isExactlyInstanceOf(ForecastIoException.class)
        .hasMessageContaining("no token")
        .hasRootCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> broken.async().health().join())
        .cause()
        .isExactlyInstanceOf(ForecastIoException.class)
        .hasMessageContaining("no token");
  }

  @Test
  void times_beyond_what_can_be_counted_are_refused_by_name() {
    Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
    assertThatThrownBy(() -> ForecastClient.builder().callTimeout(ages))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("callTimeout is PT2562047788015215H30M7S; expected more than zero")
        .hasMessageContaining("at most PT576H");
    assertThatThrownBy(() -> ForecastClient.builder().backoff(ages, ages))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RequestOptions.builder().callTimeout(ages).build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
