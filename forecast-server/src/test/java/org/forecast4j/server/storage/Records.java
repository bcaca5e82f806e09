package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Short records, and files of them. */
final class Records {
  static final String KIND = "test";

  private Records() {}

  /** A record of 8 to 20 bytes that no other number has. */
  static String text(int number) {
    return "record " + number + "-".repeat(number % 5 * 3);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<String> texts(int from, int to) {
    List<String> texts = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      texts.add(text(i));
    }
    return texts;
  }

  static RecordFile open(Path path) throws IOException {
    return RecordFile.open(path, KIND, () -> {});
  }

  /** Opens a file to write it fast, at the mercy of the machine. */
  static RecordFile openUnforced(Path path) throws IOException {
    return RecordFile.open(path, KIND, () -> {}, new FaultyDisk());
  }

  static List<String> readUnforced(Path path) throws IOException {
    try (RecordFile file = openUnforced(path)) {
      return read(file);
    }
  }

  static void append(RecordFile file, String... texts) throws IOException {
    List<byte[]> records = new ArrayList<>();
    for (String text : texts) {
      records.add(bytes(text));
    }
    file.append(records);
  }

  /** Makes a file of a number of records, each appended alone. */
  static Path write(Path path, int count) throws IOException {
    try (RecordFile file = open(path)) {
      for (int i = 1; i <= count; i++) {
        append(file, text(i));
      }
    }
    return path;
  }

  static List<String> read(RecordFile file) throws IOException {
    List<String> found = new ArrayList<>();
    file.read(
        (sequence, bytes) -> {
          found.add(new String(bytes, StandardCharsets.UTF_8));
          assertThat(sequence).isEqualTo(found.size());
        });
    return found;
  }

  static List<String> read(Path path) throws IOException {
    try (RecordFile file = open(path)) {
      return read(file);
    }
  }

  static Path head(Path path) {
    return HeadFile.of(path);
  }

  /** Copies a file and its head. */
  static Path copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(head(from), head(to), StandardCopyOption.REPLACE_EXISTING);
    return to;
  }

  /** Where each record of a file begins, and where the last one ends. */
  static List<Integer> edges(int count) {
    List<Integer> edges = new ArrayList<>(List.of(Format.FILE_HEADER));
    for (int i = 1; i <= count; i++) {
      edges.add(edges.get(i - 1) + Format.RECORD_HEADER + bytes(text(i)).length);
    }
    return edges;
  }
}
