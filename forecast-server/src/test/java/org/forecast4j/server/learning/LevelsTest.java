package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.errors.RefusedException.Reason;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class LevelsTest {
  private static final Shape SHAPE = new Shape(3, 2);
  private static final double NEW = 0.61;

  private final List<LabeledPattern> examples = Examples.randomWalks(700, SHAPE, 3);
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final LocalFold local = fold();
  private final Levels levels = levels(tasks::add);
  private int told;

  private LocalFold fold() {
    ConformalWrapper wrapper =
        AdaptiveConformal.builder(new Persistence(SHAPE))
            .online(OnlineRule.agAci())
            .calibrate(examples.subList(0, 60));
    return new LocalFold(new Trained(wrapper, Optional.empty(), true, "origin"), new MemoryLog());
  }

  private Levels levels(Executor worker) {
    return new Levels(local, worker);
  }

  private void tell(int count) {
    for (int i = 0; i < count; i++) {
      LabeledPattern next = examples.get(60 + told++);
      OutcomeRecord outcome =
          new OutcomeRecord(
              next.id(), local.state().wrapper().forecast(next.pattern(), 0.9), next.outcome());
      local.keep(List.of(new Intake(outcome)), false);
    }
  }

  private static void assertUnavailable(Levels levels) {
    assertThatThrownBy(() -> levels.ready(NEW))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
        .hasMessageContaining("at a confidence of 0.61")
        .hasMessageContaining("ask again in a moment");
  }

  @Test
  void few_outcomes_are_gone_through_at_once() {
    tell(Levels.AT_ONCE);
    assertThat(levels.ready(NEW)).isSameAs(local.state());
    assertThat(tasks).isEmpty();
  }

  @Test
  void of_many_a_request_does_not_wait_and_later_ones_get_what_outcomes_led_to_meanwhile()
      throws IOException {
    tell(400);
    assertUnavailable(levels);
    assertUnavailable(levels);
    assertThat(tasks).hasSize(1);
    tell(100);
    tasks.remove().run();
    LearnedState ready = levels.ready(NEW);
    assertThat(ready).isSameAs(local.state());
    tell(1);
    assertThat(levels.ready(NEW)).isSameAs(local.state());
    AdaptiveConformal held = (AdaptiveConformal) local.state().wrapper();
    assertThat(held.outcomesToReplay(NEW)).isZero();
    AdaptiveConformal fresh = AdaptiveConformal.fromBytes(held.forecaster(), held.toBytes());
    assertThat(fresh.outcomesToReplay(NEW)).isEqualTo(501);
    Pattern query = examples.get(0).pattern();
    assertThat(held.forecast(query, NEW)).isEqualTo(fresh.forecast(query, NEW));
  }

  @Test
  void a_retraction_meanwhile_is_no_obstacle() throws IOException {
    tell(400);
    assertUnavailable(levels);
    Runnable task = tasks.remove();
    local.retract(examples.get(60).id());
    task.run();
    assertThat(((AdaptiveConformal) levels.ready(NEW).wrapper()).outcomesToReplay(NEW)).isZero();
  }

  @Test
  void where_one_is_done_within_a_moment_the_request_is_answered() {
    tell(400);
    assertThat(levels(Runnable::run).ready(NEW)).isSameAs(local.state());
  }

  @Test
  void more_than_may_wait_are_refused() {
    tell(400);
    Levels full =
        levels(
            task -> {
              throw new RejectedExecutionException();
            });
    assertThatThrownBy(() -> full.ready(NEW))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ask for 0.61 again in a moment");
    assertThat(local.state().version()).isEqualTo(400);
  }
}
