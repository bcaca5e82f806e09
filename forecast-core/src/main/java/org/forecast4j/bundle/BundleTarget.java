package org.forecast4j.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.forecast4j.internal.Failures;
import org.forecast4j.internal.Sha256;

/** Where a bundle is written to, and what may be replaced there. */
final class BundleTarget {
  private static final int FEW = 5;

  private BundleTarget() {}

  /**
   * Writes all files into a temporary folder beside the target, then moves it into place. What was
   * there before steps aside first and comes back if the move fails.
   */
  static void write(Path target, Map<String, String> entries, Map<String, byte[]> files)
      throws IOException {
    Path folder = requireOurs(target);
    SortedMap<String, String> all = new TreeMap<>(entries);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      all.put(BundleFiles.SIZE + file.getKey(), String.valueOf(file.getValue().length));
      all.put("sha256." + file.getKey(), Sha256.of(file.getValue()));
    }
    Path temporary = createBeside(folder);
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        writeDurably(temporary.resolve(file.getKey()), file.getValue());
      }
      writeDurably(temporary.resolve(Manifest.FILE_NAME), Manifest.write(all));
      replace(folder, temporary);
    } finally {
      delete(temporary, files.keySet());
    }
  }

  /**
   * Refuses a folder that cannot be written to, by making the moves of {@link #write} with an empty
   * folder.
   */
  static void requireTarget(Path target) throws IOException {
    Path folder = requireOurs(target);
    Path trial = createBeside(folder);
    try {
      if (Files.exists(folder)) {
        Path aside = aside(trial);
        move(folder, aside, folder);
        move(aside, folder, folder);
      } else {
        move(trial, folder, folder);
        Files.delete(folder);
      }
    } finally {
      Files.deleteIfExists(trial);
    }
  }

  /**
   * The folder to write to at the end of all links, if it may be: an earlier bundle and nothing
   * else, an empty folder, or nothing yet.
   */
  private static Path requireOurs(Path target) throws IOException {
    Path folder = target.toAbsolutePath().normalize();
    if (Files.exists(folder)) {
      folder = folder.toRealPath();
      requireListed(folder, folder);
    } else if (Files.isSymbolicLink(folder)) {
      throw new BundleException(folder, "a link that leads to no folder");
    }
    Path parent = folder.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new BundleException(folder, "its parent folder does not exist");
    }
    return folder;
  }

  /** Refuses a folder that holds what its manifest does not list, and returns what it holds. */
  private static Set<String> requireListed(Path folder, Path named) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new BundleException(named, "exists and is no bundle; it is left as it is");
    }
    SortedSet<String> found = new TreeSet<>();
    try (Stream<Path> content = Files.list(folder)) {
      content.forEach(path -> found.add(path.getFileName().toString()));
    }
    if (found.isEmpty()) {
      return Set.of();
    }
    Path path = folder.resolve(Manifest.FILE_NAME);
    Set<String> listed;
    try {
      Manifest manifest =
          Manifest.read(path, BundleSource.read(path, BundleFiles.MAX_MANIFEST_BYTES, null));
      manifest.get(BundleFiles.FORMAT);
      listed = manifest.startingWith(BundleFiles.SIZE).keySet();
    } catch (BundleException e) {
      throw new BundleException(
          named, "exists and is no bundle; it is left as it is: " + e.getMessage(), e);
    }
    List<String> foreign =
        found.stream()
            .filter(
                name ->
                    !(listed.contains(name) || name.equals(Manifest.FILE_NAME))
                        || !Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
            .toList();
    if (!foreign.isEmpty()) {
      String more = foreign.size() > FEW ? " and " + (foreign.size() - FEW) + " more" : "";
      throw new BundleException(
          named,
          "holds what is not of the bundle: "
              + String.join(", ", foreign.subList(0, Math.min(FEW, foreign.size())))
              + more
              + "; it is left as it is");
    }
    return found;
  }

  private static Path createBeside(Path folder) throws IOException {
    try {
      return Files.createDirectory(
          folder.resolveSibling("." + folder.getFileName() + ".new-" + UUID.randomUUID()));
    } catch (IOException e) {
      throw new BundleException(folder, "its parent folder cannot be written to", e);
    }
  }

  private static Path aside(Path replacement) {
    return replacement.resolveSibling(replacement.getFileName() + ".replaced");
  }

  private static void move(Path from, Path to, Path folder) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      throw new BundleException(
          folder, "cannot be moved (" + from + " to " + to + "): " + Failures.reason(e), e);
    }
  }

  private static void writeDurably(Path path, byte[] bytes) throws IOException {
    Files.write(path, bytes, StandardOpenOption.CREATE_NEW);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** A file that is new has the mode of the manifest; an empty folder has only its own. */
  private static void keepModes(Path folder, Path replacement) throws IOException {
    Files.setPosixFilePermissions(replacement, Files.getPosixFilePermissions(folder));
    if (!Files.exists(folder.resolve(Manifest.FILE_NAME))) {
      return;
    }
    try (Stream<Path> files = Files.list(replacement)) {
      for (Path file : files.toList()) {
        Path before = folder.resolve(file.getFileName().toString());
        Path like = Files.exists(before) ? before : folder.resolve(Manifest.FILE_NAME);
        Files.setPosixFilePermissions(file, Files.getPosixFilePermissions(like));
      }
    }
  }

  private static void replace(Path folder, Path replacement) throws IOException {
    if (!Files.exists(folder)) {
      move(replacement, folder, folder);
      return;
    }
    if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null) {
      keepModes(folder, replacement);
    }
    Path aside = aside(replacement);
    move(folder, aside, folder);
    Set<String> held;
    try {
      // Looked at again: something may have been put in while the model was trained.
      held = requireListed(aside, folder);
      move(replacement, folder, folder);
    } catch (IOException e) {
      move(aside, folder, folder);
      throw e;
    }
    delete(aside, held);
  }

  /** Deletes a folder of files that we made. What else may have come in keeps it in place. */
  private static void delete(Path folder, Set<String> names) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    for (String name : names) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder.resolve(Manifest.FILE_NAME));
    Files.delete(folder);
  }
}
