package org.forecast4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a folder as bytes, since executors share no folder. */
final class FolderBytes {
  private FolderBytes() {}

  /** Writes a folder that does not exist yet. */
  @FunctionalInterface
  interface Writer {
    void write(Path folder) throws IOException;
  }

  /** Reads a folder, which is gone afterwards. */
  @FunctionalInterface
  interface Reader<T> {
    T read(Path folder) throws IOException;
  }

  /** What is written to a folder, by the names of the files. */
  static SortedMap<String, byte[]> of(Writer writer) throws IOException {
    return within(
        folder -> {
          writer.write(folder);
          SortedMap<String, byte[]> files = new TreeMap<>();
          try (Stream<Path> saved = Files.list(folder)) {
            for (Path file : saved.toList()) {
              files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
          }
          return files;
        });
  }

  /** What is read from a folder of such files. */
  static <T> T read(Map<String, byte[]> files, Reader<T> reader) throws IOException {
    return within(
        folder -> {
          Files.createDirectory(folder);
          for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
          }
          return reader.read(folder);
        });
  }

  private static <T> T within(Reader<T> work) throws IOException {
    Path parent = Files.createTempDirectory("forecast4j");
    try {
      return work.read(parent.resolve("bundle"));
    } finally {
      try (Stream<Path> left = Files.walk(parent)) {
        for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
