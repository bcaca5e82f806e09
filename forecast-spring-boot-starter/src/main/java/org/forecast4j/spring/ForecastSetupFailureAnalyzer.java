package org.forecast4j.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a start that fails what to do, instead of a stack trace. */
final class ForecastSetupFailureAnalyzer extends AbstractFailureAnalyzer<ForecastSetupException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ForecastSetupException cause) {
    return new FailureAnalysis(cause.description(), cause.action(), cause);
  }
}
