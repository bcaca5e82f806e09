package org.forecast4j.client;

import org.forecast4j.Pattern;

/** A program that calls, closes nothing and ends. */
final class IdleJvm {
  private IdleJvm() {}

  public static void main(String[] arguments) {
    ForecastClient client = ForecastClient.fromEnv();
    Pattern pattern = Pattern.of(new double[18]);
    client.predict(pattern);
    System.out.println(client.async().predict(pattern).join().pointForecast());
  }
}
