package org.forecast4j.bundle;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.internal.Sha256;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;

/**
 * The entries of {@code bundle.properties}: sorted lines {@code key=value}, the first of them a
 * checksum of the others.
 */
final class Manifest {
  static final String FILE_NAME = "bundle.properties";

  private static final String CHECKSUM = "manifest.sha256";

  private final Path path;
  private final SortedMap<String, String> entries;

  private Manifest(Path path, SortedMap<String, String> entries) {
    this.path = path;
    this.entries = entries;
  }

  static byte[] write(Map<String, String> entries) {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(entries)
        .forEach((key, value) -> lines.append(key).append('=').append(escaped(value)).append('\n'));
    byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
    return (CHECKSUM + '=' + Sha256.of(body) + '\n' + lines).getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  static Manifest read(Path path, byte[] bytes) throws BundleException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int bodyStart = text.indexOf('\n') + 1;
    String expected = CHECKSUM + '=' + Sha256.of(text.substring(bodyStart));
    if (!text.substring(0, Math.max(0, bodyStart - 1)).equals(expected)) {
      throw new BundleException(path, "altered or truncated: its first line is not " + expected);
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      throw new BundleException(path, "not a properties file: " + e.getMessage(), e);
    }
    SortedMap<String, String> entries = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> entries.put(key, properties.getProperty(key)));
    return new Manifest(path, entries);
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  String get(String key) throws BundleException {
    String value = entries.get(key);
    if (value == null) {
      throw new BundleException(path, "has no entry " + Text.excerpt(key));
    }
    return value;
  }

  long getLong(String key, long least, long most) throws BundleException {
    String value = get(key);
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw wrongNumber(key, value, least, most, notANumber);
    }
    throw wrongNumber(key, value, least, most, null);
  }

  private BundleException wrongNumber(
      String key, String value, long least, long most, @Nullable Exception cause) {
    return new BundleException(
        path,
        Text.excerpt(key)
            + " is '"
            + Text.excerpt(value)
            + "'; expected a whole number from "
            + least
            + " to "
            + most,
        cause);
  }

  double getDouble(String key) throws BundleException {
    String value = get(key);
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new BundleException(
          path, key + " is '" + Text.excerpt(value) + "'; expected a number", e);
    }
  }

  /** The error for entries that do not go together. */
  BundleException damaged(IllegalArgumentException cause) {
    return new BundleException(path, String.valueOf(cause.getMessage()), cause);
  }

  /** The entries whose keys begin with a prefix, keyed by what follows it. */
  SortedMap<String, String> startingWith(String prefix) {
    SortedMap<String, String> found = new TreeMap<>();
    entries.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }
}
