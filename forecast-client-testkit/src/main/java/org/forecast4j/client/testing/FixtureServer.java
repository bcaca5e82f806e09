package org.forecast4j.client.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.wire.BatchRequest;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.FinalScore;
import org.forecast4j.wire.GameEvent;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.Games;
import org.forecast4j.wire.Health;
import org.forecast4j.wire.LearnedResult;
import org.forecast4j.wire.ModelSummary;
import org.forecast4j.wire.Models;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.Observed;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoresRequest;
import org.forecast4j.wire.WireCodec;

/**
 * A server in this JVM, for tests of what uses the client. It answers as the hosted API does, with
 * the numbers of a model of the core, and goes wrong when it is told to.
 *
 * <pre>{@code
 * try (FixtureServer server = FixtureServer.start();
 *     ForecastClient client = server.client().build()) {
 *   server.next(Fault.problem(503, "still loading"));
 *   PredictResponse forecast = client.predict(pattern); // the second try
 * }
 * }</pre>
 *
 * <p>Safe for concurrent use.
 */
public final class FixtureServer implements AutoCloseable {
  private static final Shape HALF_TIME = new Shape(18, 6);
  private static final int CALIBRATION_GAMES = 199;
  private static final int NOT_FOUND = 404;
  private static final int BAD_REQUEST = 400;

  private final MockWebServer server = new MockWebServer();
  private final FixtureModel model;
  private final BlockingQueue<Fault> faults = new LinkedBlockingQueue<>();
  private final EventFeed feed;
  private final Queue<RecordedRequest> requests = new ConcurrentLinkedQueue<>();

  private FixtureServer(ConformalWrapper wrapper) {
    model = new FixtureModel(wrapper);
    feed = new EventFeed(model::games);
  }

  /**
   * Starts with a small model of half-time margins: persistence, calibrated on seeded random walks.
   *
   * @return a server that runs
   */
  public static FixtureServer start() {
    Random random = new Random(1);
    List<LabeledPattern> games = new ArrayList<>();
    for (int i = 0; i < CALIBRATION_GAMES; i++) {
      double[] margins = new double[HALF_TIME.horizon()];
      double margin = 0;
      for (int step = 0; step < margins.length; step++) {
        margin += Math.rint(2 * random.nextGaussian());
        margins[step] = margin;
      }
      Pattern level = Pattern.of(new double[HALF_TIME.inputLength()]);
      games.add(LabeledPattern.of("walk-" + i, LocalDate.EPOCH.plusDays(i), level, margins));
    }
    return start(SplitConformal.calibrate(new Persistence(HALF_TIME), games));
  }

