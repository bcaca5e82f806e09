package org.forecast4j.examples.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.basketball.GameSimulator;
import org.forecast4j.basketball.Halftime;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.basketball.SimulatedGame;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the job on Flink's cluster in this process, with simulated games. */
class TickStreamIT {
  /** Each venue has some games: 30 teams, 15 games a day. */
  private static final int GAMES = 150;

  private static final ConformalWrapper INITIAL = TickStream.initial();

  /** What sinks of this process have taken, by their name. */
  private static final Map<String, Queue<Object>> TAKEN = new ConcurrentHashMap<>();

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    TAKEN.clear();
  }

  private static Queue<Object> taken(String sink) {
    return TAKEN.computeIfAbsent(sink, name -> new ConcurrentLinkedQueue<>());
  }

  private static <T> List<T> taken(String sink, Class<T> type) {
    return taken(sink).stream().map(type::cast).toList();
  }

  /** Keeps what comes where the test finds it. */
  private record Kept<T>(String name) implements Sink<T> {
    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(T element, Context written) {
          taken(name).add(element);
        }

        @Override
        public void flush(boolean endOfInput) {
          // Nothing waits.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };
    }
  }

  /** All games of a day go on at once. */
  private static List<String> lines() {
    record Told(int day, ScoreUpdate score, Tick tick) {}
    List<Told> told = new ArrayList<>();
    for (int index = 0; index < GAMES; index++) {
      SimulatedGame game = new GameSimulator(1).game(index);
      for (ScoreUpdate score : game.updates()) {
        told.add(new Told(index / 15, score, tick(game, score)));
      }
    }
    told.sort(
        Comparator.comparingInt(Told::day)
            .thenComparing(Told::score, ScoreUpdate.ORDER)
            .thenComparing(tick -> tick.tick().game()));
    return told.stream().map(tick -> tick.tick().toString()).toList();
  }

  private static Tick tick(SimulatedGame game, ScoreUpdate score) {
    int left = score.clock().remaining() / 100;
    return new Tick(
        game.margins().gameId(),
        game.margins().home(),
        score.clock().period(),
        String.format(Locale.ROOT, "%d:%02d", left / 60, left % 60),
        score.home(),
        score.away());
  }

  /** Nothing is serialized in a way that only this version of the classes could read. */
  private static StreamExecutionEnvironment environment(Configuration configuration) {
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    return StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
  }

  private static void build(DataStream<String> lines, String sinks) {
    TickStream stream = TickStream.of(lines, INITIAL);
    stream.halves().sinkTo(new Kept<>("halves" + sinks)).uid("kept-halves");
    stream.forecasts().sinkTo(new Kept<>("forecasts" + sinks)).uid("kept-forecasts");
    stream.bad().sinkTo(new Kept<>("bad" + sinks)).uid("kept-bad");
  }

  private static void run(Collection<String> lines, String sinks) throws Exception {
    StreamExecutionEnvironment environment = environment(new Configuration());
    build(environment.fromData(lines), sinks);
    environment.execute();
  }

  /** What was said last of each game. */
  private static Map<String, String> ends(String sinks) {
    Map<String, String> ends = new TreeMap<>();
    taken("halves" + sinks, FirstHalf.class).forEach(half -> ends.put(half.game(), "" + half));
    return ends;
  }

  @Test
  void late_repeated_and_shuffled_ticks_end_as_the_ordered_ones_do() throws Exception {
    List<String> ordered = lines();
    run(ordered, "-ordered");
    List<String> shuffled = new ArrayList<>(ordered);
    shuffled.addAll(ordered.subList(0, ordered.size() / 3));
    Collections.shuffle(shuffled, new Random(7));
    run(shuffled, "-shuffled");
    Map<String, String> ends = ends("-ordered");
    assertThat(ends).hasSize(GAMES);
    assertThat(ends("-shuffled")).isEqualTo(ends);
    SimulatedGame first = new GameSimulator(1).game(0);
    var example = first.margins().example(Halftime.SHAPE);
    assertThat(ends.get(first.margins().gameId()))
        .isEqualTo(
            new FirstHalf(
                    first.margins().gameId(),
                    first.margins().home(),
                    example.pattern().values(),
                    example.outcome(),
                    false)
                .toString());
    assertThat(taken("bad-shuffled")).isEmpty();
    // In order, a game is forecast once, and its venue has learned all games of days before.
    List<HalfForecast> forecasts = taken("forecasts-ordered", HalfForecast.class);
    assertThat(forecasts).hasSize(GAMES);
    Map<String, Integer> learned = new TreeMap<>();
    for (HalfForecast forecast : forecasts) {
      assertThat(forecast.learned())
          .isEqualTo(learned.merge(forecast.venue(), 1, Integer::sum) - 1);
      assertThat(forecast.lower()).isLessThan(forecast.point());
      assertThat(forecast.upper()).isGreaterThan(forecast.point());
    }
    assertThat(learned).hasSize(30);
  }

  @Test
  void what_a_venue_learns_is_right_though_scores_come_late() throws Exception {
    List<String> ordered = lines();
    run(ordered, "-ordered");
    run(late(ordered), "-late");
    Map<String, HalfForecast> ends = lastForecasts("-ordered");
    // What follows from it: the interval of the venue's next game.
    assertThat(ends).hasSize(GAMES);
    assertThat(lastForecasts("-late")).isEqualTo(ends);
  }

  /** Each tick up to a minute after its time; between the halves is a break. */
  private static List<String> late(List<String> lines) {
    record Late(int day, double second, String line) {}
    Random random = new Random(11);
    List<Late> late = new ArrayList<>();
    for (String line : lines) {
      Tick tick = Tick.parse(line);
      int day = Integer.parseInt(tick.game().substring(tick.game().lastIndexOf('-') + 1)) / 15;
      double second = tick.period() * 720 - tick.score().clock().remaining() / 100.0;
      double broken = tick.period() > 2 ? 900 : 0;
      late.add(new Late(day, second + broken + random.nextDouble() * 60, line));
    }
    late.sort(Comparator.comparingInt(Late::day).thenComparingDouble(Late::second));
    return late.stream().map(Late::line).toList();
  }

  private static Map<String, HalfForecast> lastForecasts(String sinks) {
    Map<String, HalfForecast> last = new TreeMap<>();
    taken("forecasts" + sinks, HalfForecast.class)
        .forEach(forecast -> last.put(forecast.game(), forecast));
    return last;
  }

  @Test
  void a_job_that_is_stopped_and_restored_forecasts_the_same_bits() throws Exception {
    List<String> lines = lines();
    run(lines, "-whole");
    int before = lines.size() * 2 / 5;
    String savepoint = runUntil(lines, before);
    int forecast = taken("forecasts-parts").size();
    assertThat(forecast).isBetween(GAMES / 5, GAMES / 2);
    restore(lines, savepoint);
    for (String sink : List.of("halves", "forecasts", "bad")) {
      assertThat(taken(sink + "-parts").stream().map(String::valueOf))
          .containsExactlyElementsOf(taken(sink + "-whole").stream().map(String::valueOf).toList());
    }
    assertThat(taken("forecasts-parts", HalfForecast.class))
        .isEqualTo(taken("forecasts-whole", HalfForecast.class))
        .hasSize(GAMES);
    assertThat(taken("forecasts-parts", HalfForecast.class).get(GAMES - 1).learned()).isPositive();
  }

  /** Tells the first lines, waits until all of them were taken, and stops with a savepoint. */
  private String runUntil(List<String> lines, int before) throws Exception {
    StreamExecutionEnvironment environment = environment(new Configuration());
    // No checkpoint comes before the savepoint, so no line after these.
    source(environment, lines, RateLimiterStrategy.perCheckpoint(before));
    JobClient job = environment.executeAsync();
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (taken("lines-parts").size() < before) {
      assertThat(System.nanoTime()).as("%s", job.getJobStatus().get()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    return job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
        .get(2, TimeUnit.MINUTES);
  }

  private static void restore(List<String> lines, String savepoint) throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    StreamExecutionEnvironment environment = environment(configuration);
    source(environment, lines, RateLimiterStrategy.noOp());
    environment.execute();
    assertThat(taken("lines-parts")).hasSize(lines.size());
  }

  /** A source that knows in its savepoint which line comes next. */
  private static void source(
      StreamExecutionEnvironment environment, List<String> lines, RateLimiterStrategy<?> rate) {
    ArrayList<String> all = new ArrayList<>(lines);
    DataStream<String> source =
        environment
            .fromSource(
                new DataGeneratorSource<>(
                    index -> all.get(index.intValue()), all.size(), rate, Types.STRING),
                WatermarkStrategy.noWatermarks(),
                "lines")
            .uid("lines");
    source.sinkTo(new Kept<>("lines-parts")).uid("kept-lines");
    build(source, "-parts");
  }

  @Test
  void bad_ticks_go_beside_the_stream_with_the_reason() throws Exception {
    List<String> lines =
        List.of(
            "g1,T1,1,12:00,0,0",
            "g1,T1,1,11:40,2",
            "g1,T1,one,11:40,2,0",
            "g1,T1,1,12:40,2,0",
            "g1,T1,1,11:40,-2,0",
            ",T1,1,11:40,2,0",
            "g1, T1 ,1,11:40,2,0",
            "g1,T2,1,11:30,2,0",
            "g1,T1,1,11:20," + "9".repeat(500),
            new TickText().deserialize(null));
    run(lines, "");
    assertThat(taken("bad", BadTick.class))
        .containsExactlyInAnyOrder(
            new BadTick(
                lines.get(1), "it is not game, venue, period, clock, home score and away score"),
            new BadTick(lines.get(2), "period is 'one'; expected a whole number"),
            new BadTick(lines.get(3), "clock of period 1 shows 760.0 s; expected 0 to 720"),
            new BadTick(lines.get(4), "home score is -2; expected at least 0"),
            new BadTick(
                lines.get(5), "it is not game, venue, period, clock, home score and away score"),
            new BadTick(
                lines.get(7), "venue is 'T2'; expected that of the first tick of the game, 'T1'"),
            new BadTick(
                "g1,T1,1,11:20," + "9".repeat(186) + "…",
                "it has 514 characters; expected at most 200"),
            new BadTick("", "it is not game, venue, period, clock, home score and away score"));
  }

  @Test
  void the_job_between_topics_can_be_put_together() {
    Configuration strict = new Configuration();
    strict.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    StreamExecutionEnvironment environment = environment(strict);
    TickStream.build(environment, "localhost:9092");
    assertThat(environment.getExecutionPlan()).contains("ticks", "game-ticks");
  }

  @Test
  void a_forecast_is_a_record_with_its_game_as_key_and_is_written_at_least_once() {
    HalfForecast forecast = new HalfForecast("g1", "T1", 3.25, -4.5, 11, 6);
    var sink = TickStream.sink("localhost:9092", "forecasts", HalfForecast::game);
    assertThat(sink).extracting("deliveryGuarantee").isEqualTo(DeliveryGuarantee.AT_LEAST_ONCE);
    ProducerRecord<byte[], byte[]> record =
        new TextRecords<HalfForecast>("forecasts", HalfForecast::game)
            .serialize(forecast, new OnePartition(), 0L);
    assertThat(record.topic()).isEqualTo("forecasts");
    assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("g1");
    assertThat(record.value()).asString(StandardCharsets.UTF_8).isEqualTo("g1,T1,3.25,-4.5,11.0,6");
  }

  /** A topic of one partition. */
  private static final class OnePartition
      implements KafkaRecordSerializationSchema.KafkaSinkContext {
    @Override
    public int getParallelInstanceId() {
      return 0;
    }

    @Override
    public int getNumberOfParallelInstances() {
      return 1;
    }

    @Override
    public int[] getPartitionsForTopic(String topic) {
      return new int[] {0};
    }
  }
}
