/**
 * Point forecasts of short series with calibrated intervals; {@link org.forecast4j} is the start.
 */
@SuppressWarnings("module") // Who uses the internals comes later and may be absent.
module org.forecast4j.core {
  requires static org.jspecify;

  exports org.forecast4j;
  exports org.forecast4j.basketball;
  exports org.forecast4j.bundle;
  exports org.forecast4j.conformal;
  exports org.forecast4j.dejavu;
  exports org.forecast4j.ensemble;
  exports org.forecast4j.evaluation;
  exports org.forecast4j.linear;
  exports org.forecast4j.lstm;
  exports org.forecast4j.series;
  exports org.forecast4j.internal to
      org.forecast4j.client,
      org.forecast4j.client.testing,
      org.forecast4j.plot,
      org.forecast4j.vector;

  uses org.forecast4j.internal.LstmMath;
}