  /**
   * Starts with a model.
   *
   * @param wrapper what the answers are computed with
   * @return a server that runs
   */
  public static FixtureServer start(ConformalWrapper wrapper) {
    FixtureServer fixture = new FixtureServer(wrapper);
    Logger.getLogger(MockWebServer.class.getName()).setLevel(Level.WARNING);
    fixture.server.setServerSocketFactory(new PromptSockets());
    fixture.server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return fixture.answer(request);
          }
        });
    try {
      fixture.server.start(InetAddress.getLoopbackAddress(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return fixture;
  }

  /**
   * Where it is.
   *
   * @return what to give {@link ForecastClient.Builder#baseUrl}
   */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /**
   * A builder of clients for it.
   *
   * @return a builder whose base URL is set
   */
  public ForecastClient.Builder client() {
    return ForecastClient.builder().baseUrl(baseUrl());
  }

  /**
   * Says what goes wrong with the next answers, one after another; all others are good.
   *
   * @param next the faults in order
   * @return this server
   */
  public FixtureServer next(Fault... next) {
    faults.addAll(List.of(next));
    return this;
  }

  /**
   * What was asked so far.
   *
   * @return the requests, oldest first
   */
  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  /**
   * Tells those who follow the games what happened; scores that are pushed are told by themselves.
   *
   * @param type such as {@code score_update} or {@code outcome}
   * @param game the game after it
   * @return the event, with the id it got
   */
  public GameEvent publish(String type, GameState game) {
    return feed.publish(type, game);
  }

  /** Ends the streams that are open; those who come back miss nothing. */
  public void cutStreams() {
    feed.cut();
  }

  /** Ends the streams that are open and forgets what they told, as a restart does. */
  public void forgetEvents() {
    feed.forget();
  }

  /** Ends it, and the connections to it. */
  @Override
  public void close() {
    feed.close();
    server.close();
  }

  private MockResponse answer(RecordedRequest request) {
    requests.add(request);
    Fault fault = faults.poll();
    MockResponse good = good(request);
    return fault == null ? good : fault.on(good);
  }

  private MockResponse good(RecordedRequest request) {
    byte[] body = request.getBody() == null ? new byte[0] : request.getBody().toByteArray();
    try {
      return route(request, body);
    } catch (FixtureModel.Refused e) {
      return Fault.problemAnswer(e.status, String.valueOf(e.getMessage()), e.facts).build();
    } catch (IllegalArgumentException e) {
      return Fault.problemAnswer(BAD_REQUEST, String.valueOf(e.getMessage()), Map.of()).build();
    }
  }

  private MockResponse route(RecordedRequest request, byte[] body) {
    List<String> path = request.getUrl().pathSegments();
    String route = request.getMethod() + " /" + String.join("/", path);
    return switch (route) {
      case "POST /predict" ->
          json(PredictResponse.CODEC, model.predict(PredictRequest.CODEC.read(body)));
      case "POST /predict/batch" ->
          json(BatchResponse.CODEC, model.batch(BatchRequest.CODEC.read(body)));
      case "POST /distribution" ->
          json(DistributionResponse.CODEC, model.distribution(PredictRequest.CODEC.read(body)));
      case "POST /observations" ->
          json(Observed.CODEC, model.observe(Observation.CODEC.read(body)));
      case "POST /results" -> json(LearnedResult.CODEC, model.learn(FinalScore.CODEC.read(body)));
      case "GET /health" -> json(Health.CODEC, model.health());
      case "GET /models" -> json(Models.CODEC, model.models());
      case "GET /models/" + FixtureModel.NAME -> json(ModelSummary.CODEC, model.model());
      case "GET /calibration" -> json(CalibrationReport.CODEC, model.calibration());
      case "GET /games/stream" ->
          feed.open(Optional.ofNullable(request.getHeaders().get("Last-Event-ID")));
      case "GET /games" -> json(Games.CODEC, model.games());
      default ->
          request.getMethod().equals("DELETE") && path.size() == 2
              ? retraction(path)
              : game(request.getMethod(), path, body);
    };
  }

  private MockResponse retraction(List<String> path) {
    return switch (path.get(0)) {
      case "observations" -> json(Observed.CODEC, model.retract(path.get(1)));
      case "results" -> json(LearnedResult.CODEC, model.retractResult(path.get(1)));
      default -> throw nothing("DELETE /" + String.join("/", path));
    };
  }

  private MockResponse game(String method, List<String> path, byte[] body) {
    if (path.size() == 3 && path.get(0).equals("games") && method.equals("POST")) {
      GameState game = model.push(path.get(1), ScoresRequest.CODEC.read(body));
      feed.publish("score_update", game);
      return json(GameState.CODEC, game);
    }
    if (path.size() == 2 && path.get(0).equals("games")) {
      return model
          .game(path.get(1))
          .map(game -> json(GameState.CODEC, game))
          .orElseThrow(() -> nothing("game '" + path.get(1) + "'"));
    }
    throw nothing(method + " /" + String.join("/", path));
  }

  private static FixtureModel.Refused nothing(String what) {
    return new FixtureModel.Refused(NOT_FOUND, "there is no " + what, Map.of());
  }

  private static <T> MockResponse json(WireCodec<T> codec, T message) {
    return new MockResponse.Builder()
        .setHeader("Content-Type", "application/json")
        .body(new Buffer().write(codec.write(message)))
        .build();
  }
}
