package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private static final long START = 1_000;
  private static final int CAPACITY = 64;

  private final EventLog log = new EventLog(CAPACITY, 1 << 20, START, () -> {});

  @Test
  void events_after_any_place_come_once_and_in_order() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      log.appendAll(List.of(News.expired("game-" + i + "-".repeat(random.nextInt(3_000)))));
      long place = Math.max(START, log.last() - random.nextInt(CAPACITY));
      assertThat(together(place)).isEqualTo(oneByOne(place));
    }
  }

  @Test
  void what_is_not_kept_any_more_is_not_told() {
    for (int i = 0; i <= CAPACITY; i++) {
      log.appendAll(List.of(News.expired("game-" + i)));
    }
    assertThat(log.after(START)).isEmpty();
    assertThat(log.after(START + 1)).isPresent();
    assertThat(log.after(log.last())).isEmpty();
  }

  private String together(long place) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    long at = place;
    for (Optional<LiveMessage> next = log.after(at); next.isPresent(); next = log.after(at)) {
      told.writeBytes(next.get().frame());
      at = next.get().id().orElseThrow();
    }
    return told.toString(StandardCharsets.UTF_8);
  }

  private String oneByOne(long place) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    for (long id = place + 1; id <= log.last(); id++) {
      told.writeBytes(log.find(id).orElseThrow().frame());
    }
    return told.toString(StandardCharsets.UTF_8);
  }
}
