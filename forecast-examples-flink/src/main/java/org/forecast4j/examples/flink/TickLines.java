package org.forecast4j.examples.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Reads ticks; what is none goes beside the stream, with the reason. */
final class TickLines extends ProcessFunction<String, Tick> {
  private static final long serialVersionUID = 1;

  private transient Counter bad;

  @Override
  public void open(OpenContext context) {
    bad = getRuntimeContext().getMetricGroup().counter(BadTick.COUNTER);
  }

  @Override
  public void processElement(String line, Context context, Collector<Tick> out) {
    try {
      out.collect(Tick.parse(line));
    } catch (IllegalArgumentException e) {
      bad.inc();
      context.output(BadTick.TAG, BadTick.of(line, e));
    }
  }
}
