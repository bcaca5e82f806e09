package org.forecast4j.client;

import java.util.concurrent.CompletableFuture;
import org.forecast4j.Pattern;

/** A program that calls and follows games, closes nothing and ends. */
final class IdleJvm {
  private IdleJvm() {}

  public static void main(String[] arguments) {
    ForecastClient client = ForecastClient.fromEnv();
    Pattern pattern = Pattern.of(new double[18]);
    client.predict(pattern);
    System.out.println(client.async().predict(pattern).join().pointForecast());
    CompletableFuture<String> first = new CompletableFuture<>();
    CompletableFuture<Void> following =
        client.gameStream().forEach(event -> first.complete(event.type()));
    System.out.println(first.join() + (following.isDone() ? " and the end" : ""));
  }
}
