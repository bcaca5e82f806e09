package org.forecast4j.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.forecast4j.Pattern;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.ForecastException;
import org.forecast4j.wire.PredictResponse;
import org.jspecify.annotations.Nullable;

/**
 * Calls a server, at {@code FORECAST_BASE_URL}, with metrics and traces through OkHttp's own hooks.
 * An application would hand both to the libraries it has for them.
 */
public final class MonitoredCalls {
  private static final Pattern PATTERN =
      Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);

  private MonitoredCalls() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    try (ForecastClient client = ForecastClient.fromEnv()) {
      run(client.toBuilder(), out);
    } catch (ForecastException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    }
  }

  static void run(ForecastClient.Builder builder, PrintWriter out) {
    Metrics metrics = new Metrics();
    OkHttpClient http = new OkHttpClient.Builder().eventListenerFactory(metrics).build();
    try (ForecastClient client =
        builder.httpClient(http).interceptor(new Tracing(out::println)).build()) {
      CompletableFuture<PredictResponse> later = client.async().predict(PATTERN);
      for (int i = 0; i < 3; i++) {
        double margin = client.predict(PATTERN).pointForecast();
        out.printf(Locale.ROOT, "margin %.1f%n", margin);
      }
      out.printf(Locale.ROOT, "margin %.1f%n", later.join().pointForecast());
    } finally {
      // The client leaves open what it was given.
      http.dispatcher().executorService().shutdown();
      http.connectionPool().evictAll();
    }
    metrics.print(out);
  }

  /** Counts and times tries by route and by how they ended. Safe for concurrent use. */
  static final class Metrics implements EventListener.Factory {
    private final Map<String, Series> tries = new ConcurrentSkipListMap<>();
    private final LongAdder connections = new LongAdder();

    private static final class Series {
      private final LongAdder count = new LongAdder();
      private final LongAdder nanos = new LongAdder();
    }

    @Override
    public EventListener create(Call call) {
      // The first segment alone: ids that follow would make a series each.
      String route = "/" + call.request().url().pathSegments().get(0);
      long start = System.nanoTime();
      return new EventListener() {
        private String outcome = "none";

        @Override
        public void connectEnd(
            Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
          connections.increment();
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
          outcome = String.valueOf(response.code());
        }

        @Override
        public void callEnd(Call call) {
          count(route, outcome, System.nanoTime() - start);
        }

        @Override
        public void callFailed(Call call, IOException failure) {
          count(route, failure.getClass().getSimpleName(), System.nanoTime() - start);
        }
      };
    }

    private void count(String route, String outcome, long nanos) {
      String labels = "{route=\"" + route + "\",outcome=\"" + outcome + "\"}";
      Series series = tries.computeIfAbsent(labels, name -> new Series());
      series.count.increment();
      series.nanos.add(nanos);
    }

    /** As Prometheus reads them. */
    void print(PrintWriter out) {
      tries.forEach(
          (labels, series) -> {
            out.println("forecast_client_try_seconds_count" + labels + " " + series.count);
            double seconds = series.nanos.sum() / 1e9;
            out.printf(Locale.ROOT, "forecast_client_try_seconds_sum%s %.6f%n", labels, seconds);
          });
      out.println("forecast_client_connections_total " + connections);
    }
  }

  /**
   * Sends a trace context with every try and reports it as a span.
   *
   * @see <a href="https://www.w3.org/TR/trace-context/">W3C, Trace Context</a>
   */
  static final class Tracing implements Interceptor {
    private final Consumer<Span> spans;

    Tracing(Consumer<Span> spans) {
      this.spans = spans;
    }

    /**
     * One try.
     *
     * @param status the HTTP status; 0 if there was no answer
     */
    record Span(String trace, String id, String name, int status, Duration took) {
      String header() {
        return "00-" + trace + "-" + id + "-01";
      }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
      Request request = chain.request();
      // All tries of a call have one request id, so they are spans of one trace.
      String requestId = String.valueOf(request.header("X-Request-Id"));
      String trace =
          UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8))
              .toString()
              .replace("-", "");
      String id = String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
      String name = request.method() + " " + request.url().encodedPath();
      long start = System.nanoTime();
      int status = 0;
      try {
        Span begun = new Span(trace, id, name, 0, Duration.ZERO);
        Response response =
            chain.proceed(request.newBuilder().header("traceparent", begun.header()).build());
        status = response.code();
        return response;
      } finally {
        spans.accept(
            new Span(trace, id, name, status, Duration.ofNanos(System.nanoTime() - start)));
      }
    }
  }
}
