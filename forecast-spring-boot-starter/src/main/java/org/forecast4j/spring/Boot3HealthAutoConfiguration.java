package org.forecast4j.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The model among what {@code /actuator/health} shows, where Boot 3 has health. */
@AutoConfiguration(after = ForecastAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(ForecastModel.class)
@ConditionalOnEnabledHealthIndicator("forecast")
class Boot3HealthAutoConfiguration {
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
