package org.forecast4j.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.forecast4j.wire.GameState;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
  private final EventLog log = new EventLog(100, 1 << 20, 0, () -> {});
  private final AtomicLong nanos = new AtomicLong(-5);

  private void event(String game) {
    GameState state =
        new GameState(
            game,
            Optional.of("x".repeat(1_000)),
            Optional.empty(),
            Optional.empty(),
            "live",
            0,
            new double[0],
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    log.appendAll(List.of(News.of("score_update", state, Optional.empty())));
  }

  @Test
  void all_states_that_wait_to_be_read_stay_within_the_budget() {
    Snapshots snapshots = new Snapshots(log, 50, 5_000, nanos::get);
    event("a");
    List<Snapshots.Lease> unread = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      event("a");
      snapshots.take(i % 2 == 0 ? Set.of() : Set.of("a"), 0).ifPresent(unread::add);
      assertThat(snapshots.bytes()).isBetween(1L, 5_000L);
    }
    assertThat(unread).hasSizeBetween(4, 60);
    assertThat(snapshots.take(Set.of(), 0)).isEmpty();
    unread.forEach(Snapshots.Lease::release);
    Snapshots.Lease next = snapshots.take(Set.of(), 0).orElseThrow();
    assertThat(next.message().id()).hasValue(log.last());
    next.release();
    assertThat(snapshots.bytes()).isLessThan(1_500);
  }

  @Test
  void a_state_larger_than_the_budget_is_given_to_one_after_another() {
    Snapshots snapshots = new Snapshots(log, 0, 100, nanos::get);
    event("a");
    Snapshots.Lease first = snapshots.take(Set.of("a"), 0).orElseThrow();
    assertThat(snapshots.take(Set.of("a"), 0)).isEmpty();
    first.release();
    assertThat(snapshots.bytes()).isZero();
    assertThat(snapshots.take(Set.of("a"), 0)).isPresent();
  }

  @Test
  void a_reader_never_gets_a_state_before_what_it_read() {
    Snapshots snapshots = new Snapshots(log, 50, 1 << 20, nanos::get);
    for (int i = 0; i < 100; i++) {
      event("a");
      Snapshots.Lease taken = snapshots.take(Set.of(), log.last()).orElseThrow();
      assertThat(taken.message().id().orElseThrow()).isEqualTo(log.last());
      taken.release();
    }
  }

  private long idOf(Snapshots snapshots) {
    Snapshots.Lease taken = snapshots.take(Set.of(), 0).orElseThrow();
    taken.release();
    return taken.message().id().orElseThrow();
  }

  @Test
  void readers_who_come_together_share_a_state() {
    Snapshots snapshots = new Snapshots(log, 50, 1 << 20, nanos::get);
    event("a");
    assertThat(idOf(snapshots)).isEqualTo(1);
    event("a");
    nanos.addAndGet(49_999_999);
    assertThat(idOf(snapshots)).isEqualTo(1);
    nanos.addAndGet(1);
    assertThat(idOf(snapshots)).isEqualTo(2);
  }

  @Test
  void the_longer_a_state_takes_the_longer_it_is_shared() {
    // Each look at the clock takes a second: so does each state.
    Snapshots snapshots = new Snapshots(log, 50, 1 << 20, () -> nanos.addAndGet(1_000_000_000));
    event("a");
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      ids.add(idOf(snapshots));
      event("a");
    }
    assertThat(ids).containsExactly(1L, 1L, 1L, 1L, 5L, 5L, 5L, 5L, 9L);
  }

  @Test
  void events_are_kept_within_their_bytes_the_newest_in_any_case() {
    EventLog small = new EventLog(100, 1_000, 0, () -> {});
    for (int i = 0; i < 50; i++) {
      small.appendAll(List.of(News.expired("game-" + i)));
      assertThat(small.bytes()).isLessThanOrEqualTo(1_000);
    }
    assertThat(small.find(50)).isPresent();
    assertThat(small.find(1)).isEmpty();
    assertThat(small.reaches(49)).isTrue();
    assertThat(small.reaches(1)).isFalse();
    EventLog tiny = new EventLog(100, 1, 0, () -> {});
    tiny.appendAll(List.of(News.expired("a")));
    tiny.appendAll(List.of(News.expired("b")));
    assertThat(tiny.find(2)).isPresent();
    assertThat(tiny.find(1)).isEmpty();
    EventLog few = new EventLog(3, 1 << 20, 7, () -> {});
    for (int i = 0; i < 10; i++) {
      few.appendAll(List.of(News.expired("a")));
    }
    assertThat(few.find(14)).isEmpty();
    assertThat(few.find(15)).isPresent();
    assertThat(few.reaches(14)).isTrue();
  }
}
