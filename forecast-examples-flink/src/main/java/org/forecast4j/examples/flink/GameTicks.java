package org.forecast4j.examples.flink;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
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
  private static final Duration KEPT = Duration.ofDays(2);

  private transient ListState<Tick> told;
  private transient ValueState<FirstHalf> said;
  private transient Counter bad;

  @Override
  public void open(OpenContext context) {
    StateTtlConfig kept = StateTtlConfig.newBuilder(KEPT).build();
    ListStateDescriptor<Tick> ticks = new ListStateDescriptor<>("ticks", Tick.class);
    ticks.enableTimeToLive(kept);
    told = getRuntimeContext().getListState(ticks);
    ValueStateDescriptor<FirstHalf> half = new ValueStateDescriptor<>("said", FirstHalf.class);
    half.enableTimeToLive(kept);
    said = getRuntimeContext().getState(half);
    bad = getRuntimeContext().getMetricGroup().counter(BadTick.COUNTER);
  }

  @Override
  public void processElement(Tick tick, Context context, Collector<FirstHalf> out)
      throws Exception {
    GameTracker tracker = new GameTracker(Halftime.SHAPE, MOST_TICKS);
    for (Tick earlier : told.get()) {
      tracker.update(earlier.score());
    }
    try {
      if (!tracker.update(tick.score())) {
        return;
      }
    } catch (IllegalArgumentException e) {
      bad.inc();
      context.output(BadTick.TAG, BadTick.of(tick, e));
      return;
    }
    told.add(tick);
    FirstHalf now = FirstHalf.of(tick, tracker);
    FirstHalf before = said.value();
    if (before == null ? now.isForecastable() : !now.saysTheSameAs(before)) {
      said.update(now);
      out.collect(now);
    }
  }
}
