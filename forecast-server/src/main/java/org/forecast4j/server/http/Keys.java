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
import org.forecast4j.internal.Sha256;

/**
 * Who holds which role, as SHA-256 of random keys. A file has one key a line, {@code role sha256hex
 * [name]}; {@code #} begins a comment.
 */
public final class Keys {
  private static final int LEAST_LENGTH = 16;

  private final List<Entry> entries;

  private record Entry(Role role, byte[] hash) {}

  private Keys(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  public static Keys read(Path file) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
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
          where + ": role is '" + words[0] + "'; expected read, observe or admin");
    }
    // What stands in place of the hash may be a key by mistake: it is never shown.
    if (words.length < 2 || !words[1].matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          where + ": expected the 64 hexadecimal digits that hash-key prints after the role");
    }
    return new Entry(role, HexFormat.of().parseHex(words[1]));
  }

  /** The line of a keys file for a key. */
  public static String line(Role role, String key) {
    if (key.length() < LEAST_LENGTH) {
      throw new IllegalArgumentException(
          "the key has " + key.length() + " characters; expected at least " + LEAST_LENGTH);
    }
    return role.name().toLowerCase(Locale.ROOT) + " " + Sha256.of(key);
  }

  /** The role of a key; all keys are compared, each in constant time. */
  Optional<Role> role(String key) {
    byte[] hash = HexFormat.of().parseHex(Sha256.of(key));
    Role found = Role.ANYONE;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.hash(), hash)) {
        found = entry.role();
      }
    }
    return found == Role.ANYONE ? Optional.empty() : Optional.of(found);
  }
}
