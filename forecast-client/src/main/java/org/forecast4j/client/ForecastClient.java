package org.forecast4j.client;

import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.internal.Checks;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.CalibrationReport;
import org.forecast4j.wire.DistributionResponse;
import org.forecast4j.wire.FinalScore;
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
import org.jspecify.annotations.Nullable;

/**
 * A client of the hosted API. Make one and keep it: it holds connections and is safe for concurrent
 * use.
 *
 * <pre>{@code
 * try (ForecastClient client = ForecastClient.fromEnv()) {
 *   PredictResponse forecast =
 *       client.predict(Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11));
 *   double margin = forecast.pointForecast();
 * }
 * }</pre>
 *
 * <p>Every call throws {@link IllegalArgumentException} before it sends what can only be refused,
 * {@link IllegalStateException} once the client is closed, and otherwise a {@link
 * ForecastException}: {@link ForecastServiceException} if the server refused or failed, {@link
 * ForecastIoException} if no answer came in time, {@link ForecastProtocolException} if the answer
 * cannot be understood.
 *
 * <p>Calls are tried again (twice, unless set otherwise) where that can help: after an I/O error
 * and after 408, 429, 500, 502, 503 and 504. The pause doubles with each try and is drawn by
 * chance; where the server says a longer {@code Retry-After} that is the pause, unless it is longer
 * than {@link Builder#maxRetryAfter} or the time the call has left, in which case the call fails at
 * once. All calls together have a budget for retries, which only calls that go well refill. Each
 * call carries one {@code Idempotency-Key} and {@code X-Request-Id} through all its tries. A
 * connection that died while it was kept costs no try.
 *
 * <p>A thread that is interrupted while it waits for a call is let go at once: the call is
 * cancelled, a {@link ForecastIoException} says so, and the thread stays interrupted.
 *
 * <p>Its threads are daemons: they don't keep a JVM from ending.
 */
public final class ForecastClient implements AutoCloseable {
  static final String BASE_URL_VARIABLE = "FORECAST_BASE_URL";
  static final String API_KEY_VARIABLE = "FORECAST_API_KEY";

  private static final String BASE_URL_PROPERTY = "forecast.base.url";
  private static final String API_KEY_PROPERTY = "forecast.api.key";

  private final Transport transport;
  private final boolean ownsConnections;
  private final AsyncForecastClient async;

  private ForecastClient(Settings settings, Connections connections, boolean ownsConnections) {
    this.transport = new Transport(settings, connections);
    this.ownsConnections = ownsConnections;
    this.async = new AsyncForecastClient(transport);
  }

  /**
   * Starts with the defaults: {@code http://localhost:8080} and no key, whatever the environment
   * says.
   *
   * <pre>{@code
   * ForecastClient client =
   *     ForecastClient.builder()
   *         .baseUrl("https://forecasts.example")
   *         .apiKey(() -> vault.read("forecast-key"))
   *         .callTimeout(Duration.ofSeconds(2))
   *         .build();
   * }</pre>
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder(new Settings(), null);
  }

  /**
   * A client set up by the environment: {@code FORECAST_BASE_URL} (default {@code
   * http://localhost:8080}) and {@code FORECAST_API_KEY} (default none). The system properties
   * {@code forecast.base.url} and {@code forecast.api.key} come first.
   *
   * @return a client
   * @throws IllegalArgumentException if the base URL or the key cannot be one
   */
  public static ForecastClient fromEnv() {
    return fromEnv(System.getenv());
  }

  static ForecastClient fromEnv(Map<String, String> environment) {
    Builder builder = builder();
    variable(BASE_URL_PROPERTY, BASE_URL_VARIABLE, environment).ifPresent(builder::baseUrl);
    variable(API_KEY_PROPERTY, API_KEY_VARIABLE, environment).ifPresent(builder::apiKey);
    return builder.build();
  }

