package org.forecast4j.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.forecast4j.internal.Checks;
import picocli.CommandLine.Option;

/**
 * How a server is set up.
 *
 * @param bundles folders of the models; the first is the default model
 * @param frozen whether forecasts stay as the bundles make them, and intervals alone learn
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param limits what it takes at most
 * @param live how many games it follows, and for whom
 * @param keys a file of keys and their roles; without it anybody may do everything
 * @param insecure whether to listen without keys on an address that others reach
 * @param tls a certificate and its key; plain HTTP without it
 * @param allowedHosts names beside those of this machine alone that a server without keys is called
 *     by, {@code *} for any
 * @param corsOrigins origins whose pages may call it from a browser
 * @param openMetrics whether metrics need no key
 * @param page whether there is a page at {@code /} for people
 * @param state the folder to keep observed outcomes in; without it they are gone when it ends
 * @param stateKeep after how long the journal of a model that is no longer served is deleted; never
 *     if zero
 * @param stateCompact how many outcomes and results a journal keeps when it is compacted, at the
 *     start that finds twice as many; never if 0
 * @param redis a Redis to share outcomes with other replicas through
 * @param redisTimeout how long a request waits for Redis
 * @param cache which answers are kept to be given again
 * @param remembered how many forecasts, the latest, are known by their request ids
 * @param watch how often to look for a changed bundle; never if zero
 * @param drain how long to go on serving after readiness was withdrawn
 * @param grace how long running calls may take to finish when it is closed
 * @param warmUp how long requests are rehearsed before it is ready; not at all if zero
 */
