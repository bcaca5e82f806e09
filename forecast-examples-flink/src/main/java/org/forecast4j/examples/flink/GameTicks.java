package org.forecast4j.examples.flink;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.forecast4j.basketball.GameTracker;
import org.forecast4j.basketball.Halftime;

/**
 * Follows each game, the key, and tells what is known of its first half whenever that changes.
 *
 * <p>The state is what was told, each different tick once, and nothing that follows from it: a
 * {@link GameTracker} gives the same whatever the order, so ticks may be late, repeated or replayed
 * after a failure.
 */
final class GameTicks extends KeyedProcessFunction<String, Tick, FirstHalf> {
  private static final long serialVersionUID = 1;

  /** A feed that tells every second of a game stays below it. */
  private static final int MOST_TICKS = 5_000;

  /** So long after its last tick a game is forgotten. */
  private static final long KEPT_MILLIS = Duration.ofDays(2).toMillis();

  /** Ticks of an hour share a timer. One that fires an hour late fires after a stop of the job. */
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  private transient ListState<Tick> told;
  private transient ValueState<FirstHalf> said;
  private transient ValueState<Long> last;
  private transient Counter bad;

  @Override
  public void open(OpenContext context) {
    RuntimeContext here = getRuntimeContext();
    told = here.getListState(new ListStateDescriptor<>("ticks", Tick.class));
    said = here.getState(new ValueStateDescriptor<>("said", FirstHalf.class));
    last = here.getState(new ValueStateDescriptor<>("last", Types.LONG));
    bad = here.getMetricGroup().counter(BadTick.COUNTER);
  }

  @Override
  public void processElement(Tick tick, Context context, Collector<FirstHalf> out)
      throws Exception {
    List<Tick> ticks = new ArrayList<>();
    told.get().forEach(ticks::add);
    GameTracker tracker = new GameTracker(Halftime.SHAPE, MOST_TICKS);
    ticks.forEach(earlier -> tracker.update(earlier.score()));
    boolean isNew;
    try {
      requireVenue(tick, ticks);
      isNew = tracker.update(tick.score());
    } catch (IllegalArgumentException e) {
      bad.inc();
      context.output(BadTick.TAG, BadTick.of(tick, e));
      return;
    }
    keep(context.timerService());
    if (!isNew) {
      return;
    }
    told.add(tick);
    ticks.add(tick);
    FirstHalf before = said.value();
    FirstHalf now = FirstHalf.of(ticks, tracker, before);
    if (before == null ? now.isForecastable() : !now.saysTheSameAs(before)) {
      said.update(now);
      out.collect(now);
    }
  }

  /** The venue learns from the game, so no other one may. */
  private static void requireVenue(Tick tick, List<Tick> earlier) {
    if (!earlier.isEmpty() && !earlier.get(0).venue().equals(tick.venue())) {
      throw new IllegalArgumentException(
          "venue is '"
              + tick.venue()
              + "'; expected that of the first tick of the game, '"
              + earlier.get(0).venue()
              + "'");
    }
  }

  private void keep(TimerService timers) throws IOException {
    long now = timers.currentProcessingTime();
    last.update(now);
    timers.registerProcessingTimeTimer(
        (now + KEPT_MILLIS + HOUR_MILLIS - 1) / HOUR_MILLIS * HOUR_MILLIS);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<FirstHalf> out)
      throws Exception {
    if (last.value() + KEPT_MILLIS > timestamp) {
      return;
    }
    if (context.timerService().currentProcessingTime() >= timestamp + HOUR_MILLIS) {
      // The feed was not read meanwhile: the game may go on.
      keep(context.timerService());
      return;
    }
    told.clear();
    said.clear();
    last.clear();
  }
}