  private static Optional<String> variable(
      String property, String variable, Map<String, String> environment) {
    return Optional.ofNullable(System.getProperty(property))
        .or(() -> Optional.ofNullable(environment.get(variable)))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /**
   * A builder that starts with this client's settings. What it builds shares this client's
   * connections and can be closed without closing them; it works until this client is closed.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(new Settings(transport.settings()), transport.connections());
  }

  /**
   * A client that differs in some settings and shares the connections, as {@link #toBuilder} says.
   *
   * <pre>{@code
   * ForecastClient patient =
   *     client.withOptions(options -> options.callTimeout(Duration.ofMinutes(2)).retries(5));
   * }</pre>
   *
   * @param change changes settings
   * @return another client
   */
  public ForecastClient withOptions(Consumer<Builder> change) {
    Builder builder = toBuilder();
    change.accept(builder);
    return builder.build();
  }

  /**
   * The same calls without waiting: each returns a future.
   *
   * @return the calls of this client, asynchronous
   */
  public AsyncForecastClient async() {
    return async;
  }

  /**
   * Forecasts a pattern at alpha 0.05, with explanation, by the default model.
   *
   * <pre>{@code
   * PredictResponse forecast = client.predict(pattern.with("expected_margin", 7.0));
   * Interval interval = forecast.interval();
   * }</pre>
   *
   * @param pattern the observations, oldest first, and the covariates that are known
   * @return the forecast
   */
  public PredictResponse predict(Pattern pattern) {
    return predict(PredictRequest.builder(pattern).build());
  }

  /**
   * Forecasts.
   *
   * <pre>{@code
   * PredictRequest request =
   *     PredictRequest.builder(pattern)
   *         .teams("BOS", "NYK", LocalDate.of(2019, 4, 10))
   *         .alpha(0.1)
   *         .build();
   * PredictResponse forecast = client.predict(request);
   * }</pre>
   *
   * @param request what is to be forecast, and how
   * @return the forecast
   */
  public PredictResponse predict(PredictRequest request) {
    return predict(request, RequestOptions.DEFAULT);
  }

  /**
   * Forecasts.
   *
   * <pre>{@code
   * RequestOptions options =
   *     RequestOptions.builder()
   *         .callTimeout(Duration.ofSeconds(5))
   *         .onResponse(raw -> System.out.println(raw.header("X-Request-Id").orElse("none")))
   *         .build();
   * PredictResponse forecast = client.predict(request, options);
   * }</pre>
   *
   * @param request what is to be forecast, and how
   * @param options what is different for this call
   * @return the forecast
   */
  public PredictResponse predict(PredictRequest request, RequestOptions options) {
    return transport.execute(Operation.predict(request), options);
  }

  /**
   * Forecasts a batch; each request is answered or refused for itself.
   *
   * <pre>{@code
   * BatchResponse batch = client.predictBatch(List.of(request, another));
   * for (BatchResponse.Item item : batch.results()) {
   *   item.prediction().ifPresent(forecast -> System.out.println(forecast.pointForecast()));
   *   item.error().ifPresent(problem -> System.out.println(problem.detail()));
   * }
   * }</pre>
   *
   * @param requests what is to be forecast, 1,000 at most unless the server is set up otherwise
   * @return one result a request, in order
   */
  public BatchResponse predictBatch(List<PredictRequest> requests) {
    return predictBatch(requests, RequestOptions.DEFAULT);
  }

  /**
   * Forecasts a batch.
   *
   * @param requests what is to be forecast
   * @param options what is different for this call
   * @return one result a request, in order
   */
  public BatchResponse predictBatch(List<PredictRequest> requests, RequestOptions options) {
    return transport.execute(Operation.predictBatch(requests), options);
  }

  /**
   * The whole predictive distribution of every step.
   *
   * <pre>{@code
   * DistributionResponse steps = client.distribution(request);
   * double lead = steps.path().get(steps.path().size() - 1).probabilityAbove(0.5);
   * }</pre>
   *
   * @param request what is to be forecast; alpha does not matter
   * @return a distribution a step
   */
  public DistributionResponse distribution(PredictRequest request) {
    return distribution(request, RequestOptions.DEFAULT);
  }

  /**
   * The whole predictive distribution of every step.
   *
   * @param request what is to be forecast
   * @param options what is different for this call
   * @return a distribution a step
   */
  public DistributionResponse distribution(PredictRequest request, RequestOptions options) {
    return transport.execute(Operation.distribution(request), options);
  }

  /**
   * Tells what really followed a forecast, from which the intervals learn.
   *
   * <pre>{@code
   * String id = forecast.requestId().orElseThrow();
   * Observed observed = client.observe(Observation.of(id, 12, 12, 15, 14, 16, 18));
   * }</pre>
   *
   * @param observation which forecast, and what followed it; sent twice it counts once
   * @return what the server made of it
   */
  public Observed observe(Observation observation) {
    return observe(observation, RequestOptions.DEFAULT);
  }

  /**
   * Tells what really followed a forecast.
   *
   * @param observation which forecast, and what followed it
   * @param options what is different for this call
   * @return what the server made of it
   */
  public Observed observe(Observation observation, RequestOptions options) {
    return transport.execute(Operation.observe(observation), options);
  }

  /**
   * Takes an outcome of the default model back: what the intervals learned from it is forgotten.
   *
   * <pre>{@code
   * Observed retracted = client.retract(observation.key());
   * }</pre>
   *
   * @param id what the observation is known by, {@link Observation#key()}; needs a key of the role
   *     {@code admin}
   * @return what the server made of it; {@code duplicate} if it was retracted before
   */
  public Observed retract(String id) {
    return transport.execute(Operation.retract(id, Optional.empty()), RequestOptions.DEFAULT);
  }

  /**
   * Takes an outcome of a model back.
   *
   * @param id what the observation is known by
   * @param model its name
   * @param options what is different for this call
   * @return what the server made of it
   */
  public Observed retract(String id, String model, RequestOptions options) {
    return transport.execute(Operation.retract(id, Optional.of(model)), options);
  }

  /**
   * Tells how a game ended, from which the default model, or the one the score names, learns what
   * to expect of its teams.
   *
   * <pre>{@code
   * FinalScore score =
   *     FinalScore.of("0021801230", LocalDate.of(2019, 4, 10), "BKN", "MIA", 113, 94);
   * LearnedResult learned = client.learn(score);
   * }</pre>
   *
   * @param score the final score; sent twice it counts once
   * @return what the server made of it
   */
  public LearnedResult learn(FinalScore score) {
    return learn(score, RequestOptions.DEFAULT);
  }

  /**
   * Tells how a game ended.
   *
   * @param score the final score
   * @param options what is different for this call
   * @return what the server made of it
   */
  public LearnedResult learn(FinalScore score, RequestOptions options) {
    return transport.execute(Operation.learn(score), options);
  }

  /**
   * Takes the result of a game back: what the default model learned from it is forgotten.
   *
   * <pre>{@code
   * LearnedResult taken = client.retractResult("0021801230");
   * }</pre>
   *
   * @param gameId what the game is known by; needs a key of the role {@code admin}
   * @return what the server made of it; {@code duplicate} if it was retracted before
   */
  public LearnedResult retractResult(String gameId) {
    return transport.execute(
        Operation.retractResult(gameId, Optional.empty()), RequestOptions.DEFAULT);
  }

  /**
   * Takes the result of a game back from a model.
   *
   * @param gameId what the game is known by
   * @param model its name
   * @param options what is different for this call
   * @return what the server made of it
   */
  public LearnedResult retractResult(String gameId, String model, RequestOptions options) {
    return transport.execute(Operation.retractResult(gameId, Optional.of(model)), options);
  }

  /**
   * How the server is. One that is not ready answers {@code unavailable}; that is no exception, and
   * it is not tried again.
   *
   * <pre>{@code
   * boolean ready = client.health().modelsLoaded();
   * }</pre>
   *
   * @return its health
   */
  public Health health() {
    return health(RequestOptions.DEFAULT);
  }

  /**
   * How the server is.
   *
   * @param options what is different for this call
   * @return its health
   */
  public Health health(RequestOptions options) {
    return transport.execute(Operation.health(), options);
  }

  /**
   * How the default model is set up, and which others there are.
   *
   * <pre>{@code
   * client.models().models().forEach(model -> System.out.println(model.name()));
   * }</pre>
   *
   * @return the models
   */
  public Models models() {
    return models(RequestOptions.DEFAULT);
  }

  /**
   * How the default model is set up, and which others there are.
   *
   * @param options what is different for this call
   * @return the models
   */
  public Models models(RequestOptions options) {
    return transport.execute(Operation.models(), options);
  }

  /**
   * One model, with its card and checksums.
   *
   * @param name its name
   * @return the model
   */
  public ModelSummary model(String name) {
    return model(name, RequestOptions.DEFAULT);
  }

  /**
   * One model, with its card and checksums.
   *
   * @param name its name
   * @param options what is different for this call
   * @return the model
   */
  public ModelSummary model(String name, RequestOptions options) {
    return transport.execute(Operation.model(name), options);
  }

  /**
   * How often the intervals of the default model covered lately.
   *
   * <pre>{@code
   * client.calibration().intervals().forEach(at -> System.out.println(at.coverage()));
   * }</pre>
   *
   * @return the report
   */
  public CalibrationReport calibration() {
    return transport.execute(Operation.calibration(), RequestOptions.DEFAULT);
  }

  /**
   * How often the intervals of a model covered lately.
   *
   * @param model its name
   * @param options what is different for this call
   * @return the report
   */
  public CalibrationReport calibration(String model, RequestOptions options) {
    return transport.execute(Operation.calibration(model), options);
  }

  /**
   * The games that are followed.
   *
   * @return the games
   */
  public Games games() {
    return games(RequestOptions.DEFAULT);
  }

  /**
   * The games that are followed.
   *
   * @param options what is different for this call
   * @return the games
   */
  public Games games(RequestOptions options) {
    return transport.execute(Operation.games(), options);
  }

  /**
   * One game.
   *
   * @param id its id
   * @return the game
   */
  public GameState game(String id) {
    return game(id, RequestOptions.DEFAULT);
  }

  /**
   * One game.
   *
   * @param id its id
   * @param options what is different for this call
   * @return the game
   */
  public GameState game(String id, RequestOptions options) {
    return transport.execute(Operation.game(id), options);
  }

  /**
   * Tells the score of a live game. Once its pattern is complete the server forecasts it, and once
   * half-time is reached it observes the outcome.
   *
   * <pre>{@code
   * ScoreTick tick = new ScoreTick(1, "11:46", 2, 0);
   * GameState game = client.pushScores("0021800001", ScoresRequest.of(tick));
   * }</pre>
   *
   * @param gameId the game; it begins to be followed with its first score
   * @param scores one or many scores, in any order
   * @return the game after them
   */
  public GameState pushScores(String gameId, ScoresRequest scores) {
    return pushScores(gameId, scores, RequestOptions.DEFAULT);
  }

  /**
   * Tells the score of a live game.
   *
   * @param gameId the game
   * @param scores one or many scores, in any order
   * @param options what is different for this call
   * @return the game after them
   */
  public GameState pushScores(String gameId, ScoresRequest scores, RequestOptions options) {
    return transport.execute(Operation.pushScores(gameId, scores), options);
  }

  /**
   * What happens to all live games. It connects when it is subscribed to.
   *
   * <pre>{@code
   * GameStream games = client.gameStream();
   * CompletableFuture<Void> end =
   *     games.forEach(event -> event.game().ifPresent(game -> System.out.println(game.status())));
   * }</pre>
   *
   * @return the stream, to be closed
   */
  public GameStream gameStream() {
    return gameStream(Set.of(), OptionalLong.empty());
  }

  /**
   * What happens to some live games, from some event on.
   *
   * @param gameIds the games; all if empty
   * @param lastEventId the id of the last event that is known; begins with all games if empty
   * @return the stream, to be closed
   */
  public GameStream gameStream(Set<String> gameIds, OptionalLong lastEventId) {
    return new GameStream(transport, gameIds, lastEventId);
  }

  /**
   * The default model of the server as a forecaster: what works with a forecaster of the core works
   * with it, and the numbers are the same.
   *
   * <p>Each forecast is a call, a batch one for 200 patterns; {@link Forecaster#explain} fetches up
   * to 1,000 analogs. It goes on with the model of that name when the server has another default. A
   * pattern of another length is refused without a call.
   *
   * <pre>{@code
   * Forecaster forecaster = client.asForecaster();
   * double margin = forecaster.forecast(pattern).point();
   * }</pre>
   *
   * @return the forecaster
   */
  public Forecaster asForecaster() {
    return new RemoteForecaster(this, defaultModel());
  }

  /**
   * A model of the server as a forecaster, as {@link #asForecaster()}.
   *
   * @param model its name
   * @return the forecaster
   */
  public Forecaster asForecaster(String model) {
    return new RemoteForecaster(this, model(model));
  }

  /**
   * The default model of the server with its intervals: an application moves from a model of its
   * own to a hosted one by changing the line that makes it.
   *
   * <p>{@link ConformalWrapper#observe} tells the server, which learns for all its callers; so the
   * wrapper it returns is this one, and a wrapper does not stay as it was when others observe. A
   * confidence that the calibration cannot support has infinite intervals, as in the core.
   *
   * <pre>{@code
   * ConformalWrapper model = client.asConformalWrapper();
   * IntervalForecast forecast = model.forecast(pattern, 0.9);
   * ConformalWrapper next = model.observe(forecast, 12, 12, 15, 14, 16, 18);
   * }</pre>
   *
   * @return the wrapper
   */
  public ConformalWrapper asConformalWrapper() {
    return new RemoteWrapper(this, new RemoteForecaster(this, defaultModel()));
  }

  /**
   * A model of the server with its intervals, as {@link #asConformalWrapper()}.
   *
   * @param model its name
   * @return the wrapper
   */
  public ConformalWrapper asConformalWrapper(String model) {
    return new RemoteWrapper(this, new RemoteForecaster(this, model(model)));
  }

  private ModelSummary defaultModel() {
    List<ModelSummary> models = models().models();
    return models.stream()
        .filter(ModelSummary::isDefault)
        .findFirst()
        .orElseThrow(
            () ->
                new ForecastProtocolException(
                    "GET /models lists no default model among "
                        + models.stream().map(ModelSummary::name).toList()
                        + "; name the model",
                    0,
                    null));
  }

  /**
   * Ends the client. Connections and threads that it made are closed, with calls that are still
   * running and with the clients derived from it; what it was given, as by {@link
   * Builder#httpClient} or {@link #toBuilder}, is left alone. Calling it again does nothing.
   */
  @Override
  public void close() {
    transport.close(ownsConnections);
  }

  /** Tells the base URL, and never the key. */
  @Override
  public String toString() {
    return "ForecastClient[" + transport.settings().baseUrl + "]";
  }

  /** Builds clients. Not thread-safe. */
  public static final class Builder {
    private final Settings settings;
    private @Nullable Connections connections;
    private boolean derived;

    private Builder(Settings settings, @Nullable Connections connections) {
      this.settings = settings;
      this.connections = connections;
      derived = connections != null;
    }

    /**
     * Sets where the server is.
     *
     * @param url {@code http://} or {@code https://}, host, port, and path if the server is not at
     *     the root
     * @return this builder
     * @throws IllegalArgumentException if it is not such a URL
     */
    public Builder baseUrl(String url) {
      settings.baseUrl = Settings.baseUrl(url);
      return this;
    }

    /**
     * Sets the key. It is sent as a bearer token, to this server only: redirects are not followed.
     *
     * @param key the key
     * @return this builder
     * @throws IllegalArgumentException if it is empty or cannot be sent in a header
     */
    public Builder apiKey(String key) {
      Optional<String> value = Optional.of(Settings.requireKey(key));
      settings.apiKey = () -> value;
      return this;
    }

    /**
     * Sets where the key comes from, for keys that change.
     *
     * @param supplier asked before every try, on the thread that makes it
     * @return this builder
     */
    public Builder apiKey(Supplier<String> supplier) {
      settings.apiKey = () -> Optional.of(Settings.requireKey(supplier.get()));
      return this;
    }

    /**
     * Sets how long connecting may take.
     *
     * @param value more than zero; 5 s if not set
     * @return this builder
     */
    public Builder connectTimeout(Duration value) {
      settings.connectTimeout = Settings.requirePositive(value, "connectTimeout");
      return this;
    }

    /**
     * Sets how long the server may be silent, or refuse to take more, within a try.
     *
     * @param value more than zero; 10 s if not set
     * @return this builder
     */
    public Builder readTimeout(Duration value) {
      settings.readTimeout = Settings.requirePositive(value, "readTimeout");
      return this;
    }

    /**
     * Sets how long a call may take with all its tries and pauses.
     *
     * @param value more than zero; 30 s if not set
     * @return this builder
     */
    public Builder callTimeout(Duration value) {
      settings.callTimeout = Settings.requirePositive(value, "callTimeout");
      return this;
    }

    /**
     * Sets how long a stream of games may be silent before it connects anew.
     *
     * @param value longer than the server's ping interval, which is 15 s unless set otherwise; 45 s
     *     if not set
     * @return this builder
     */
    public Builder streamTimeout(Duration value) {
      settings.streamTimeout = Settings.requirePositive(value, "streamTimeout");
      return this;
    }

    /**
     * Sets how often to try again at most.
     *
     * @param count 0 for a single try; 2 if not set
     * @return this builder
     */
    public Builder retries(int count) {
      settings.retries = Checks.atLeast(0, count, "retries");
      return this;
    }

    /**
     * Sets the pauses between tries. Each is twice as long as the one before, and drawn by chance
     * between half of that and all of it.
     *
     * @param first the first pause; 100 ms if not set
     * @param longest no pause is longer; 2 s if not set
     * @return this builder
     * @throws IllegalArgumentException if one is not positive or the first is the longer one
     */
    public Builder backoff(Duration first, Duration longest) {
      settings.backoff = Settings.requirePositive(first, "first pause");
      settings.maxBackoff = Settings.requirePositive(longest, "longest pause");
      if (first.compareTo(longest) > 0) {
        throw new IllegalArgumentException(
            "first pause is " + first + "; expected at most the longest, " + longest);
      }
      return this;
    }

    /**
     * Sets how long to wait at most because the server says {@code Retry-After}. If it says more,
     * the call fails at once, and the exception tells how long; more than a day is taken for a
     * fault, and this is waited.
     *
     * @param longest more than zero; 10 s if not set
     * @return this builder
     */
    public Builder maxRetryAfter(Duration longest) {
      settings.maxRetryAfter = Settings.requirePositive(longest, "maxRetryAfter");
      return this;
    }

    /**
     * Sets how many asynchronous calls run at once; others wait for their turn. A client that
     * shares connections shares theirs.
     *
     * @param count at least 1; 64 if not set
     * @return this builder
     */
    public Builder maxRequestsPerHost(int count) {
      settings.requestsPerHost = Checks.atLeast(1, count, "maxRequestsPerHost");
      return this;
    }

    /**
     * Sets how long an answer may be, decompressed.
     *
     * @param bytes at least 1; 32 MiB if not set
     * @return this builder
     */
    public Builder maxResponseBytes(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException(
            "maxResponseBytes is " + bytes + "; expected at least 1");
      }
      settings.responseBytes = bytes;
      return this;
    }

    /**
     * Sets the proxy.
     *
     * @param value the proxy, or {@link Proxy#NO_PROXY}; the system's if not set
     * @return this builder
     */
    public Builder proxy(Proxy value) {
      settings.proxy = Optional.of(value);
      return this;
    }

    /**
     * Sets whom to trust, and the client's own certificate if the sockets have one.
     *
     * @param sockets of an {@link javax.net.ssl.SSLContext}
     * @param trust the trust manager that the context was made with
     * @return this builder
     */
    public Builder tls(SSLSocketFactory sockets, X509TrustManager trust) {
      settings.tls = Optional.of(new Settings.Tls(sockets, trust));
      return this;
    }

    /**
     * Sets whether the server is to refuse what it does not know, a misspelt covariate or a field
     * of a later version, rather than to ignore it: it is then a {@link ForecastServiceException}
     * of status 400 that names it, of a batch that of the one request.
     *
     * @param refuse false if not set
     * @return this builder
     */
    public Builder strict(boolean refuse) {
      settings.strict = refuse;
      return this;
    }

    /**
     * Adds a header to every request.
     *
     * @param name its name
     * @param value its value, instead of any the client has for the name
     * @return this builder
     * @throws IllegalArgumentException if it cannot be sent
     */
    public Builder header(String name, String value) {
      Settings.requireHeader(name, value);
      settings.headers.put(name, value);
      return this;
    }

    /**
     * Says what application this is.
     *
     * @param product such as {@code scoreboard/2.1}; stands before the client's own name
     * @return this builder
     * @throws IllegalArgumentException if it cannot be sent
     */
    public Builder userAgent(String product) {
      Settings.requireHeader("User-Agent", product);
      settings.userAgent = product;
      return this;
    }

    /**
     * Builds on an OkHttp client: its connections, threads, event listeners, authenticators and
     * interceptors. Closing what is built leaves it open. Timeouts, redirects and retries are those
     * of this builder.
     *
     * @param http the client; it decides how many calls run at once
     * @return this builder
     */
    public Builder httpClient(OkHttpClient http) {
      connections = Connections.of(http);
      derived = false;
      return this;
    }

    /**
     * Adds an interceptor, which sees every try. A call fails with a {@link ForecastIoException} if
     * it throws.
     *
     * @param interceptor the interceptor
     * @return this builder
     */
    public Builder interceptor(Interceptor interceptor) {
      settings.interceptors.add(interceptor);
      return this;
    }

    /**
     * Sets how much is logged.
     *
     * @param level nothing if not set
     * @return this builder
     */
    public Builder logLevel(LogLevel level) {
      settings.logLevel = level;
      return this;
    }

    Builder timing(Timing timing) {
      settings.timing = timing;
      return this;
    }

    /**
     * Builds the client. It connects with its first call.
     *
     * @return a client
     */
    public ForecastClient build() {
      Connections used =
          connections == null ? Connections.open(settings.requestsPerHost) : connections;
      return new ForecastClient(new Settings(settings), used, !derived);
    }
  }
}
