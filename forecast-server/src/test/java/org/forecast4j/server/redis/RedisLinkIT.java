package org.forecast4j.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.Await.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.forecast4j.server.Await;
import org.forecast4j.server.RedisProcess;
import org.forecast4j.server.config.RedisAddress;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.SetParams;

class RedisLinkIT {
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Metrics metrics = new Metrics();

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RedisLink.class);
  }

  @BeforeEach
  void listen() {
    logged.start();
    logger().addAppender(logged);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(logged);
    metrics.close();
  }

  /** With the time that a server waits by default. */
  private RedisLink link(int port) {
    return new RedisLink(
        RedisAddress.parse("redis://127.0.0.1:" + port), ServerOptions.REDIS_TIMEOUT, metrics);
  }

  private List<String> warnings() {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void who_never_answers_is_waited_for_three_times_and_then_left_alone() throws Exception {
    // The kernel takes connections; nobody reads them.
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisLink link = link(silent.getLocalPort())) {
      for (int i = 0; i < 3; i++) {
        assertThat(link.degraded()).isEmpty();
        assertThatThrownBy(() -> link.request(client -> client.get("x")))
            .isInstanceOf(RedisLink.Unreachable.class)
            .hasMessageMatching(".*(no answer within 50 ms|Read timed out).*");
      }
      for (int i = 0; i < 100; i++) {
        assertThatThrownBy(() -> link.request(client -> client.get("x")))
            .isInstanceOf(RedisLink.Unreachable.class)
            .hasMessageContaining("does not answer");
      }
      assertThat(metrics.scrape()).contains("forecast_redis_errors_total 3.0");
      assertThat(link.degraded()).hasValue("Redis does not answer; the log says why");
      assertThat(warnings())
          .singleElement()
          .asString()
          .contains("127.0.0.1:" + silent.getLocalPort() + " is not used until it answers");
    }
  }

  private void write(RedisLink link, int count, int length) {
    for (int i = 0; i < count; i++) {
      byte[] key = ("key-" + i).getBytes(StandardCharsets.UTF_8);
      link.write(key, new byte[length], SetParams.setParams().ex(60));
    }
  }

  private void awaitGivenUp(int count) throws Exception {
    String line = "forecast_redis_dropped_total " + count + ".0\n";
    await("all writes are given up", () -> metrics.scrape().contains(line));
  }

  @Test
  void many_writes_to_who_never_answers_are_given_up_after_three_failures() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisLink link = link(silent.getLocalPort())) {
      write(link, 5_000, 500);
      awaitGivenUp(5_000);
      assertThat(metrics.scrape()).contains("forecast_redis_errors_total 3.0\n");
      assertThat(link.degraded()).hasValue("Redis does not answer; the log says why");
    }
  }

  @Test
  void a_redis_that_refuses_is_warned_of_once_for_each_reason() throws Exception {
    try (RedisProcess redis = RedisProcess.start("--maxmemory-policy", "noeviction");
        RedisLink link = new RedisLink(redis.address(), Await.PATIENCE, metrics);
        Jedis client = redis.client()) {
      link.start(() -> {});
      client.configSet("maxmemory", "1");
      awaitRefusals(link, "OOM");
      client.configSet("maxmemory", "0");
      client.aclSetUser("default", "-set");
      awaitRefusals(link, "NOPERM");
      assertThat(warnings().stream().filter(one -> one.contains("refuses")))
          .satisfiesExactly(
              one -> assertThat(one).contains("OOM"), one -> assertThat(one).contains("NOPERM"));
    }
  }

  @Test
  void a_redis_that_refuses_and_hangs_up_is_not_taken_for_one_that_is_gone() throws Exception {
    try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RedisLink link =
            new RedisLink(
                RedisAddress.parse("redis://127.0.0.1:" + door.getLocalPort()),
                Await.PATIENCE,
                metrics)) {
      Thread porter = new Thread(() -> refuseAll(door), "porter");
      porter.setDaemon(true);
      porter.start();
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> link.request(client -> client.get("x")))
            .isInstanceOf(RedisLink.Unreachable.class)
            .hasMessageNotContaining("does not answer");
      }
      // Sent together, so that it hangs up before it has heard them all.
      write(link, 2_000, 300);
      awaitGivenUp(2_000);
      assertThat(link.degraded()).hasValue("Redis refuses with DENIED; the log says why");
      assertThat(warnings()).singleElement().asString().contains("refuses: DENIED go away");
    }
  }

  private static void refuseAll(ServerSocket door) {
    while (true) {
      try (Socket guest = door.accept()) {
        guest.getInputStream().read(new byte[512]);
        guest.getOutputStream().write("-DENIED go away\r\n".getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }

  /** Writes are refused, and reads, which go well, do not make anybody forget it. */
  private void awaitRefusals(RedisLink link, String reason) throws Exception {
    Optional<String> degraded = Optional.of("Redis refuses with " + reason + "; the log says why");
    int[] refusals = {0};
    await(
        "many refusals",
        () -> {
          try {
            link.ask(client -> client.get("x"));
            link.ask(client -> client.set("x", "y"));
          } catch (RedisLink.Unreachable e) {
            refusals[0] += String.valueOf(e.getMessage()).startsWith(reason) ? 1 : 0;
          }
          return refusals[0] >= 20;
        });
    await("it is told", () -> link.degraded().equals(degraded));
  }
}
