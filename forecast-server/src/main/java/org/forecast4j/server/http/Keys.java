package org.forecast4j.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.forecast4j.internal.Failures;
import org.forecast4j.internal.Sha256;

/**
 * Who holds which role, as SHA-256 of random keys. A file has one key a line, {@code role sha256hex
 * [name]}; {@code #} begins a comment.
 */
public final class Keys {
  private static final int MIN_LENGTH = 16;

  /** How much of its hash a key without a name is known by. */
  private static final int SHOWN_DIGITS = 8;

  private final List<Entry> entries;

  private record Entry(Holder holder, byte[] hash) {}

  /**
   * Whose a key is.
   *
   * @param role what it may do
   * @param name what it is called in logs; lines of one name share their limits
   */
  record Holder(Role role, String name) {}

  private Keys(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  public static Keys read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IOException(
          file
              + ": "
              + Failures.reason(e)
              + "; expected a file of keys, lines as hash-key prints them",
          e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        entries.add(entry(line.split("\\s+", 3), file + " line " + (i + 1)));
      }
    }
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(file + " holds no key; expected at least one");
    }
    return new Keys(entries);
  }

  private static Entry entry(String[] words, String where) {
    Role role;
    try {
      role = Role.valueOf(words[0].toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      role = Role.ANYONE;
    }
    if (role == Role.ANYONE) {
      throw new IllegalArgumentException(
          where + ": expected a line to begin with read, observe or admin");
    }
    // Nothing of a line is shown: any word of it may be a key by mistake.
    if (words.length < 2 || !words[1].matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          where + ": expected the 64 hexadecimal digits that hash-key prints after the role");
    }
    String name = words.length > 2 ? words[2].strip() : words[1].substring(0, SHOWN_DIGITS);
    return new Entry(new Holder(role, name), HexFormat.of().parseHex(words[1]));
  }

  /** The line of a keys file for a key. */
  public static String line(Role role, String key) {
    if (key.length() < MIN_LENGTH) {
      throw new IllegalArgumentException(
          "the key has " + key.length() + " characters; expected at least " + MIN_LENGTH);
    }
    return role.name().toLowerCase(Locale.ROOT) + " " + Sha256.of(key);
  }

  /** Whose a key is; all keys are compared, each in constant time. */
  Optional<Holder> holder(String key) {
    byte[] hash = HexFormat.of().parseHex(Sha256.of(key));
    Optional<Holder> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        found = Optional.of(entry.holder());
      }
    }
    return found;
  }

  Set<String> names() {
    return entries.stream()
        .map(entry -> entry.holder().name())
        .collect(Collectors.toUnmodifiableSet());
  }
}
