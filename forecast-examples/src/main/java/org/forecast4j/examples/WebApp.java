package org.forecast4j.examples;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.bundle.ForecastBundle;

/**
 * A web application with the model in it: a visitor sends values and gets a forecast, later sends
 * what happened, and the next forecast has learned from it. A model never changes: what has learned
 * is a new one, so a reference that is swapped is all that threads need. {@link ForecastBundle#of}
 * and {@code save} would keep what was learned over a restart.
 */
public final class WebApp {
  private final AtomicReference<ConformalWrapper> model;
  private final AtomicInteger lastId = new AtomicInteger();

  /** Those that wait for their outcome; an application would let go of the old ones. */
  private final Map<String, IntervalForecast> waiting = new ConcurrentHashMap<>();

  /** What a visitor gets, rounded to hundredths. */
  record Answer(String id, double halftime, double lower, double upper) {}

  private WebApp(ConformalWrapper model) {
    this.model = new AtomicReference<>(model);
  }

  /** Arguments: the folder of the model; a port to stay on instead of one visit. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "models/nba-halftime");
    WebApp app = new WebApp(ForecastBundle.load(folder).conformal());
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    Javalin server = Javalin.create(app::configure).start("127.0.0.1", port);
    if (port == 0) {
      visit(URI.create("http://127.0.0.1:" + server.port()));
      server.stop();
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.routes.post("/forecasts", this::forecast);
    config.routes.put("/forecasts/{id}/outcome", this::observe);
    config.routes.exception(
        IllegalArgumentException.class,
        (e, ctx) -> ctx.status(HttpStatus.BAD_REQUEST).result(String.valueOf(e.getMessage())));
  }

  private void forecast(Context ctx) {
    double[] margins = ctx.bodyValidator(double[].class).get();
    IntervalForecast forecast = model.get().forecast(Pattern.of(margins), 0.9);
    String id = String.valueOf(lastId.incrementAndGet());
    waiting.put(id, forecast);
    ctx.status(HttpStatus.CREATED)
        .json(
            new Answer(
                id,
                hundredths(forecast.point()),
                hundredths(forecast.interval().lower()),
                hundredths(forecast.interval().upper())));
  }

  private void observe(Context ctx) {
    double[] actual = ctx.bodyValidator(double[].class).get();
    String id = ctx.pathParam("id");
    IntervalForecast forecast = waiting.get(id);
    if (forecast == null) {
      throw new NotFoundResponse("no forecast " + id + " waits for its outcome");
    }
    // A refused outcome leaves it waiting; of two at once, one learns.
    model.get().forecaster().shape().requireOutcome(actual);
    if (waiting.remove(id, forecast)) {
      model.updateAndGet(current -> current.observe(forecast, actual));
    }
    ctx.json(Map.of("learned", model.get().calibrationSize()));
  }

  private static double hundredths(double value) {
    return Math.round(100 * value) / 100.0;
  }

  private static void visit(URI app) throws IOException, InterruptedException {
    String margins = "[0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11]";
    send(app, "POST", "/forecasts", margins);
    send(app, "PUT", "/forecasts/1/outcome", "[12, 12, 15, 14, 16, 18]");
    send(app, "PUT", "/forecasts/1/outcome", "[12, 12, 15, 14, 16, 18]");
    send(app, "POST", "/forecasts", margins);
    send(app, "POST", "/forecasts", "[1, 2, 3]");
  }

  private static void send(URI app, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(app.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
  }
}
