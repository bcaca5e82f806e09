package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.Await;
import org.forecast4j.server.RedisProcess;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.redis.RedisLink;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A log of three outcomes in Redis that the servers of November 2026 wrote. */
class OldSharedLogIT {
  private static final String MODEL = "nba-halftime";

  /** The first line is the key. */
  private static List<String> golden() throws IOException {
    InputStream in = OldSharedLogIT.class.getResourceAsStream("/golden-log-1/redis-hash.txt");
    assertThat(in).isNotNull();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  @Test
  void it_is_read_and_goes_on_with_a_retraction() throws Exception {
    List<String> lines = golden();
    String key = lines.get(0).substring(2);
    String origin = key.substring(key.lastIndexOf(':') + 1);
    try (RedisProcess redis = RedisProcess.start();
        Jedis client = redis.client();
        Metrics metrics = new Metrics();
        RedisLink link = new RedisLink(redis.address(), Await.PATIENCE, metrics)) {
      Base64.Decoder base64 = Base64.getDecoder();
      for (String line : lines.subList(2, lines.size())) {
        String[] entry = line.split(" ", 2);
        client.hset(
            key.getBytes(StandardCharsets.UTF_8), base64.decode(entry[0]), base64.decode(entry[1]));
      }
      try (Learning learning =
          Learning.resume(
              new Trained(
                  ForecastBundle.load(Path.of("../models/nba-halftime")).conformal(),
                  Optional.empty(),
                  true,
                  origin),
              new MemoryLog(),
              Optional.of(new SharedLog(link, MODEL, origin)))) {
        assertThat(learning.degraded()).isEmpty();
        assertThat(learning.state().version()).isEqualTo(3);
        assertThat(learning.state().identity()).isEqualTo(client.hget(key, "identity:3"));
        assertThat(learning.retract("golden-2").status()).isEqualTo("retracted");
        assertThat(learning.state().version()).isEqualTo(2);
        assertThat(client.hget(key, "n")).isEqualTo("4");
      }
    }
  }
}
