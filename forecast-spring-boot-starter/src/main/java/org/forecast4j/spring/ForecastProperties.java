package org.forecast4j.spring;

import java.time.Duration;
import java.util.Optional;
import org.forecast4j.client.ForecastClient;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the application says of its model. A text that is empty counts as not set.
 *
 * @param enabled Whether there is a forecast model at all.
 * @param bundle The model in the application: a folder, a zip file, or a folder of the class path
 *     (classpath:models/sales).
 * @param saveTo The folder to save what the model in the application learns to, as a bundle, and to
 *     go on from at the next start. Without it, what was learned is gone when the application ends.
 * @param saveEvery How often to save, if an outcome came. It is saved at shutdown, too.
 * @param baseUrl The server that has the model, instead of a bundle: http://host:port.
 * @param apiKey The key for the server, if it needs one.
 * @param model The name of the server's model; its default model if not set.
 * @param connectTimeout How long to connect to the server may take.
 * @param readTimeout How long the server may be silent within a try.
 * @param callTimeout How long a call of the server may take with all its tries and pauses.
 * @param retries How often to try a call of the server again, at most.
 */
@ConfigurationProperties("forecast")
record ForecastProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable String bundle,
    @Nullable String saveTo,
    @DefaultValue("5m") Duration saveEvery,
    @Nullable String baseUrl,
    @Nullable String apiKey,
    @Nullable String model,
    @DefaultValue("5s") Duration connectTimeout,
    @DefaultValue("10s") Duration readTimeout,
    @DefaultValue("30s") Duration callTimeout,
    @DefaultValue("2") int retries) {
  static final String BASE_URL = "forecast.base-url";

  /** A text, if it is set. */
  static Optional<String> given(@Nullable String text) {
    return Optional.ofNullable(text).map(String::strip).filter(stripped -> !stripped.isEmpty());
  }

  /** A client of the server. */
  ForecastClient client() {
    try {
      ForecastClient.Builder builder =
          ForecastClient.builder()
              .connectTimeout(connectTimeout)
              .readTimeout(readTimeout)
              .callTimeout(callTimeout)
              .retries(retries);
      given(baseUrl).ifPresent(builder::baseUrl);
      given(apiKey).ifPresent(builder::apiKey);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new ForecastSetupException(
          "There is no client for the server of " + BASE_URL + ": " + e.getMessage() + ".",
          "Correct the property forecast.* that is named.",
          e);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "forecast.bundle=" + bundle + ", " + BASE_URL + "=" + baseUrl;
  }
}
