package org.forecast4j.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.forecast4j.server.config.Limits;
import org.forecast4j.server.config.LiveLimits;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.LogQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves until it is told to end. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    modelTransformer = Environment.class,
    description = "Serves forecasts. Each option can come from the environment instead.")
final class ServeCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  @Spec private CommandSpec spec;

  @Mixin
  private ServerOptions.Builder options =
      ServerOptions.builder(List.of())
          .listen(ServerOptions.LOOPBACK, ServerOptions.PORT)
          .warmUp(WARM_UP);

  @Mixin private Limits.Builder limits = Limits.builder();

  @Mixin private LiveLimits.Builder live = new LiveLimits.Builder();

  @Option(names = "--log", description = "Log lines as ${COMPLETION-CANDIDATES}.")
  private LogFormat logFormat = LogFormat.TEXT;

  enum LogFormat {
    TEXT,
    JSON
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (logFormat == LogFormat.JSON) {
      System.setProperty("logback.configurationFile", "logback-json.xml");
    }
    ForecastServer server = start(options());
    Logger log = LoggerFactory.getLogger(ForecastServer.class);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  log.info("ended");
                  LogQueue.end();
                  // A JVM that a signal ends exits with 128 + the signal; all is done, so with 0.
                  Runtime.getRuntime().halt(0);
                },
                "forecast-shutdown"));
    new CountDownLatch(1).await();
    return 0;
  }

  private static ForecastServer start(ServerOptions options) throws IOException {
    try {
      return ForecastServer.start(options);
    } catch (IOException | RuntimeException | Error e) {
      LogQueue.end();
      throw e;
    }
  }

  ServerOptions options() {
    try {
      return options.limits(limits.build()).live(live.build()).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }
}
