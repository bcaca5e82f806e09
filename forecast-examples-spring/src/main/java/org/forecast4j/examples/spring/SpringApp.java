package org.forecast4j.examples.spring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Pattern;
import org.forecast4j.spring.ForecastModel;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * A Spring Boot application with a model: a visitor sends values and gets a forecast, later sends
 * what happened, and the next forecast has learned from it. Whether the model is in the application
 * or at a server is a matter of {@code application.properties}; the code is the same.
 */
@SpringBootApplication
@RestController
public class SpringApp {
  private final ForecastModel model;
  private final AtomicInteger lastId = new AtomicInteger();

  /** Those that wait for their outcome; an application would let go of the old ones. */
  private final Map<String, IntervalForecast> waiting = new ConcurrentHashMap<>();

  /** What a visitor gets, rounded to hundredths. */
  record Answer(String id, double halftime, double lower, double upper) {}

  SpringApp(ForecastModel model) {
    this.model = model;
  }

  /** Stays if it is given a port, {@code --server.port=8080}, and else visits itself. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ConfigurableApplicationContext app = SpringApplication.run(SpringApp.class, arguments);
    if ("0".equals(app.getEnvironment().getProperty("server.port"))) {
      try (app) {
        String port = app.getEnvironment().getProperty("local.server.port");
        visit(URI.create("http://127.0.0.1:" + port));
      }
    }
  }

  @PostMapping("/forecasts")
  @ResponseStatus(HttpStatus.CREATED)
  Answer forecast(@RequestBody double[] margins) {
    IntervalForecast forecast = model.forecast(Pattern.of(margins), 0.9);
    String id = String.valueOf(lastId.incrementAndGet());
    waiting.put(id, forecast);
    return new Answer(
        id,
        hundredths(forecast.point()),
        hundredths(forecast.interval().lower()),
        hundredths(forecast.interval().upper()));
  }

  @PutMapping("/forecasts/{id}/outcome")
  Map<String, Integer> observe(@PathVariable("id") String id, @RequestBody double[] actual) {
    model.current().forecaster().shape().requireOutcome(actual);
    // A refused outcome leaves it waiting; of two at once, one learns.
    IntervalForecast forecast = waiting.remove(id);
    if (forecast == null) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    model.observe(forecast, actual);
    return Map.of("learned", model.current().calibrationSize());
  }

  @ExceptionHandler(IllegalArgumentException.class)
  @ResponseStatus(HttpStatus.BAD_REQUEST)
  String refused(IllegalArgumentException reason) {
    return String.valueOf(reason.getMessage());
  }

  private static double hundredths(double value) {
    return Math.round(100 * value) / 100.0;
  }

  private static void visit(URI app) throws IOException, InterruptedException {
    String margins = "[0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11]";
    send(app, "POST", "/forecasts", margins);
    send(app, "PUT", "/forecasts/1/outcome", "[12, 12, 15, 14, 16, 18]");
    send(app, "POST", "/forecasts", margins);
    send(app, "POST", "/forecasts", "[1, 2, 3]");
  }

  private static void send(URI app, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(app.resolve(path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
  }
}
