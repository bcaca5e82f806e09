package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mockwebserver3.SocketEffect;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that the server closed while the client kept them. */
@Timeout(60)
class KeptConnectionsTest {
  private static final int MANY = 24;
  private static final Pattern PATTERN = Pattern.of(new double[18]);

  /** Slow enough that calls at the same time have a connection each. */
  private static final Fault CLOSED_AFTER =
      Fault.of(
          good ->
              good.newBuilder()
                  .headersDelay(200, TimeUnit.MILLISECONDS)
                  .onResponseEnd(new SocketEffect.CloseSocket())
                  .build());

  private final ManualTiming timing = new ManualTiming();
  private FixtureServer server;
  private ForecastClient client;

  @BeforeEach
  void start() {
    server = FixtureServer.start();
    client = server.client().retries(0).timing(timing).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void leaveDeadConnections() {
    server.next(Collections.nCopies(MANY, CLOSED_AFTER).toArray(Fault[]::new));
    CompletableFuture<?>[] calls =
        Stream.generate(() -> client.async().health())
            .limit(MANY)
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(calls).join();
  }

  @Test
  void connections_that_died_cost_no_try() {
    leaveDeadConnections();
    assertThat(client.health().modelsLoaded()).isTrue();
    leaveDeadConnections();
    assertThat(client.async().models().join().models()).hasSize(1);
    leaveDeadConnections();
    assertThat(client.predict(PATTERN).pointForecast()).isZero();
    assertThat(timing.pauses).isEmpty();
    assertThat(server.requests()).hasSize(3 * (MANY + 1));
  }

  @Test
  void a_stream_does_not_mind_them_either() throws Exception {
    leaveDeadConnections();
    CompletableFuture<String> first = new CompletableFuture<>();
    try (GameStream games = client.gameStream()) {
      CompletableFuture<Void> unused = games.forEach(event -> first.complete(event.type()));
      assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("initial_state");
    }
    assertThat(timing.pauses).isEmpty();
  }

  @Test
  void a_request_that_ends_a_kept_connection_is_sent_again_under_the_same_ids() {
    assertThat(client.health().modelsLoaded()).isTrue();
    server.next(Fault.noAnswer());
    assertThat(client.predict(PATTERN).pointForecast()).isZero();
    assertThat(server.requests()).hasSize(3);
    Set<String> keys = new HashSet<>();
    for (int i = 1; i < 3; i++) {
      keys.add(server.requests().get(i).getHeaders().get("Idempotency-Key"));
    }
    assertThat(keys).hasSize(1).doesNotContainNull();
  }

  @Test
  void a_new_connection_that_breaks_is_a_try() {
    server.next(Fault.noAnswer());
    assertThatThrownBy(client::health).isExactlyInstanceOf(ForecastIoException.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void an_answer_that_breaks_off_on_a_kept_connection_is_a_try() {
    assertThat(client.health().modelsLoaded()).isTrue();
    server.next(Fault.resetMidBody());
    assertThatThrownBy(client::models).isExactlyInstanceOf(ForecastIoException.class);
    assertThat(server.requests()).hasSize(2);
  }
}
