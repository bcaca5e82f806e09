package org.forecast4j.server;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.forecast4j.internal.Failures;
import org.forecast4j.server.config.Seconds;
import org.forecast4j.server.config.ServerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running server whether it is ready: the health check of a container. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    defaultValueProvider = HealthCommand.Variables.class,
    description = "Exits with 0 if the server on this machine is ready.")
final class HealthCommand implements Callable<Integer> {
  private static final int OK = 200;
  private static final String HTTPS = "https";

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "" + ServerOptions.PORT,
      description = "Where it listens on this machine (FORECAST_PORT, ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--tls-cert",
      paramLabel = "PEM",
      description = "Given, it serves HTTPS (FORECAST_TLS_CERT).")
  private @Nullable Path certificate;

  @Option(
      names = "--url",
      description = "What to ask instead; by default /readyz of the server on this machine.")
  private @Nullable URI url;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "How long to wait (${DEFAULT-VALUE}).")
  private double timeout;

  /** What a container sets for serving holds for its health check. */
  static final class Variables implements IDefaultValueProvider {
    private static final Set<String> OPTIONS = Set.of("--port", "--tls-cert");

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
      if (argument instanceof OptionSpec option && OPTIONS.contains(option.longestName())) {
        String variable = Environment.variable(option);
        return Environment.isSet(variable) ? System.getenv(variable) : null;
      }
      return null;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Duration patience = Seconds.of(timeout);
    URI asked = url;
    if (asked == null) {
      String scheme = certificate == null ? "http" : HTTPS;
      asked = URI.create(scheme + "://" + ServerOptions.LOOPBACK + ":" + port + "/readyz");
    }
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(patience);
    if (HTTPS.equalsIgnoreCase(asked.getScheme()) && ServerOptions.isLoopback(asked.getHost())) {
      client.sslContext(trustingAnyone());
    }
    HttpRequest request = HttpRequest.newBuilder(asked).timeout(patience).build();
    HttpResponse<String> response;
    try {
      response = client.build().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException(
          asked + ": " + Failures.reason(e) + "; expected a server that is ready", e);
    }
    spec.commandLine().getOut().println(response.body());
    return response.statusCode() == OK ? 0 : 1;
  }

  /**
   * For the loopback address alone: the certificate names the server as others reach it, who
   * listens there is up to this machine, and no secret is sent.
   */
  private static SSLContext trustingAnyone() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anyone()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Extended, since of any other the JVM would check the name, too. */
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
