package org.forecast4j.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.Await.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.server.Await;
import org.forecast4j.server.config.RedisAddress;
import org.forecast4j.server.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.SetParams;

/** What a request, a write and the log are told of a Redis that does this or that. */
class RedisLinkTest {
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Metrics metrics = new Metrics();
  private FakeRedis redis;
  private RedisLink link;

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RedisLink.class);
  }

  @BeforeEach
  void connect() throws IOException {
    logged.start();
    logger().addAppender(logged);
    redis = new FakeRedis();
    link = new RedisLink(redis.address(), Await.PATIENCE, metrics);
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    redis.close();
    logger().detachAppender(logged);
    metrics.close();
  }

  private List<String> said(Level level) {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private void assertCounted(String name, int count) {
    assertThat(metrics.scrape()).contains("forecast_redis_" + name + " " + count + ".0\n");
  }

  /** Three calls that break off. */
  private void lose() {
    redis.answer(command -> FakeRedis.HANG_UP);
    for (int i = 0; i < 3; i++) {
      assertThat(link.degraded()).isEmpty();
      assertCounted("up", 1);
      assertThatThrownBy(() -> link.ask(client -> client.get("x")))
          .isInstanceOf(RedisLink.Unreachable.class)
          .hasMessageNotContaining("does not answer");
    }
  }

  private void write(String key, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    link.write(key.getBytes(StandardCharsets.UTF_8), bytes, SetParams.setParams().ex(60));
  }

  /** What Redis is sent for a write. */
  private static List<String> set(String key, String value) {
    return List.of("SET", key, value, "EX", "60");
  }

  @Test
  void it_logs_in_and_chooses_the_database_that_the_address_names() throws Exception {
    RedisAddress address = RedisAddress.parse("redis://me:secret@127.0.0.1:" + redis.port() + "/3");
    try (RedisLink named = new RedisLink(address, Await.PATIENCE, metrics)) {
      String answer = named.request(client -> client.set("a", "1"));
      assertThat(answer).isEqualTo("OK");
    }
    assertThat(redis.commands())
        .containsExactly(
            List.of("AUTH", "me", "secret"), List.of("SELECT", "3"), List.of("SET", "a", "1"));
  }

  @Test
  void a_write_is_made_in_the_background_and_none_is_given_up() throws Exception {
    CountDownLatch door = answersBehindDoor();
    write("a", "1");
    write("b", "2");
    door.countDown();
    await("both are written", () -> redis.commands().contains(set("b", "2")));
    assertThat(redis.commands()).containsExactly(set("a", "1"), set("b", "2"));
    assertCounted("dropped_total", 0);
    assertCounted("errors_total", 0);
  }

  /**
   * Makes one write for each letter, which all wait while the first is on its way.
   *
   * @param answers to each of them
   * @return the letters that Redis has taken so far
   */
  private Queue<String> writeAtOnce(String letters, FakeRedis.Answers answers) throws Exception {
    CountDownLatch door = new CountDownLatch(1);
    Queue<String> taken = new ConcurrentLinkedQueue<>();
    redis.answer(
        command -> {
          door.await();
          String answer = answers.to(command);
          if (answer.equals(FakeRedis.OK)) {
            taken.add(command.get(1));
          }
          return answer;
        });
    write("first", "0");
    await("it is on its way", () -> redis.commands().size() == 1);
    letters.chars().forEach(letter -> write(Character.toString(letter), "1"));
    door.countDown();
    return taken;
  }

  @Test
  void writes_that_wait_are_all_sent_before_the_first_of_them_is_answered() throws Exception {
    Queue<String> taken =
        writeAtOnce(
            "abcdefgh",
            command -> {
              // Were each sent after the answer to the one before, they would never come.
              while (!command.get(1).equals("first") && redis.commands().size() < 9) {
                Thread.sleep(1);
              }
              return FakeRedis.OK;
            });
    await("all are written", () -> taken.size() == 9);
    assertThat(taken).containsExactly("first", "a", "b", "c", "d", "e", "f", "g", "h");
    assertThat(redis.commands()).hasSize(9);
    assertThat(redis.connections()).isEqualTo(1);
    assertCounted("dropped_total", 0);
  }

  @Test
  void of_writes_that_are_sent_together_one_may_be_refused() throws Exception {
    Queue<String> taken =
        writeAtOnce(
            "abcde", command -> command.get(1).matches("[bd]") ? "-OOM no room" : FakeRedis.OK);
    await("the others are written", () -> taken.contains("e"));
    assertThat(taken).containsExactly("first", "a", "c", "e");
    await("all are answered", () -> link.ask(client -> client.getPool().getNumIdle()) == 1);
    assertCounted("errors_total", 2);
    assertCounted("dropped_total", 2);
    assertThat(said(Level.WARN))
        .containsExactly("Redis at 127.0.0.1:" + redis.port() + " refuses: OOM no room");
    assertThat(link.degraded()).contains("Redis refuses with OOM; the log says why");
    // No answer is left for who asks next.
    redis.answer(command -> "+mine");
    String mine = link.ask(client -> client.get("x"));
    assertThat(mine).isEqualTo("mine");
    assertThat(redis.commands()).hasSize(7);
  }

  @Test
  void of_writes_that_are_sent_together_the_one_at_which_redis_hangs_up_is_given_up()
      throws Exception {
    Queue<String> taken =
        writeAtOnce(
            "abcde", command -> command.get(1).equals("c") ? FakeRedis.HANG_UP : FakeRedis.OK);
    await("the others are written", () -> taken.contains("e"));
    assertThat(taken).containsExactly("first", "a", "b", "d", "e");
    assertCounted("dropped_total", 1);
    assertCounted("errors_total", 1);
    assertThat(link.degraded()).isEmpty();
  }

  @Test
  void when_redis_is_lost_all_that_was_sent_together_is_given_up() throws Exception {
    Queue<String> taken =
        writeAtOnce(
            "abcdefgh",
            command -> command.get(1).equals("first") ? FakeRedis.OK : FakeRedis.HANG_UP);
    await(
        "all are given up", () -> metrics.scrape().contains("forecast_redis_dropped_total 8.0\n"));
    assertThat(taken).containsExactly("first");
    assertCounted("errors_total", 3);
    assertCounted("up", 0);
  }

  @Test
  void no_more_is_sent_together_than_sockets_take_of_which_nobody_reads() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    Queue<Integer> unanswered = new ConcurrentLinkedQueue<>();
    CountDownLatch door = new CountDownLatch(1);
    redis.answer(
        command -> {
          door.await();
          unanswered.add(redis.commands().size() - answered.getAndIncrement());
          return FakeRedis.OK;
        });
    String value = "x".repeat(40_000);
    write("first", value);
    await("it is on its way", () -> redis.commands().size() == 1);
    for (int i = 0; i < 20; i++) {
      write("k" + i, value);
    }
    door.countDown();
    await("all are written", () -> answered.get() == 21);
    assertThat(unanswered).allMatch(count -> count <= 2);
  }

  @Test
  void a_write_that_is_refused_is_given_up_and_counted() throws Exception {
    redis.answer(command -> "-OOM no room");
    write("a", "1");
    await("it is given up", () -> metrics.scrape().contains("forecast_redis_dropped_total 1.0\n"));
    assertCounted("errors_total", 1);
    assertThat(link.degraded()).contains("Redis refuses with OOM; the log says why");
    assertThat(said(Level.WARN))
        .containsExactly("Redis at 127.0.0.1:" + redis.port() + " refuses: OOM no room");
  }

  @Test
  void a_lost_redis_is_not_asked_or_written_until_a_probe_finds_it_well() throws Exception {
    lose();
    assertThat(link.degraded()).contains("Redis does not answer; the log says why");
    assertCounted("up", 0);
    assertCounted("errors_total", 3);
    int asked = redis.commands().size();
    redis.answer(command -> FakeRedis.OK);
    assertThatThrownBy(() -> link.ask(client -> client.get("x")))
        .hasMessageStartingWith("Redis at 127.0.0.1:" + redis.port() + " does not answer: ");
    assertThatThrownBy(() -> link.request(client -> client.get("x")))
        .hasMessageStartingWith("Redis at 127.0.0.1:" + redis.port() + " does not answer: ");
    write("a", "1");
    assertCounted("dropped_total", 1);
    assertThat(redis.commands()).hasSize(asked);
    link.start(() -> {});
    await("it is used again", () -> link.degraded().isEmpty());
    assertThat(redis.commands())
        .element(asked)
        .isEqualTo(List.of("SET", RedisLink.KEYS + "probe", "1", "EX", "60"));
    String answer = link.request(client -> client.set("a", "1"));
    assertThat(answer).isEqualTo("OK");
    assertCounted("up", 1);
    String where = "Redis at 127.0.0.1:" + redis.port();
    assertThat(said(Level.WARN))
        .singleElement()
        .asString()
        .startsWith(where + " is not used until it answers: ");
    await("it is told", () -> said(Level.INFO).contains(where + " answers again"));
  }

  @Test
  void failures_with_an_answer_between_them_are_not_taken_for_a_loss() throws Exception {
    for (int i = 0; i < 3; i++) {
      redis.answer(command -> FakeRedis.HANG_UP);
      for (int k = 0; k < 2; k++) {
        assertThatThrownBy(() -> link.ask(client -> client.get("x")))
            .isInstanceOf(RedisLink.Unreachable.class);
      }
      redis.answer(command -> FakeRedis.OK);
      String answer =
          i % 2 == 0
              ? link.ask(client -> client.set("a", "1"))
              : link.request(client -> client.set("a", "1"));
      assertThat(answer).isEqualTo("OK");
      assertThat(link.degraded()).isEmpty();
    }
    assertCounted("errors_total", 6);
  }

  @Test
  void a_refusal_is_an_answer_too() throws Exception {
    for (int i = 0; i < 2; i++) {
      redis.answer(command -> FakeRedis.HANG_UP);
      for (int k = 0; k < 2; k++) {
        assertThatThrownBy(() -> link.ask(client -> client.get("x")))
            .isInstanceOf(RedisLink.Unreachable.class);
      }
      redis.answer(command -> "-OOM no room");
      assertThatThrownBy(() -> link.ask(client -> client.set("a", "1"))).hasMessage("OOM no room");
    }
    assertThat(link.degraded()).contains("Redis refuses with OOM; the log says why");
  }

  @Test
  void when_it_is_closed_no_connection_is_left() throws Exception {
    try (RedisLink other = new RedisLink(redis.address(), Await.PATIENCE, metrics)) {
      String answer = other.request(client -> client.set("a", "1"));
      assertThat(answer).isEqualTo("OK");
      assertThat(redis.connections()).isEqualTo(1);
    }
    await("it is closed", () -> redis.connections() == 0);
  }

  @Test
  void a_write_needs_not_wait_for_the_connection_of_a_request() throws Exception {
    CountDownLatch door = answersBehindDoor();
    try {
      for (int i = 0; i < 8; i++) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> link.request(client -> client.set("a", "1")))
            .hasMessage("interrupted");
        assertThat(Thread.interrupted()).isTrue();
      }
      write("b", "2");
      await("all are sent", () -> redis.commands().size() == 9);
    } finally {
      Thread.interrupted();
      door.countDown();
    }
    await("all stay open", () -> link.ask(client -> client.getPool().getNumIdle()) == 9);
  }

  @Test
  void its_threads_keep_no_process_alive() throws Exception {
    boolean isDaemon = link.request(client -> Thread.currentThread().isDaemon());
    assertThat(isDaemon).isTrue();
  }

  @Test
  void when_one_call_breaks_off_no_other_connection_is_used_again() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    redis.answer(
        command -> {
          both.countDown();
          both.await();
          return FakeRedis.OK;
        });
    write("a", "1");
    String answer = link.request(client -> client.set("b", "2"));
    assertThat(answer).isEqualTo("OK");
    await("both are idle", () -> link.ask(client -> client.getPool().getNumIdle()) == 2);
    assertThat(redis.connections()).isEqualTo(2);
    redis.answer(command -> FakeRedis.HANG_UP);
    assertThatThrownBy(() -> link.ask(client -> client.get("x")))
        .isInstanceOf(RedisLink.Unreachable.class);
    await("both are closed", () -> redis.connections() == 0);
  }

  @Test
  void a_probe_that_is_refused_has_found_redis_there() throws Exception {
    lose();
    redis.answer(command -> "-NOPERM not you");
    link.start(() -> {});
    String refused = "Redis refuses with NOPERM; the log says why";
    await("it is used again", () -> link.degraded().equals(Optional.of(refused)));
  }

  @Test
  void a_refusal_is_told_until_there_was_none_from_one_probe_to_the_next() throws Exception {
    redis.answer(command -> "-OOM no room");
    assertThatThrownBy(() -> link.ask(client -> client.set("a", "1"))).hasMessage("OOM no room");
    redis.answer(command -> FakeRedis.OK);
    List<Optional<String>> told = new CopyOnWriteArrayList<>();
    link.start(() -> told.add(link.degraded()));
    await("two probes", () -> told.size() >= 2);
    assertThat(told.subList(0, 2))
        .containsExactly(Optional.of("Redis refuses with OOM; the log says why"), Optional.empty());
    assertThat(said(Level.INFO)).isEmpty();
    // So soon it is no news.
    redis.answer(command -> "-OOM no room");
    assertThatThrownBy(() -> link.ask(client -> client.set("a", "1"))).hasMessage("OOM no room");
    assertThat(said(Level.WARN)).hasSize(1);
  }

  @Test
  void what_else_is_done_once_a_second_goes_on_though_it_failed() throws Exception {
    AtomicInteger times = new AtomicInteger();
    link.start(
        () -> {
          throw new IllegalStateException("time " + times.incrementAndGet());
        });
    await("it is done again", () -> times.get() >= 2);
    assertThat(said(Level.ERROR)).contains("what is done once a second failed");
  }

  @Test
  void what_is_damaged_is_counted_each_time_and_warned_of_once() {
    link.damaged("the log", new IllegalArgumentException("has 3 bytes"));
    link.damaged("a forecast", new IllegalArgumentException("has 4 bytes"));
    assertCounted("damaged_total", 2);
    assertThat(said(Level.WARN))
        .containsExactly(
            "the log in Redis at 127.0.0.1:"
                + redis.port()
                + " cannot be read: has 3 bytes; more of them are only counted");
  }

  @Test
  void a_call_that_fails_is_told_with_the_cause_at_its_root() {
    IllegalStateException plain = new IllegalStateException("above");
    IllegalStateException deep =
        new IllegalStateException("above", new IOException("between", new IOException("below")));
    assertThatThrownBy(
            () ->
                link.request(
                    client -> {
                      throw plain;
                    }))
        .isInstanceOf(RedisLink.Unreachable.class)
        .hasMessage("above");
    assertThatThrownBy(
            () ->
                link.ask(
                    client -> {
                      throw deep;
                    }))
        .isInstanceOf(RedisLink.Unreachable.class)
        .hasMessage("above below");
    assertCounted("errors_total", 2);
  }

  /** Lets Redis answer nothing before the door is opened. */
  private CountDownLatch answersBehindDoor() {
    CountDownLatch door = new CountDownLatch(1);
    redis.answer(
        command -> {
          door.await();
          return FakeRedis.OK;
        });
    return door;
  }

  @Test
  void calls_wait_in_a_line_of_bounded_length_and_who_is_interrupted_waits_no_longer() {
    CountDownLatch door = answersBehindDoor();
    try {
      // Eight are asking and 256 wait.
      for (int i = 0; i < 264; i++) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> link.request(client -> client.set("a", "1")))
            .isInstanceOf(RedisLink.Unreachable.class)
            .hasMessage("interrupted");
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThatThrownBy(() -> link.request(client -> client.set("a", "1")))
          .isInstanceOf(RedisLink.Unreachable.class)
          .hasMessage("too many calls of Redis wait");
      assertCounted("errors_total", 0);
      assertThat(link.degraded()).isEmpty();
    } finally {
      Thread.interrupted();
      door.countDown();
    }
  }

  @Test
  void writes_wait_in_a_line_of_bounded_length_and_more_are_given_up() throws Exception {
    CountDownLatch door = answersBehindDoor();
    try {
      write("a", "1");
      await("it is on its way", () -> redis.commands().size() == 1);
      for (int i = 0; i < 10_000; i++) {
        write("a", "1");
      }
      assertCounted("dropped_total", 0);
      assertCounted("writes_waiting", 10_000);
      write("a", "1");
      assertCounted("dropped_total", 1);
    } finally {
      door.countDown();
    }
  }
}
