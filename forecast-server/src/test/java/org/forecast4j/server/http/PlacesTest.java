package org.forecast4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final Optional<String> A = Optional.of("a");
  private static final Optional<String> B = Optional.of("b");

  private final List<String> started = new ArrayList<>();

  private Runnable start(String name) {
    return () -> started.add(name);
  }

  @Test
  void those_who_wait_come_in_the_order_they_came() {
    Places places = new Places(1, 2);
    assertThat(places.enter(A, 1, start("one"))).isEqualTo(Places.Entry.RUNS);
    assertThat(places.enter(A, 1, start("two"))).isEqualTo(Places.Entry.WAITS);
    assertThat(places.enter(B, 1, start("three"))).isEqualTo(Places.Entry.WAITS);
    assertThat(places.enter(B, 1, start("four"))).isEqualTo(Places.Entry.REFUSED);
    places.leave(A);
    assertThat(started).containsExactly("one", "two");
    places.leave(A);
    assertThat(started).containsExactly("one", "two", "three");
    places.leave(B);
    assertThat(places.taken()).isZero();
  }

  @Test
  void one_key_has_its_share_of_places_and_queue_alone() {
    Places places = new Places(4, 4);
    for (int i = 0; i < 4; i++) {
      places.enter(A, 2, start("a" + i));
    }
    assertThat(started).containsExactly("a0", "a1");
    assertThat(places.enter(A, 2, start("a4"))).isEqualTo(Places.Entry.REFUSED);
    assertThat(places.enter(B, 2, start("b0"))).isEqualTo(Places.Entry.RUNS);
    assertThat(places.enter(B, 2, start("b1"))).isEqualTo(Places.Entry.RUNS);
    assertThat(places.enter(B, 2, start("b2"))).isEqualTo(Places.Entry.WAITS);
    places.leave(B);
    assertThat(started).containsExactly("a0", "a1", "b0", "b1", "b2");
  }

  @Test
  void who_gave_up_is_never_started() {
    Places places = new Places(1, 1);
    Runnable two = start("two");
    places.enter(A, 1, start("one"));
    places.enter(A, 1, two);
    assertThat(places.giveUp(two)).isTrue();
    assertThat(places.giveUp(two)).isFalse();
    places.leave(A);
    assertThat(started).containsExactly("one");
    assertThat(places.waiting()).isZero();
  }

  @Test
  void whatever_comes_and_goes_no_limit_is_passed_and_nobody_is_left_behind() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int all = 1 + random.nextInt(5);
      Places places = new Places(all, random.nextInt(6));
      List<Optional<String>> running = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        Optional<String> key = random.nextBoolean() ? A : B;
        int share = (all + 1) / 2;
        if (random.nextInt(3) > 0) {
          places.enter(key, share, () -> running.add(key));
        } else if (!running.isEmpty()) {
          places.leave(running.remove(random.nextInt(running.size())));
        }
        assertThat(running).hasSize(places.taken()).hasSizeLessThanOrEqualTo(all);
        assertThat(running.stream().filter(A::equals).count()).isLessThanOrEqualTo(share);
        assertThat(running.stream().filter(B::equals).count()).isLessThanOrEqualTo(share);
      }
      while (!running.isEmpty()) {
        places.leave(running.remove(0));
      }
      assertThat(places.waiting()).isZero();
    }
  }
}
