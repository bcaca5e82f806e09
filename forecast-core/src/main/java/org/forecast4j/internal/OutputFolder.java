package org.forecast4j.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a user named for the files of a program. */
public final class OutputFolder {
  private OutputFolder() {}

  /**
   * Makes it, and those it lies in, if they do not exist.
   *
   * @throws IOException naming the folder and what is wrong
   */
  public static void create(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          folder
              + ": "
              + (Files.exists(folder) ? "no folder" : "cannot be made: " + Failures.describe(e))
              + "; expected a folder, or a place for a new one",
          e);
    }
  }
}
