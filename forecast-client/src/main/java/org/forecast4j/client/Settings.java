package org.forecast4j.client;

import java.net.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;

/** How a client is set up. Changed by a builder only; a client keeps a copy of its own. */
final class Settings {
  static final String DEFAULT_BASE_URL = "http://localhost:8080";

  private static final int DEFAULT_RETRIES = 2;
  private static final int DEFAULT_REQUESTS_PER_HOST = 64;
  private static final long DEFAULT_RESPONSE_BYTES = 32L << 20;

  /** Milliseconds of it fit an {@code int}, in which OkHttp counts. */
  private static final Duration MAX_TIME = Duration.ofDays(24);

  HttpUrl baseUrl;
  Supplier<Optional<String>> apiKey;
  Duration connectTimeout;
  Duration readTimeout;
  Duration callTimeout;
  Duration streamTimeout;
  int retries;
  Duration backoff;
  Duration maxBackoff;
  Duration maxRetryAfter;
  int requestsPerHost;
  long responseBytes;
  Optional<Proxy> proxy;
  Optional<Tls> tls;
  boolean strict;
  Map<String, String> headers;
  String userAgent;
  List<Interceptor> interceptors;
  LogLevel logLevel;
  Timing timing;

  /**
   * How to speak TLS.
   *
   * @param sockets makes the sockets
   * @param trust whom to trust
   */
  record Tls(SSLSocketFactory sockets, X509TrustManager trust) {}

  Settings() {
    baseUrl = baseUrl(DEFAULT_BASE_URL);
    apiKey = Optional::empty;
    connectTimeout = Duration.ofSeconds(5);
    readTimeout = Duration.ofSeconds(10);
    callTimeout = Duration.ofSeconds(30);
    streamTimeout = Duration.ofSeconds(45);
    retries = DEFAULT_RETRIES;
    backoff = Duration.ofMillis(100);
    maxBackoff = Duration.ofSeconds(2);
    maxRetryAfter = Duration.ofSeconds(10);
    requestsPerHost = DEFAULT_REQUESTS_PER_HOST;
    responseBytes = DEFAULT_RESPONSE_BYTES;
    proxy = Optional.empty();
    tls = Optional.empty();
    headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    userAgent = "";
    interceptors = new ArrayList<>();
    logLevel = LogLevel.NONE;
    timing = Timing.SYSTEM;
  }

  Settings(Settings that) {
    baseUrl = that.baseUrl;
    apiKey = that.apiKey;
    connectTimeout = that.connectTimeout;
    readTimeout = that.readTimeout;
    callTimeout = that.callTimeout;
    streamTimeout = that.streamTimeout;
    retries = that.retries;
    backoff = that.backoff;
    maxBackoff = that.maxBackoff;
    maxRetryAfter = that.maxRetryAfter;
    requestsPerHost = that.requestsPerHost;
    responseBytes = that.responseBytes;
    strict = that.strict;
    proxy = that.proxy;
    tls = that.tls;
    headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(that.headers);
    userAgent = that.userAgent;
    interceptors = new ArrayList<>(that.interceptors);
    logLevel = that.logLevel;
    timing = that.timing;
  }

  static HttpUrl baseUrl(String url) {
    HttpUrl parsed = HttpUrl.parse(url);
    if (parsed == null
        || !parsed.username().isEmpty()
        || !parsed.password().isEmpty()
        || parsed.query() != null
        || parsed.fragment() != null) {
      throw new IllegalArgumentException(
          "base URL is '"
              + url.replaceAll("//[^/]*@", "//" + Redaction.MARK + "@")
              + "'; expected http://host:port or https://host:port/path, without user, password,"
              + " query and fragment");
    }
    return parsed;
  }

  /** Refuses a key that is empty or cannot be sent, without showing it. */
  static String requireKey(String key) {
    if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "the API key is empty or has a blank or a character outside ASCII; expected the key as"
              + " the server's owner gave it");
    }
    return key;
  }

  static Duration requirePositive(Duration value, String what) {
    if (value.compareTo(Duration.ZERO) <= 0 || value.compareTo(MAX_TIME) > 0) {
      throw new IllegalArgumentException(
          what + " is " + value + "; expected more than zero and at most " + MAX_TIME);
    }
    return value;
  }

  static void requireHeader(String name, String value) {
    try {
      Headers unused = Headers.of(name, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "header '" + name + "' cannot be sent; expected a name and a value of visible ASCII", e);
    }
  }
}
