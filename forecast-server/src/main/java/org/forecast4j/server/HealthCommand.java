package org.forecast4j.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running server whether it is ready: the health check of a container. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    description = "Exits with 0 if the server on this machine is ready.")
final class HealthCommand implements Callable<Integer> {
  private static final int OK = 200;

  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:${env:FORECAST_PORT:-8080}/readyz",
      description = "What to ask (${DEFAULT-VALUE}).")
  private URI url;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "How long to wait (${DEFAULT-VALUE}).")
  private double timeout;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration patience = ServeCommand.seconds(timeout);
    HttpClient client = HttpClient.newBuilder().connectTimeout(patience).build();
    HttpRequest request = HttpRequest.newBuilder(url).timeout(patience).build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    spec.commandLine().getOut().println(response.body());
    return response.statusCode() == OK ? 0 : 1;
  }
}
