package org.forecast4j.spring;

import java.util.Map;
import java.util.Optional;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.IntervalForecast;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.ForecastException;
import org.forecast4j.client.RequestOptions;
import org.jspecify.annotations.Nullable;

/** A model of a server. It is first asked for when it is first used: the server may start later. */
final class HostedModel implements ManagedModel {
  private final ForecastClient client;
  private final Optional<String> name;
  private volatile @Nullable ConformalWrapper known;

  HostedModel(ForecastClient client, Optional<String> name) {
    this.client = client;
    this.name = name;
  }

  @Override
  public void observe(IntervalForecast forecast, double... actual) {
    ConformalWrapper unused = current().observe(forecast, actual);
  }

  /** Two that ask at once make two equal ones. */
  @Override
  public ConformalWrapper current() {
    ConformalWrapper wrapper = known;
    if (wrapper == null) {
      wrapper = name.map(client::asConformalWrapper).orElseGet(client::asConformalWrapper);
      known = wrapper;
    }
    return wrapper;
  }

  /** Asks for what needs the key, once. */
  @Override
  public Condition condition() {
    RequestOptions once = RequestOptions.builder().retries(0).build();
    try {
      return client.models(once).models().stream()
          .filter(one -> name.map(one.name()::equals).orElse(one.isDefault()))
          .findFirst()
          .map(one -> up(one.name(), one.version()))
          .orElseGet(() -> down("the server has no model " + name.orElse("that is its default")));
    } catch (ForecastException e) {
      return down(String.valueOf(e.getMessage()));
    }
  }

  private static Condition up(String model, String version) {
    return new Condition(true, Map.of("model", model, "version", version));
  }

  private static Condition down(String error) {
    return new Condition(false, Map.of("error", error));
  }

  /** The client is a bean of its own, which is closed as such. */
  @Override
  public void close() {}
}
