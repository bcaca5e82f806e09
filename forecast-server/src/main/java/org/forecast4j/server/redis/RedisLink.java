package org.forecast4j.server.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.forecast4j.server.config.RedisAddress;
import org.forecast4j.server.metrics.Metrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/**
 * The way to a Redis that may be gone, hang or be full at any time. A request waits for it at most
 * the timeout, whatever happens there; once it failed a few times in a row it is left alone until a
 * probe in the background, once a second, finds it well.
 */
public final class RedisLink implements AutoCloseable {
  /** What every key begins with; the number is that of the format. */
  public static final String KEYS = "forecast4j:1:";

  private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
  private static final int FAILURES = 3;
  private static final int CALLERS = 8;
  private static final int MAX_CALLS_WAITING = 256;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final SetParams PROBE_TIME = SetParams.setParams().ex(60);

  private final Duration timeout;
  private final String where;
  private final RedisClient client;
  private final Metrics metrics;
  private final CircuitBreaker breaker = new CircuitBreaker(FAILURES);
  private final ThreadPoolExecutor calls = threads("redis-call", CALLERS, MAX_CALLS_WAITING);
  private final RedisWrites writes;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(daemon("redis-clock"));

  /** Why it last failed to answer. */
  private volatile String failure = "";

  private final Refusals refusals = new Refusals();
  private final AtomicBoolean damaged = new AtomicBoolean();

  /** Redis did not do what it was asked to. */
  public static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    Unreachable(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Prepares; nothing is connected yet.
   *
   * @param timeout how long a request waits for it
   */
  public RedisLink(RedisAddress address, Duration timeout, Metrics metrics) {
    this.timeout = timeout;
    where = address.host() + ":" + address.port();
    this.metrics = metrics;
    client = connect(address, timeout);
    writes = new RedisWrites(this, metrics);
    metrics.gauge(
        "forecast.redis.up",
        "1 if Redis is used, 0 while the circuit breaker is open",
        () -> breaker.isClosed() ? 1 : 0);
    metrics.gauge("forecast.redis.writes.waiting", "Writes to Redis that wait", writes::waiting);
  }

  private static RedisClient connect(RedisAddress address, Duration timeout) {
    int millis = (int) timeout.toMillis();
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .timeoutMillis(millis)
            .database(address.database())
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
    if (address.tls()) {
      // Checks the certificate and the name in it.
      config.sslOptions(SslOptions.defaults());
    }
    address.user().ifPresent(config::user);
    address.password().ifPresent(config::password);
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    // One for each thread there is: nobody waits for a connection.
    pool.setMaxTotal(CALLERS + 2);
    pool.setMaxIdle(CALLERS + 2);
    pool.setMaxWait(timeout);
    pool.setJmxEnabled(false);
    return RedisClient.builder()
        .hostAndPort(address.host(), address.port())
        .clientConfig(config.build())
        .poolConfig(pool)
        .build();
  }

  /** Threads that end when they have nothing to do, and a line before them. */
  static ThreadPoolExecutor threads(String name, int count, int waiting) {
    BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(waiting);
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, queue, daemon(name));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** From now on probes once a second, and then does what else is to be done so often. */
  public void start(Runnable then) {
    Future<?> unused =
        clock.scheduleWithFixedDelay(
            () -> {
              probe();
              try {
                then.run();
              } catch (RuntimeException e) {
                // Thrown on, it would end the clock.
                LOG.error("what is done once a second failed", e);
              }
            },
            0,
            PAUSE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** A write, since a Redis that can be read but not written is not well. */
  private void probe() {
    boolean refusing = refusals.begin();
    try {
      client.set(KEYS + "probe", "1", PROBE_TIME);
      refusals.probed(refusing);
      answered();
    } catch (JedisDataException e) {
      refused(e);
      answered();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void answered() {
    if (breaker.probed()) {
      LOG.info("Redis at {} answers again", where);
    }
  }

  /** Why not all is well with it, if so: for everybody, so the log alone says where it is. */
  public Optional<String> degraded() {
    if (!breaker.isClosed()) {
      return Optional.of("Redis does not answer; the log says why");
    }
    return refusals.last().map(kind -> "Redis refuses with " + kind + "; the log says why");
  }

  /** Something in it cannot be read, and is as good as not there. */
  public void damaged(String what, IllegalArgumentException why) {
    metrics.redisDamaged();
    if (damaged.compareAndSet(false, true)) {
      LOG.warn(
          "{} in Redis at {} cannot be read: {}; more of them are only counted",
          what,
          where,
          why.getMessage());
    }
  }

  /** Asks on behalf of a request, which waits no longer than the timeout. */
  public <T> T request(Function<RedisClient, T> call) throws Unreachable {
    requireClosed();
    Future<T> answer;
    try {
      answer = calls.submit(() -> call.apply(client));
    } catch (RejectedExecutionException e) {
      throw new Unreachable("too many calls of Redis wait");
    }
    try {
      T value = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      breaker.succeeded();
      return value;
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw failed(e);
    } catch (ExecutionException e) {
      throw failed(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unreachable("interrupted");
    }
  }

  /** Asks in the background. */
  public <T> T ask(Function<RedisClient, T> call) throws Unreachable {
    requireClosed();
    try {
      T value = call.apply(client);
      breaker.succeeded();
      return value;
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  /**
   * Sets a key later, or never if Redis does not keep up. Writes that wait are made in their order,
   * in one round trip; if the way to Redis breaks meanwhile, some may be made twice.
   */
  public void write(byte[] key, byte[] value, SetParams how) {
    if (breaker.isClosed()) {
      writes.add(key, value, how);
    } else {
      metrics.redisDropped();
    }
  }

  private void requireClosed() throws Unreachable {
    if (!breaker.isClosed()) {
      throw new Unreachable("Redis at " + where + " does not answer: " + failure);
    }
  }

  private Unreachable failed(@Nullable Throwable e) {
    if (e instanceof JedisDataException refusal) {
      return refused(refusal);
    }
    metrics.redisError();
    String why = reason(e);
    failure = why;
    // What else is connected is most likely gone, too.
    client.getPool().clear();
    if (breaker.failed()) {
      LOG.warn("Redis at {} is not used until it answers: {}", where, why);
    }
    return new Unreachable(why);
  }

  /** Counts a refusal, and tells the first of its kind. */
  Unreachable refused(JedisDataException refusal) {
    metrics.redisError();
    String why = String.valueOf(refusal.getMessage());
    // It answers; some hang up after that, which would count as a failure.
    breaker.succeeded();
    if (refusals.add(why.split(" ", 2)[0])) {
      LOG.warn("Redis at {} refuses: {}", where, why);
    }
    return new Unreachable(why);
  }

  private String reason(@Nullable Throwable e) {
    if (e == null || e instanceof TimeoutException) {
      return "no answer within " + timeout.toMillis() + " ms";
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root == e ? String.valueOf(e.getMessage()) : e.getMessage() + " " + root.getMessage();
  }

  /** Lets the last writes out, if Redis takes them soon. */
  @Override
  public void close() {
    clock.shutdownNow();
    calls.shutdownNow();
    writes.close();
    client.close();
  }
}
