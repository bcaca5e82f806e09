package org.forecast4j.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder for readers of files, gone when the process ends. */
public final class Scratch {
  private static final Path FOLDER = create();

  private Scratch() {}

  private static Path create() {
    try {
      Path folder = Files.createTempDirectory("fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path in the folder. */
  public static Path path(String name) {
    return FOLDER.resolve(name);
  }

  /** A folder in the folder that holds nothing. */
  public static Path emptyFolder(String name) throws IOException {
    Path folder = path(name);
    delete(folder);
    return Files.createDirectory(folder);
  }

  static void delete(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
