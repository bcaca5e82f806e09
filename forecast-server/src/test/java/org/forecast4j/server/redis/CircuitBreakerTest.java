package org.forecast4j.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final CircuitBreaker breaker = new CircuitBreaker(3);

  private void open() {
    for (int i = 0; i < 3; i++) {
      breaker.failed();
    }
  }

  @Test
  void it_opens_at_the_last_of_some_failures_in_a_row() {
    assertThat(breaker.failed()).isFalse();
    assertThat(breaker.failed()).isFalse();
    assertThat(breaker.isClosed()).isTrue();
    assertThat(breaker.failed()).isTrue();
    assertThat(breaker.isClosed()).isFalse();
    assertThat(breaker.failed()).isFalse();
  }

  @Test
  void a_success_between_failures_begins_the_count_anew() {
    breaker.failed();
    breaker.failed();
    breaker.succeeded();
    breaker.failed();
    breaker.failed();
    assertThat(breaker.isClosed()).isTrue();
  }

  @Test
  void only_a_probe_closes_it() {
    open();
    breaker.succeeded();
    assertThat(breaker.isClosed()).isFalse();
    assertThat(breaker.probed()).isTrue();
    assertThat(breaker.isClosed()).isTrue();
    assertThat(breaker.probed()).isFalse();
  }

  @Test
  void after_a_probe_it_takes_as_many_failures_again() {
    open();
    breaker.probed();
    breaker.failed();
    breaker.failed();
    assertThat(breaker.isClosed()).isTrue();
  }

  @Test
  void of_many_threads_that_fail_one_is_told_that_it_opened() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> opened = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        opened.add(threads.submit(breaker::failed));
      }
      int count = 0;
      for (Future<Boolean> one : opened) {
        count += one.get() ? 1 : 0;
      }
      assertThat(count).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void no_failure_at_all_is_no_limit() {
    assertThatThrownBy(() -> new CircuitBreaker(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0");
  }
}
