package org.forecast4j.spark;

import java.io.IOException;
import java.io.Serializable;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.evaluation.Evaluator;

/** Makes what measures a bundle, once on each executor; it must make the same everywhere. */
@FunctionalInterface
public interface EvaluatorFactory extends Serializable {
  /**
   * Makes an evaluator.
   *
   * @param bundle the bundle, as the executor read it
   * @return what measures it, beside what else
   * @throws IOException if the bundle lacks what is needed
   */
  Evaluator of(ForecastBundle bundle) throws IOException;
}
