package org.forecast4j.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.forecast4j.server.config.Seconds;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.metrics.LogQueue;
import org.jspecify.annotations.Nullable;
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
    description = "Serves forecasts. Each option can come from the environment instead.")
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private LimitOptions limits;

  @Mixin private LiveOptions live;

  @Mixin private RedisOptions redis;

  @Option(
      names = "--bundle",
      required = true,
      split = ",",
      paramLabel = "DIR",
      defaultValue = "${env:FORECAST_BUNDLE}",
      description = "Models to serve, the default first (FORECAST_BUNDLE).")
  private List<Path> bundles;

  @Option(
      names = "--host",
      defaultValue = "${env:FORECAST_HOST:-127.0.0.1}",
      description = "Address to listen on (FORECAST_HOST, ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "${env:FORECAST_PORT:-8080}",
      description = "Port to listen on (FORECAST_PORT, ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      defaultValue = "${env:FORECAST_KEYS}",
      description = "Lines of 'role hash', as hash-key prints them (FORECAST_KEYS).")
  private @Nullable Path keys;

  @Option(
      names = "--insecure-no-auth",
      defaultValue = "${env:FORECAST_INSECURE_NO_AUTH:-false}",
      description = "Let anybody in on an address others reach (FORECAST_INSECURE_NO_AUTH).")
  private boolean insecure;

  @Option(
      names = "--tls-cert",
      paramLabel = "PEM",
      defaultValue = "${env:FORECAST_TLS_CERT}",
      description = "Certificate chain for HTTPS (FORECAST_TLS_CERT).")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "PEM",
      defaultValue = "${env:FORECAST_TLS_KEY}",
      description = "Its private key, PKCS #8 (FORECAST_TLS_KEY).")
  private @Nullable Path key;

  @Option(
      names = "--allowed-host",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "${env:FORECAST_ALLOWED_HOST}",
      description = "Names it is called by without keys, * for any (FORECAST_ALLOWED_HOST).")
  private @Nullable List<String> allowedHosts;

  @Option(
      names = "--cors-origin",
      split = ",",
      paramLabel = "ORIGIN",
      defaultValue = "${env:FORECAST_CORS_ORIGIN}",
      description = "Origins whose pages may call (FORECAST_CORS_ORIGIN, none).")
  private @Nullable List<String> corsOrigins;

  @Option(
      names = "--open-metrics",
      defaultValue = "${env:FORECAST_OPEN_METRICS:-false}",
      description = "Serve /metrics without a key (FORECAST_OPEN_METRICS).")
  private boolean openMetrics;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      defaultValue = "${env:FORECAST_STATE}",
      description =
          "Keep outcomes and live games here; gone at the end without it (FORECAST_STATE).")
  private @Nullable Path state;

  @Option(
      names = "--state-keep",
      paramLabel = "DAYS",
      defaultValue = "${env:FORECAST_STATE_KEEP:-0}",
      description =
          "Delete the outcomes of models not served for so long, 0 for never"
              + " (FORECAST_STATE_KEEP).")
  private int stateKeep;

  @Option(
      names = "--remember",
      paramLabel = "N",
      defaultValue = "${env:FORECAST_REMEMBER:-50000}",
      description = "Forecasts known by request id (FORECAST_REMEMBER, ${DEFAULT-VALUE}).")
  private int remembered;

  @Option(
      names = "--watch",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_WATCH:-0}",
      description = "Look for changed bundles so often, 0 for never (FORECAST_WATCH).")
  private double watch;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_DRAIN:-0}",
      description = "Serve on for so long after readiness was withdrawn (FORECAST_DRAIN).")
  private double drain;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      defaultValue = "${env:FORECAST_GRACE:-10}",
      description = "Let running calls finish for so long (FORECAST_GRACE, ${DEFAULT-VALUE}).")
  private double grace;

  @Option(
      names = "--log",
      defaultValue = "${env:FORECAST_LOG:-text}",
      description = "Log lines as ${COMPLETION-CANDIDATES} (FORECAST_LOG, ${DEFAULT-VALUE}).")
  private LogFormat logFormat;

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
    } catch (IOException | RuntimeException e) {
      LogQueue.end();
      throw e;
    }
  }

  private ServerOptions options() {
    if ((certificate == null) != (key == null)) {
      throw usage("--tls-cert and --tls-key go together; one is missing");
    }
    try {
      ServerOptions.Builder builder =
          ServerOptions.builder(bundles)
              .listen(host, port)
              .limits(limits.limits())
              .live(live.limits())
              .insecure(insecure)
              .openMetrics(openMetrics)
              .stateKeep(Duration.ofDays(stateKeep))
              .remembered(remembered)
              .watch(Seconds.of(watch))
              .shutdown(Seconds.of(drain), Seconds.of(grace));
      redis.apply(builder);
      if (keys != null) {
        builder.keys(keys);
      }
      if (state != null) {
        builder.state(state);
      }
      if (certificate != null && key != null) {
        builder.tls(certificate, key);
      }
      if (allowedHosts != null) {
        builder.allowedHosts(allowedHosts);
      }
      if (corsOrigins != null) {
        builder.corsOrigins(corsOrigins);
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
