/** A client of the hosted API; {@link org.forecast4j.client.ForecastClient} is where to begin. */
module org.forecast4j.client {
  requires com.fasterxml.jackson.databind;
  requires transitive okhttp3;
  requires transitive org.forecast4j.core;
  requires static org.jspecify;

  exports org.forecast4j.client;
  exports org.forecast4j.wire;
}
