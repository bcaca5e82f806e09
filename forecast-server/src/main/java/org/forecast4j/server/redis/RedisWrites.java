package org.forecast4j.server.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.forecast4j.server.metrics.Metrics;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.SetParams;

/**
 * Keys that are set in the background, in their order, those that wait in one round trip. What is
 * too much, refused or lost is dropped and counted.
 */
final class RedisWrites implements AutoCloseable {
  private static final int MAX_WAITING = 10_000;

  /** The buffers of sockets take it though nobody reads: sending it has no time limit. */
  private static final int BYTES_OF_ROUND_TRIP = 64 << 10;

  private static final Duration LAST_WRITES = Duration.ofMillis(500);

  private final RedisLink link;
  private final Metrics metrics;
  private final ThreadPoolExecutor thread = RedisLink.threads("redis-write", 1, MAX_WAITING);

  /** What is written in the next round trip; only used by the thread, as is the next one. */
  private final Queue<Write> unwritten = new ArrayDeque<>();

  private long unwrittenBytes;

  @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
  private record Write(byte[] key, byte[] value, SetParams how) {
    long bytes() {
      return (long) key.length + value.length;
    }

    CommandArguments command() {
      return new CommandArguments(Protocol.Command.SET).key(key).add(value).addParams(how);
    }
  }

  RedisWrites(RedisLink link, Metrics metrics) {
    this.link = link;
    this.metrics = metrics;
  }

  int waiting() {
    return thread.getQueue().size();
  }

  void add(byte[] key, byte[] value, SetParams how) {
    Write write = new Write(key, value, how);
    try {
      thread.execute(() -> take(write));
    } catch (RejectedExecutionException e) {
      metrics.redisDropped();
    }
  }

  private void take(Write write) {
    unwritten.add(write);
    unwrittenBytes += write.bytes();
    if (unwrittenBytes >= BYTES_OF_ROUND_TRIP || thread.getQueue().isEmpty()) {
      writeAll();
      unwrittenBytes = 0;
    }
  }

  private void writeAll() {
    boolean alone = false;
    while (!unwritten.isEmpty()) {
      // After a failure one alone: even a Redis that refuses all and hangs up is heard then.
      int count = alone ? 1 : unwritten.size();
      try {
        link.ask(redis -> writeFirst(count, redis));
        alone = false;
      } catch (RedisLink.Unreachable e) {
        alone = true;
        unwritten.remove();
        metrics.redisDropped();
      }
    }
  }

  /** Takes what is answered out of those unwritten, so that the rest can be tried again. */
  private boolean writeFirst(int count, RedisClient redis) {
    try (Connection connection = redis.getPool().getResource()) {
      unwritten.stream().limit(count).forEach(one -> connection.sendCommand(one.command()));
      for (int i = 0; i < count; i++) {
        try {
          connection.getOne();
        } catch (JedisDataException e) {
          link.refused(e);
          metrics.redisDropped();
        }
        unwritten.remove();
      }
      return true;
    }
  }

  /** Lets the last writes out, if Redis takes them soon. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
