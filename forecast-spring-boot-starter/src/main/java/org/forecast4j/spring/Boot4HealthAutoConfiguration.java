package org.forecast4j.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;

/** The model among what {@code /actuator/health} shows, where Boot 4 has health. */
@AutoConfiguration(after = ForecastAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(ForecastModel.class)
@ConditionalOnEnabledHealthIndicator("forecast")
class Boot4HealthAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean(name = "forecastHealthIndicator")
  HealthIndicator forecastHealthIndicator(ForecastModel model) {
    return () -> {
      ManagedModel.Condition condition = ManagedModel.conditionOf(model);
      return Health.status(condition.isUp() ? Status.UP : Status.DOWN)
          .withDetails(condition.details())
          .build();
    };
  }
}
