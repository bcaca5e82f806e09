package org.forecast4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.forecast4j.Pattern;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A whole application, with all that Boot configures by itself. */
class WebTest {
  @TempDir Path folder;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Forecasts.class)
  static class Application {}

  @RestController
  static class Forecasts {
    private final ForecastModel model;

    Forecasts(ForecastModel model) {
      this.model = model;
    }

    @PostMapping("/forecasts")
    double forecast(@RequestBody double[] values) {
      return model.forecast(Pattern.of(values), 0.8).point();
    }
  }

  private static ConfigurableApplicationContext start(String... properties) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setRegisterShutdownHook(false);
    String[] arguments = new String[properties.length + 4];
    arguments[0] = "--server.port=0";
    arguments[1] = "--management.endpoints.web.exposure.include=health,metrics";
    arguments[2] = "--management.endpoint.health.show-details=always";
    arguments[3] = "--spring.main.banner-mode=off";
    for (int i = 0; i < properties.length; i++) {
      arguments[4 + i] = "--" + properties[i];
    }
    return application.run(arguments);
  }

  private static HttpResponse<String> send(
      ConfigurableApplicationContext context, HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    String port = context.getEnvironment().getProperty("local.server.port");
    return HttpClient.newHttpClient()
        .send(
            request.uri(URI.create("http://127.0.0.1:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(ConfigurableApplicationContext context, String path)
      throws IOException, InterruptedException {
    return send(context, HttpRequest.newBuilder(), path);
  }

  private static String forecast(ConfigurableApplicationContext context)
      throws IOException, InterruptedException {
    return send(
            context,
            HttpRequest.newBuilder()
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("[1, 2, 4, 3, 5]")),
            "/forecasts")
        .body();
  }

  private static String expected() {
    return String.valueOf(Fixtures.bundle("1").conformal().forecast(Fixtures.PATTERN, 0.8).point());
  }

  @Test
  void an_application_with_the_model_in_it_forecasts_and_shows_health_and_metrics()
      throws IOException, InterruptedException {
    Path bundle = Fixtures.save(Fixtures.bundle("1"), folder.resolve("walks"));
    try (ConfigurableApplicationContext context = start("forecast.bundle=" + bundle)) {
      assertThat(forecast(context)).isEqualTo(expected());
      assertThat(get(context, "/actuator/health").body())
          .contains("\"forecast\":{", "\"model\":\"walks\"", "\"outcomes\":0");
      assertThat(get(context, "/actuator/metrics/forecast.calls?tag=call:forecast").body())
          .contains("\"statistic\":\"COUNT\",\"value\":1.0");
    }
  }

  @Test
  void the_same_application_asks_a_server() throws IOException, InterruptedException {
    try (FixtureServer server = FixtureServer.start(Fixtures.bundle("1").conformal());
        ConfigurableApplicationContext context =
            start("forecast.base-url=" + server.baseUrl(), "forecast.retries=0")) {
      assertThat(forecast(context)).isEqualTo(expected());
      assertThat(get(context, "/actuator/health").statusCode()).isEqualTo(200);
      server.next(Fault.problem(401, "no valid key"));
      HttpResponse<String> down = get(context, "/actuator/health");
      assertThat(down.statusCode()).isEqualTo(503);
      assertThat(down.body()).contains("no valid key");
    }
  }

  @Test
  void health_of_the_model_can_be_switched_off() throws IOException, InterruptedException {
    Path bundle = Fixtures.save(Fixtures.bundle("1"), folder.resolve("walks"));
    try (ConfigurableApplicationContext context =
        start("forecast.bundle=" + bundle, "management.health.forecast.enabled=false")) {
      assertThat(get(context, "/actuator/health").body()).doesNotContain("\"forecast\"");
    }
  }
}
