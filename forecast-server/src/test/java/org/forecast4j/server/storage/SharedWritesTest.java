package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedWritesTest {
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<List<Integer>> written = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

  /** The first write goes on when the gate opens. */
  private void hold(List<Integer> items) {
    written.add(List.copyOf(items));
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Thread start(SharedWrites<Integer> writes, int item) {
    Thread thread =
        new Thread(
            () -> {
              try {
                writes.write(item);
              } catch (IOException | RuntimeException e) {
                failures.add(item + " " + e.getMessage());
              }
            });
    thread.start();
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private void startAll(SharedWrites<Integer> writes) throws InterruptedException {
    List<Thread> threads =
        IntStream.rangeClosed(1, 5).mapToObj(item -> start(writes, item)).toList();
    gate.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void those_who_come_while_a_write_is_under_way_share_the_next() throws Exception {
    startAll(new SharedWrites<>(this::hold));
    assertThat(written).containsExactly(List.of(1), List.of(2, 3, 4, 5));
    assertThat(failures).isEmpty();
  }

  @Test
  void what_a_write_throws_is_thrown_to_all_of_it_and_to_nobody_else() throws Exception {
    SharedWrites<Integer> writes =
        new SharedWrites<>(
            items -> {
              hold(items);
              if (items.size() > 1) {
                throw new IOException("full");
              }
            });
    startAll(writes);
    assertThat(failures).containsExactlyInAnyOrder("2 full", "3 full", "4 full", "5 full");
    writes.write(6);
    assertThat(written).containsExactly(List.of(1), List.of(2, 3, 4, 5), List.of(6));
  }

  @Test
  void an_error_leaves_nobody_waiting() throws Exception {
    SharedWrites<Integer> writes =
        new SharedWrites<>(
            items -> {
              hold(items);
              if (items.contains(3)) {
                throw new IllegalArgumentException("odd");
              }
            });
    startAll(writes);
    assertThat(failures).containsExactlyInAnyOrder("2 odd", "3 odd", "4 odd", "5 odd");
    assertThatThrownBy(() -> writes.write(3)).isInstanceOf(IllegalArgumentException.class);
    writes.write(7);
    assertThat(written).last().isEqualTo(List.of(7));
  }
}
