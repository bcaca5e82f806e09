package org.forecast4j.examples;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.forecast4j.Pattern;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.ForecastException;
import org.forecast4j.client.ForecastServiceException;
import org.forecast4j.wire.BatchResponse;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.PredictRequest;
import org.forecast4j.wire.PredictResponse;

/**
 * Calls a server, at {@code FORECAST_BASE_URL}: one forecast, some at once, a batch, and the
 * outcome when it is known. The client tries again by itself where that is safe; what is left is
 * one kind of exception. {@link MonitoredCalls} adds metrics and traces.
 */
public final class HostedCalls {
  private static final Pattern PATTERN =
      Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11);

  private HostedCalls() {}

  public static void main(String[] arguments) {
    try (ForecastClient client = ForecastClient.fromEnv()) {
      run(client);
    } catch (ForecastException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    }
  }

  static void run(ForecastClient client) {
    PredictResponse one = client.predict(PredictRequest.builder(PATTERN).alpha(0.1).build());
    System.out.printf(
        Locale.ROOT,
        "one: %.1f, 90 %% from %.1f to %.1f%n",
        one.pointForecast(),
        one.interval().lower(),
        one.interval().upper());

    List<CompletableFuture<PredictResponse>> several =
        Stream.generate(() -> client.async().predict(PATTERN)).limit(4).toList();
    several.forEach(
        later -> System.out.printf(Locale.ROOT, "at once: %.1f%n", later.join().pointForecast()));

    PredictRequest request = PredictRequest.builder(PATTERN).build();
    PredictRequest tooShort = PredictRequest.builder(Pattern.of(1, 2, 3)).build();
    for (BatchResponse.Item item : client.predictBatch(List.of(request, tooShort)).results()) {
      System.out.println(
          "in the batch: "
              + item.prediction()
                  .map(answer -> String.format(Locale.ROOT, "%.1f", answer.pointForecast()))
                  .orElseGet(() -> "refused: " + item.error().orElseThrow().detail()));
    }

    String id = one.requestId().orElseThrow();
    System.out.println(
        "learned: " + client.observe(Observation.of(id, 12, 12, 15, 14, 16, 18)).status());
    try {
      client.predict(Pattern.of(1, 2, 3));
    } catch (ForecastServiceException.Unprocessable | ForecastServiceException.BadRequest e) {
      System.out.println("refused: " + e.problem().orElseThrow().detail());
    }
  }
}
