package org.forecast4j.examples.flink;

import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.basketball.GameSimulator;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.linear.LinearForecaster;

/**
 * Forecasts half-time margins from a stream of scores, with intervals that learn from the games of
 * each venue.
 *
 * @param halves what is known of each game's first half, whenever that changes
 * @param forecasts the forecasts
 * @param bad ticks that were left out, and why
 */
public record TickStream(
    DataStream<FirstHalf> halves, DataStream<HalfForecast> forecasts, DataStream<BadTick> bad) {
  private static final String TICKS = "ticks";
  private static final String FORECASTS = "forecasts";
  private static final String BAD = "bad-ticks";
  private static final long CHECKPOINT_MILLIS = 10_000;
  private static final int TRAINING = 2_000;
  private static final int CALIBRATION = 200;
  private static final int WINDOW = 200;

  /**
   * Puts the operators together. Each has a name of its own, by which a savepoint finds its state.
   */
  static TickStream of(DataStream<String> lines, ConformalWrapper initial) {
    SingleOutputStreamOperator<Tick> ticks =
        lines
            .process(new TickLines(), TypeInformation.of(Tick.class))
            .name("tick-lines")
            .uid("tick-lines");
    SingleOutputStreamOperator<FirstHalf> halves =
        ticks
            .keyBy(Tick::game)
            .process(new GameTicks(), TypeInformation.of(FirstHalf.class))
            .name("game-ticks")
            .uid("game-ticks");
    DataStream<HalfForecast> forecasts =
        halves
            .keyBy(FirstHalf::venue)
            .process(new VenueIntervals(initial), TypeInformation.of(HalfForecast.class))
            .name("venue-intervals")
            .uid("venue-intervals");
    return new TickStream(
        halves,
        forecasts,
        ticks.getSideOutput(BadTick.TAG).union(halves.getSideOutput(BadTick.TAG)));
  }

  /**
   * What every venue begins with: a regression, and intervals that learn. Simulated games stand for
   * past ones.
   */
  static ConformalWrapper initial() {
    List<LabeledPattern> past =
        new GameSimulator(0)
            .games(0, TRAINING + CALIBRATION)
            .map(game -> game.margins().example(Halftime.SHAPE))
            .toList();
    return AdaptiveConformal.builder(LinearForecaster.fit(past.subList(0, TRAINING), 1e-3))
        .online(OnlineRule.dtAci())
        .window(WINDOW)
        .bounded()
        .calibrate(past.subList(TRAINING, past.size()));
  }

  /**
   * Reads the topic {@value #TICKS} and writes {@value #FORECASTS} and {@value #BAD}.
   *
   * @param arguments the Kafka servers, such as {@code localhost:9092}
   * @throws Exception if the job fails
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("there are no Kafka servers such as localhost:9092");
    }
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.enableCheckpointing(CHECKPOINT_MILLIS);
    build(environment, arguments[0]);
    environment.execute("half-time forecasts");
  }

  /** The whole job between topics. */
  static void build(StreamExecutionEnvironment environment, String servers) {
    KafkaSource<String> source =
        KafkaSource.<String>builder()
            .setBootstrapServers(servers)
            .setTopics(TICKS)
            .setGroupId("half-time")
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setValueOnlyDeserializer(new TickText())
            .build();
    TickStream stream =
        of(
            environment.fromSource(source, WatermarkStrategy.noWatermarks(), TICKS).uid(TICKS),
            initial());
    stream.forecasts().sinkTo(sink(servers, FORECASTS, HalfForecast::game)).uid(FORECASTS);
    stream.bad().sinkTo(sink(servers, BAD, BadTick::line)).uid(BAD);
  }

  /** None is lost: what a checkpoint counts as written is. */
  static <T> KafkaSink<T> sink(String servers, String topic, TextRecords.Key<T> key) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(servers)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new TextRecords<>(topic, key))
        .build();
  }
}
