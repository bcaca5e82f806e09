package org.forecast4j.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.forecast4j.internal.Checks;

/**
 * How a server is set up.
 *
 * @param bundles folders of the models; the first is the default model
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
 * @param state the folder to keep observed outcomes in; without it they are gone when it ends
 * @param stateKeep after how long the journal of a model that is no longer served is deleted; never
 *     if zero
 * @param redis a Redis to share outcomes with other replicas through
 * @param redisTimeout how long a request waits for Redis
 * @param cache which answers are kept to be given again
 * @param remembered how many forecasts, the latest, are known by their request ids
 * @param watch how often to look for a changed bundle; never if zero
 * @param drain how long to go on serving after readiness was withdrawn
 * @param grace how long running calls may take to finish when it is closed
 */
public record ServerOptions(
    List<Path> bundles,
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
    Optional<Path> state,
    Duration stateKeep,
    Optional<RedisAddress> redis,
    Duration redisTimeout,
    Cache cache,
    int remembered,
    Duration watch,
    Duration drain,
    Duration grace) {
  /** How long a request waits for Redis by default: one nearby takes less than 1 ms. */
  public static final Duration REDIS_TIMEOUT = Duration.ofMillis(50);

  public static final String LOOPBACK = "127.0.0.1";
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);
  private static final int MAX_PORT = 65_535;
  private static final Pattern ORIGIN = Pattern.compile("https?://[^/\\s*?#@]+");
  private static final int DEFAULT_REMEMBERED = 50_000;

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
   * @param entries how many are kept in memory
   * @param redis whether they are kept in Redis, too
   */
  public record Cache(Duration time, int entries, boolean redis) {
    /** Keeps nothing. */
    public static final Cache OFF = new Cache(Duration.ZERO, 0, false);

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
   * @throws IllegalArgumentException if there is no bundle, the port is none, others could reach a
   *     server without keys without the option for it, or answers are to be kept in no Redis
   */
  public ServerOptions {
    bundles = List.copyOf(bundles);
    allowedHosts = List.copyOf(allowedHosts);
    corsOrigins = List.copyOf(corsOrigins);
    corsOrigins.forEach(ServerOptions::requireOrigin);
    Checks.atLeast(1, bundles.size(), "number of bundles");
    Checks.notNegative((double) stateKeep.toMillis(), "time to keep unused state in ms");
    Checks.atLeast(0, remembered, "remembered forecasts");
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port is " + port + "; expected 0 to " + MAX_PORT);
    }
    Checks.positive((double) redisTimeout.toMillis(), "Redis timeout in ms");
    if (cache.redis() && redis.isEmpty()) {
      throw new IllegalArgumentException(
          "answers are to be kept in Redis, and none is given; expected --redis");
    }
    boolean isOpenToOthers = keys.isEmpty() && !isLoopback(host);
    if (isOpenToOthers && !insecure) {
      throw new IllegalArgumentException(
          "host is '"
              + host
              + "', which others reach, and there are no keys; expected --keys, or"
              + " --insecure-no-auth to let anybody in");
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

  /** Builds options. Not thread-safe. */
  public static final class Builder {
    private final List<Path> bundles;
    private String host = LOOPBACK;
    private int port;
    private Limits limits = Limits.DEFAULT;
    private LiveLimits live = LiveLimits.DEFAULT;
    private Optional<Path> keys = Optional.empty();
    private boolean insecure;
    private Optional<Tls> tls = Optional.empty();
    private List<String> allowedHosts = List.of();
    private List<String> corsOrigins = List.of();
    private boolean openMetrics;
    private Optional<Path> state = Optional.empty();
    private Duration stateKeep = Duration.ZERO;
    private Optional<RedisAddress> redis = Optional.empty();
    private Duration redisTimeout = REDIS_TIMEOUT;
    private Cache cache = Cache.OFF;
    private int remembered = DEFAULT_REMEMBERED;
    private Duration watch = Duration.ZERO;
    private Duration drain = Duration.ZERO;
    private Duration grace = DEFAULT_GRACE;

    private Builder(List<Path> bundles) {
      this.bundles = bundles;
    }

    /**
     * Sets where to listen.
     *
     * @param address the address
     * @param number the port, 0 for any free one
     * @return this builder
     */
    public Builder listen(String address, int number) {
      host = address;
      port = number;
      return this;
    }

    /**
     * Sets what it takes at most.
     *
     * @param value the limits
     * @return this builder
     */
    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    /**
     * Sets how many games it follows, and for whom.
     *
     * @param value the limits
     * @return this builder
     */
    public Builder live(LiveLimits value) {
      live = value;
      return this;
    }

    /**
     * Asks for keys.
     *
     * @param file keys and their roles
     * @return this builder
     */
    public Builder keys(Path file) {
      keys = Optional.of(file);
      return this;
    }

    /**
     * Lets anybody in, wherever it listens.
     *
     * @param value whether to
     * @return this builder
     */
    public Builder insecure(boolean value) {
      insecure = value;
      return this;
    }

    /**
     * Serves HTTPS.
     *
     * @param certificate the chain, PEM
     * @param key its private key, PEM
     * @return this builder
     */
    public Builder tls(Path certificate, Path key) {
      tls = Optional.of(new Tls(certificate, key));
      return this;
    }

    /**
     * Names what a server without keys is called by, beside the names of this machine alone.
     *
     * @param hosts such as {@code forecasts.example}, or {@code *} for any, which lets pages of
     *     other sites reach it
     * @return this builder
     */
    public Builder allowedHosts(List<String> hosts) {
      allowedHosts = hosts;
      return this;
    }

    /**
     * Lets pages call it.
     *
     * @param origins such as {@code https://scores.example}
     * @return this builder
     */
    public Builder corsOrigins(List<String> origins) {
      corsOrigins = origins;
      return this;
    }

    /**
     * Says whether metrics need no key.
     *
     * @param value whether they are open
     * @return this builder
     */
    public Builder openMetrics(boolean value) {
      openMetrics = value;
      return this;
    }

    /**
     * Keeps observed outcomes.
     *
     * @param folder where to; made if it does not exist, used by one server at a time
     * @return this builder
     */
    public Builder state(Path folder) {
      state = Optional.of(folder);
      return this;
    }

    /**
     * Deletes the journals of models that are no longer served; by default they are kept for ever,
     * so that an older model that is served again knows what it had learned.
     *
     * @param unused for how long a model was not served; never if zero
     * @return this builder
     */
    public Builder stateKeep(Duration unused) {
      stateKeep = unused;
      return this;
    }

    /**
     * Shares outcomes with the other replicas that use the same Redis.
     *
     * @param address where it is
     * @return this builder
     */
    public Builder redis(RedisAddress address) {
      redis = Optional.of(address);
      return this;
    }

    /**
     * Sets how long a request waits for Redis.
     *
     * @param redisTimeout at least 1 ms; more than Redis takes to answer, or it is never used
     * @return this
     */
    public Builder redisTimeout(Duration redisTimeout) {
      this.redisTimeout = redisTimeout;
      return this;
    }

    /**
     * Keeps answers.
     *
     * @param value which
     * @return this builder
     */
    public Builder cache(Cache value) {
      cache = value;
      return this;
    }

    /**
     * Sets how many forecasts are known by their request ids, about 1 kB each.
     *
     * @param count the number of the latest forecasts
     * @return this builder
     */
    public Builder remembered(int count) {
      remembered = count;
      return this;
    }

    /**
     * Looks for changed bundles.
     *
     * @param interval how often; never if zero
     * @return this builder
     */
    public Builder watch(Duration interval) {
      watch = interval;
      return this;
    }

    /**
     * Sets how it ends.
     *
     * @param drainTime how long to go on serving after readiness was withdrawn
     * @param graceTime how long running calls may take to finish after that
     * @return this builder
     */
    public Builder shutdown(Duration drainTime, Duration graceTime) {
      drain = drainTime;
      grace = graceTime;
      return this;
    }

    /**
     * Builds the options.
     *
     * @return the options
     * @throws IllegalArgumentException as {@link ServerOptions} says
     */
    public ServerOptions build() {
      return new ServerOptions(
          bundles,
          host,
          port,
          limits,
          live,
          keys,
          insecure,
          tls,
          allowedHosts,
          corsOrigins,
          openMetrics,
          state,
          stateKeep,
          redis,
          redisTimeout,
          cache,
          remembered,
          watch,
          drain,
          grace);
    }
  }
}