public record ServerOptions(
    List<Path> bundles,
    boolean frozen,
    String host,
    int port,
    Limits limits,
    LiveLimits live,
    Optional<Path> keys,
    boolean insecure,
    Optional<Tls> tls,
    List<String> allowedHosts,
    List<String> corsOrigins,
    boolean openMetrics,
    boolean page,
    Optional<Path> state,
    Duration stateKeep,
    int stateCompact,
    Optional<RedisAddress> redis,
    Duration redisTimeout,
    Cache cache,
    int remembered,
    Duration watch,
    Duration drain,
    Duration grace,
    Duration warmUp) {
  /** How long a request waits for Redis by default: one nearby takes less than 1 ms. */
  public static final Duration REDIS_TIMEOUT = Duration.ofMillis(50);

  public static final String LOOPBACK = "127.0.0.1";

  /** Where a server that a person starts listens; one that a program starts takes any free port. */
  public static final int PORT = 8080;

  private static final int MAX_PORT = 65_535;

  /** Checkpoints come every 2,000: a journal that keeps fewer would be compacted at most starts. */
  private static final int FEWEST_KEPT = 2_000;

  private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s*?#@]+");

  /**
   * A certificate chain and its private key, PEM.
   *
   * @param certificate the chain, the server's own first
   * @param key the key, PKCS #8 without a password
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * Which answers are kept to be given again. None is ever stale: what a forecast depends on is
   * part of its key.
   *
   * @param time how long they are kept; not at all if zero
   * @param entries how many are kept
   */
  public record Cache(Duration time, int entries) {
    /** Keeps nothing. */
    public static final Cache OFF = new Cache(Duration.ZERO, 0);

    /**
     * Checks its arguments.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Cache {
      Checks.notNegative((double) time.toMillis(), "cache time in ms");
      Checks.atLeast(0, entries, "cached answers");
    }
  }

  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if there is no bundle, the port is none, or others could reach
   *     a server without keys without the option for it
   */
  public ServerOptions {
    bundles = List.copyOf(bundles);
    allowedHosts = List.copyOf(allowedHosts);
    corsOrigins = List.copyOf(corsOrigins);
    corsOrigins.forEach(ServerOptions::requireOrigin);
    Checks.atLeast(1, bundles.size(), "number of bundles");
    Checks.notNegative((double) stateKeep.toMillis(), "time to keep unused state in ms");
    if (stateCompact != 0) {
      Checks.atLeast(FEWEST_KEPT, stateCompact, "outcomes that a compacted journal keeps");
    }
    Checks.atLeast(0, remembered, "remembered forecasts");
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port is " + port + "; expected 0 to " + MAX_PORT);
    }
    Checks.positive((double) redisTimeout.toMillis(), "Redis timeout in ms");
    Checks.notNegative((double) warmUp.toMillis(), "warm-up in ms");
    boolean isOpenToOthers = keys.isEmpty() && !isLoopback(host);
    if (isOpenToOthers && !insecure) {
      throw new IllegalArgumentException(
          "host is '"
              + host
              + "', which others reach, and there are no keys; expected --keys, or"
              + " --insecure-no-auth to let anybody in, with --allowed-host for the names it is"
              + " called by");
    }
    if (isOpenToOthers && allowedHosts.isEmpty()) {
      throw new IllegalArgumentException(
          "--insecure-no-auth is given for host '"
              + host
              + "', but not by which names it is called; expected --allowed-host, so that no web"
              + " page reaches it by a name of its own");
    }
  }

  private static void requireOrigin(String origin) {
    if (!ORIGIN.matcher(origin).matches()) {
      throw new IllegalArgumentException(
          "CORS origin is '" + origin + "'; expected one such as https://scores.example");
    }
  }

  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("host is '" + host + "'; expected a known address", e);
    }
  }

  /**
   * Starts with one model on a free port that this machine alone reaches, without keys.
   *
   * @param bundle the folder of the default model
   * @return a builder
   */
  public static Builder builder(Path bundle) {
    return builder(List.of(bundle));
  }

  /**
   * Starts with some models on a free port that this machine alone reaches, without keys.
   *
   * @param bundles folders of the models; the first is the default model
   * @return a builder
   */
  public static Builder builder(List<Path> bundles) {
    return new Builder(bundles);
  }

  /** The defaults, and how the command line changes them. Not thread-safe. */
  public static final class Builder {
    @Option(
        names = "--bundle",
        required = true,
        split = ",",
        paramLabel = "DIR",
        description = "Models to serve, the default first.")
    private List<Path> bundles;

    @Option(
        names = "--frozen",
        description = "Forecast as the bundles do, whatever is observed; intervals alone learn.")
    private boolean frozen;

    @Option(names = "--host", description = "Address to listen on.")
    private String host = LOOPBACK;

    @Option(names = "--port", description = "Port to listen on, 0 for any free one.")
    private int port;

    @Option(
        names = "--keys",
        paramLabel = "FILE",
        description = "Lines of 'role hash [name]', as hash-key prints them without a name.")
    private Optional<Path> keys = Optional.empty();

    @Option(
        names = "--insecure-no-auth",
        description = "Let anybody in on an address others reach.")
    private boolean insecure;

    @Option(names = "--tls-cert", paramLabel = "PEM", description = "Certificate chain for HTTPS.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "PEM", description = "Its private key, PKCS #8.")
    private Optional<Path> certificateKey = Optional.empty();

    @Option(
        names = "--allowed-host",
        split = ",",
        paramLabel = "NAME",
        description = "Names it is called by without keys, * for any.")
    private List<String> allowedHosts = List.of();

    @Option(
        names = "--cors-origin",
        split = ",",
        paramLabel = "ORIGIN",
        description = "Origins whose pages may call.")
    private List<String> corsOrigins = List.of();

    @Option(names = "--open-metrics", description = "Serve /metrics without a key.")
    private boolean openMetrics;

    @Option(names = "--no-page", description = "Serve no page for people at /.")
    private boolean noPage;

    @Option(
        names = "--state",
        paramLabel = "DIR",
        description = "Keep outcomes and live games here; gone at the end without it.")
    private Optional<Path> state = Optional.empty();

    @Option(
        names = "--state-keep",
        paramLabel = "DAYS",
        description = "Delete the outcomes of models not served for so long, 0 for never.")
    private Duration stateKeep = Duration.ZERO;

    @Option(
        names = "--state-compact",
        paramLabel = "OUTCOMES",
        description = {
          "At a start with more than twice as many, forget all but the latest, 0 for never;",
          "what they led to stays, but the forgotten can't be retracted."
        })
    private int stateCompact;

    @Option(
        names = "--redis",
        paramLabel = "URL",
        description =
            "Share outcomes with other replicas:"
                + " redis[s]://[[user]:password@]host[:port][/database].")
    private Optional<RedisAddress> redis = Optional.empty();

    @Option(
        names = "--redis-timeout",
        paramLabel = "SECONDS",
        description = "How long a request waits for Redis; give more than it takes to answer.")
    private Duration redisTimeout = REDIS_TIMEOUT;

    @Option(
        names = "--cache-time",
        paramLabel = "SECONDS",
        description = "Keep answers for so long, 0 for not at all.")
    private Duration cacheTime = Duration.ZERO;

    @Option(names = "--cache-size", paramLabel = "N", description = "Answers kept in memory.")
    private int cacheSize = 1_000;

    @Option(names = "--remember", paramLabel = "N", description = "Forecasts known by request id.")
    private int remembered = 50_000;

    @Option(
        names = "--watch",
        paramLabel = "SECONDS",
        description = "Look for changed bundles so often, 0 for never.")
    private Duration watch = Duration.ZERO;

    @Option(
        names = "--drain",
        paramLabel = "SECONDS",
        description = "Serve on for so long after readiness was withdrawn.")
    private Duration drain = Duration.ZERO;

    @Option(
        names = "--grace",
        paramLabel = "SECONDS",
        description = "Let running calls finish for so long.")
    private Duration grace = Duration.ofSeconds(10);

    @Option(
        names = "--warm-up",
        paramLabel = "SECONDS",
        description = "How long to rehearse requests before it is ready.")
    private Duration warmUp = Duration.ZERO;

    private Limits limits = Limits.DEFAULT;
    private LiveLimits live = LiveLimits.DEFAULT;

    private Builder(List<Path> bundles) {
      this.bundles = bundles;
    }

    public Builder listen(String address, int number) {
      host = address;
      port = number;
      return this;
    }

    public Builder frozen(boolean value) {
      frozen = value;
      return this;
    }

    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    public Builder live(LiveLimits value) {
      live = value;
      return this;
    }

    public Builder keys(Path file) {
      keys = Optional.of(file);
      return this;
    }

    public Builder insecure(boolean value) {
      insecure = value;
      return this;
    }

    public Builder tls(Path chain, Path key) {
      certificate = Optional.of(chain);
      certificateKey = Optional.of(key);
      return this;
    }

    public Builder allowedHosts(List<String> hosts) {
      allowedHosts = hosts;
      return this;
    }

    public Builder corsOrigins(List<String> origins) {
      corsOrigins = origins;
      return this;
    }

    public Builder openMetrics(boolean value) {
      openMetrics = value;
      return this;
    }

    public Builder page(boolean value) {
      noPage = !value;
      return this;
    }

    public Builder state(Path folder) {
      state = Optional.of(folder);
      return this;
    }

    public Builder stateKeep(Duration unused) {
      stateKeep = unused;
      return this;
    }

    public Builder stateCompact(int outcomes) {
      stateCompact = outcomes;
      return this;
    }

    public Builder redis(RedisAddress address) {
      redis = Optional.of(address);
      return this;
    }

    public Builder redisTimeout(Duration timeout) {
      redisTimeout = timeout;
      return this;
    }

    public Builder cache(Cache value) {
      cacheTime = value.time();
      cacheSize = value.entries();
      return this;
    }

    public Builder remembered(int count) {
      remembered = count;
      return this;
    }

    public Builder watch(Duration interval) {
      watch = interval;
      return this;
    }

    public Builder shutdown(Duration drainTime, Duration graceTime) {
      drain = drainTime;
      grace = graceTime;
      return this;
    }

    public Builder warmUp(Duration time) {
      warmUp = time;
      return this;
    }

    /**
     * Builds the options.
     *
     * @return the options
     * @throws IllegalArgumentException as {@link ServerOptions} says, or if a certificate has no
     *     key or a key no certificate
     */
    public ServerOptions build() {
      if (certificate.isPresent() != certificateKey.isPresent()) {
        throw new IllegalArgumentException("--tls-cert and --tls-key go together; one is missing");
      }
      return new ServerOptions(
          bundles,
          frozen,
          host,
          port,
          limits,
          live,
          keys,
          insecure,
          certificate.map(chain -> new Tls(chain, certificateKey.orElseThrow())),
          allowedHosts,
          corsOrigins,
          openMetrics,
          !noPage,
          state,
          stateKeep,
          stateCompact,
          redis,
          redisTimeout,
          new Cache(cacheTime, cacheSize),
          remembered,
          watch,
          drain,
          grace,
          warmUp);
    }
  }
}
