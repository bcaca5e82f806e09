package org.forecast4j.server;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the server. */
@Command(
    name = "forecast-server",
    mixinStandardHelpOptions = true,
    description = "Serves forecasts over HTTP.")
public final class Main implements Callable<Integer> {
  @Option(
      names = "--bundle",
      paramLabel = "DIR",
      required = true,
      description = "A model to serve; the first is the default. Repeatable.")
  private List<Path> bundles = List.of();

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on.")
  private String host = "";

  @Option(names = "--port", defaultValue = "8080", description = "Port to listen on.")
  private int port;

  private Main() {}

  /**
   * Starts the server.
   *
   * @param args the options; {@code --help} lists them
   */
  public static void main(String[] args) {
    int code = new CommandLine(new Main()).execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  @Override
  public Integer call() throws Exception {
    ServerOptions defaults = ServerOptions.of(bundles.get(0));
    ForecastServer.start(
        new ServerOptions(bundles, host, port, defaults.mostInBatch(), defaults.mostBodyBytes()));
    return 0;
  }
}
