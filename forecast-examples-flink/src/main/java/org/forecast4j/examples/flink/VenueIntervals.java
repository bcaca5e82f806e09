package org.forecast4j.examples.flink;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.bundle.WrapperBytes;

/**
 * Forecasts with a wrapper for each venue, the key, which learns from the games that are played
 * there, each once.
 *
 * <p>The state of a venue is the wrapper as {@link WrapperBytes}, so that a savepoint holds it to
 * the bit, in a form that later versions of forecast4j read.
 */
final class VenueIntervals extends KeyedProcessFunction<String, FirstHalf, HalfForecast> {
  private static final long serialVersionUID = 1;
  private static final double CONFIDENCE = 0.9;

  private final byte[] initial;
  private transient ValueState<byte[]> wrappers;
  private transient ValueState<Integer> counts;

  /** Begins every venue with the same wrapper. */
  VenueIntervals(ConformalWrapper initial) {
    this.initial = WrapperBytes.toBytes(initial);
  }

  @Override
  public void open(OpenContext context) {
    wrappers =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "wrapper", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    counts = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.INT));
  }

  @Override
  public void processElement(FirstHalf half, Context context, Collector<HalfForecast> out)
      throws Exception {
    if (!half.isForecastable() || half.isCorrection()) {
      return;
    }
    byte[] kept = wrappers.value();
    ConformalWrapper wrapper =
        WrapperBytes.fromBytes(kept == null ? initial : kept, Halftime.SHAPE);
    Integer count = counts.value();
    int games = count == null ? 0 : count;
    IntervalForecast forecast = wrapper.forecast(Pattern.of(half.pattern()), CONFIDENCE);
    if (half.isOver()) {
      wrappers.update(WrapperBytes.toBytes(wrapper.observe(forecast, half.outcome())));
      counts.update(games + 1);
      return;
    }
    Interval interval = forecast.interval();
    out.collect(
        new HalfForecast(
            half.game(),
            half.venue(),
            forecast.point(),
            interval.lower(),
            interval.upper(),
            games));
  }
}
