package org.forecast4j.spring;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Metrics, where Micrometer is and the application has a registry. */
@AutoConfiguration
@ConditionalOnClass(MeterRegistry.class)
class MeteringAutoConfiguration {
  /** Which registry there is shows when the model is made, after all configuration. */
  @Bean
  Metering forecastMetering(ObjectProvider<MeterRegistry> registries) {
    return model -> {
      MeterRegistry registry = registries.getIfUnique();
      return registry == null ? model : new MeteredModel(model, registry);
    };
  }
}
