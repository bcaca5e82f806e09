package org.forecast4j.spring;

import java.util.Optional;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.client.ForecastClient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The model as a bean, and the client if a server has it. */
@AutoConfiguration
@ConditionalOnProperty(name = "forecast.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ForecastProperties.class)
class ForecastAutoConfiguration {
  /** A blank one counts as not set, so that a profile can take it away. */
  static final class BaseUrlIsGiven implements Condition {
    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      String url = context.getEnvironment().getProperty(ForecastProperties.BASE_URL);
      return ForecastProperties.given(url).isPresent();
    }
  }

  @Bean
  @ConditionalOnMissingBean
  @Conditional(BaseUrlIsGiven.class)
  ForecastClient forecastClient(ForecastProperties properties) {
    return properties.client();
  }

  @Bean
  @ConditionalOnMissingBean
  ForecastModel forecastModel(
      ForecastProperties properties,
      ObjectProvider<ForecastClient> client,
      ObjectProvider<ForecasterCodec<?>> codecs,
      ObjectProvider<Metering> metering) {
    ManagedModel model =
        ForecastProperties.given(properties.bundle())
            .map(bundle -> local(bundle, properties, codecs))
            .orElseGet(() -> hosted(properties, client));
    Metering measures = metering.getIfAvailable();
    return measures == null ? model : measures.of(model);
  }

  private static ManagedModel local(
      String bundle, ForecastProperties properties, ObjectProvider<ForecasterCodec<?>> codecs) {
    if (ForecastProperties.given(properties.baseUrl()).isPresent()) {
      throw new ForecastSetupException(
          "Both forecast.bundle and forecast.base-url are set: the model is either in the"
              + " application or at a server.",
          "Leave one of them, or set the other to nothing, as in 'forecast.bundle=' of a profile.",
          null);
    }
    BundleStore store =
        BundleStore.open(
            bundle,
            ForecastProperties.given(properties.saveTo()),
            codecs.orderedStream().toArray(ForecasterCodec<?>[]::new));
    return new LocalModel(store, properties.saveEvery());
  }

  private static ManagedModel hosted(
      ForecastProperties properties, ObjectProvider<ForecastClient> client) {
    ForecastClient one = client.getIfAvailable();
    if (one == null) {
      throw new ForecastSetupException(
          "Neither forecast.bundle nor forecast.base-url is set: there is no model.",
          "Set forecast.bundle to a folder, a zip file or a folder of the class path that holds a"
              + " model, or forecast.base-url to the address of a server that has one. With"
              + " forecast.enabled=false there is no forecast model.",
          null);
    }
    Optional<String> name = ForecastProperties.given(properties.model());
    return new HostedModel(one, name);
  }
}
