package org.forecast4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.ForecastIoException;
import org.forecast4j.client.ForecastServiceException;
import org.forecast4j.client.testing.Fault;
import org.forecast4j.client.testing.FixtureServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** A model of a server. */
class HostedTest {
  private FixtureServer server = FixtureServer.start(Fixtures.bundle("1").conformal());

  @BeforeEach
  void restart() {
    server.close();
    server = FixtureServer.start(Fixtures.bundle("1").conformal());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ApplicationContextRunner runner() {
    return SetupTest.RUNNER.withPropertyValues(
        "forecast.base-url=" + server.baseUrl(), "forecast.api-key=secret", "forecast.retries=0");
  }

  private static ManagedModel.Condition condition(ForecastModel model) {
    return ManagedModel.conditionOf(model);
  }

  @Test
  void the_server_answers_as_the_bundle_would_and_is_told_outcomes() {
    runner()
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              assertThat(model.forecast(Fixtures.PATTERN, 0.8).interval())
                  .isEqualTo(
                      Fixtures.bundle("1").conformal().forecast(Fixtures.PATTERN, 0.8).interval());
              assertThat(model.explain(Fixtures.PATTERN, 0.8).point())
                  .isEqualTo(model.forecast(Fixtures.PATTERN, 0.8).point());
              Fixtures.observe(model);
              assertThat(server.requests().get(server.requests().size() - 1).getTarget())
                  .isEqualTo("/observations");
              assertThat(condition(model).isUp()).isTrue();
              assertThat(server.requests())
                  .allSatisfy(
                      request ->
                          assertThat(request.getHeaders().get("Authorization"))
                              .isEqualTo("Bearer secret"));
            });
  }

  @Test
  void a_wrong_key_shows_in_the_call_and_in_the_condition_and_is_not_shown() {
    runner()
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              server.next(Fault.problem(401, "no valid key"), Fault.problem(401, "no valid key"));
              assertThatThrownBy(() -> model.forecast(Fixtures.PATTERN, 0.8))
                  .isInstanceOf(ForecastServiceException.AccessDenied.class)
                  .hasMessageContaining("no valid key");
              assertThat(condition(model).isUp()).isFalse();
              assertThat(condition(model).details().toString()).doesNotContain("secret");
            });
  }

  @Test
  void an_application_starts_before_its_server() {
    server.close();
    runner()
        .run(
            context -> {
              ForecastModel model = context.getBean(ForecastModel.class);
              assertThat(condition(model).isUp()).isFalse();
              assertThatThrownBy(() -> model.forecast(Fixtures.PATTERN, 0.8))
                  .isInstanceOf(ForecastIoException.class);
            });
  }

  @Test
  void a_model_that_the_server_lacks_is_named() {
    runner()
        .withPropertyValues("forecast.model=other")
        .run(
            context ->
                assertThat(condition(context.getBean(ForecastModel.class)).details())
                    .hasEntrySatisfying(
                        "error", error -> assertThat(error).asString().contains("other")));
  }

  @Test
  void a_client_of_the_application_is_taken_instead() {
    ForecastClient own = server.client().header("X-Own", "yes").build();
    SetupTest.RUNNER
        .withBean(ForecastClient.class, () -> own)
        .run(
            context -> {
              assertThat(context.getBean(ForecastModel.class).forecast(Fixtures.PATTERN, 0.8))
                  .isNotNull();
              assertThat(server.requests().get(0).getHeaders().get("X-Own")).isEqualTo("yes");
            });
  }

  @Test
  void the_client_ends_with_the_application() {
    ForecastClient[] client = new ForecastClient[1];
    runner().run(context -> client[0] = context.getBean(ForecastClient.class));
    assertThatThrownBy(() -> client[0].models()).isInstanceOf(IllegalStateException.class);
  }
}
