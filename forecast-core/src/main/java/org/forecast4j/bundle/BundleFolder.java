package org.forecast4j.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.forecast4j.internal.Sha256;
import org.jspecify.annotations.Nullable;

/** The files of a bundle, read only as far as the manifest vouches for them. */
final class BundleFolder {
  private static final int MAX_FILES = 1_000;
  private static final long MAX_MANIFEST_BYTES = 1L << 20;
  private static final long MAX_FILE_BYTES = 1L << 30;
  private static final java.util.regex.Pattern PLAIN_NAME =
      java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Path folder;
  private final Manifest manifest;
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private BundleFolder(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  static String requirePlainName(String name) {
    if (!PLAIN_NAME.matcher(name).matches() || name.equals(Manifest.FILE_NAME)) {
      throw new IllegalArgumentException(
          "file name is '" + name + "'; expected letters, digits, '.', '_' and '-' alone");
    }
    return name;
  }

  static BundleFolder open(Path folder, int newestFormat) throws IOException {
    Path path = folder.resolve(Manifest.FILE_NAME);
    Manifest manifest = Manifest.read(path, read(path, MAX_MANIFEST_BYTES, null));
    manifest.getLong("format.version", 1, newestFormat);
    BundleFolder opened = new BundleFolder(folder, manifest);
    SortedMap<String, String> sizes = manifest.startingWith("size.");
    if (sizes.size() > MAX_FILES) {
      throw new BundleException(
          path, "lists " + sizes.size() + " files; expected at most " + MAX_FILES);
    }
    for (String name : sizes.keySet()) {
      opened.files.put(name, opened.readListed(name));
    }
    return opened;
  }

  private byte[] readListed(String name) throws IOException {
    Path manifestPath = folder.resolve(Manifest.FILE_NAME);
    try {
      requirePlainName(name);
    } catch (IllegalArgumentException e) {
      throw new BundleException(
          manifestPath, "lists a file outside the bundle: " + e.getMessage(), e);
    }
    long size = manifest.getLong("size." + name, 0, MAX_FILE_BYTES);
    String expected = manifest.get("sha256." + name);
    Path path = folder.resolve(name);
    byte[] bytes = read(path, MAX_FILE_BYTES, size);
    String actual = Sha256.of(bytes);
    if (!actual.equals(expected)) {
      throw new BundleException(
          path, "altered: its SHA-256 is " + actual + "; expected " + expected);
    }
    return bytes;
  }

  /** Reads a regular file, at most as much as expected: it may grow while it is read. */
  private static byte[] read(Path path, long most, @Nullable Long expected) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new BundleException(path, Files.exists(path) ? "not a plain file" : "missing");
    }
    long size = Files.size(path);
    if (size > most || (expected != null && size != expected)) {
      throw new BundleException(
          path,
          "has " + size + " bytes; expected " + (expected == null ? "at most " + most : expected));
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes((int) size);
      if (bytes.length != size || in.read() != -1) {
        throw new BundleException(path, "changed while it was read");
      }
      return bytes;
    }
  }

  Manifest manifest() {
    return manifest;
  }

  SortedMap<String, String> checksums() {
    return manifest.startingWith("sha256.");
  }

  /** Makes something of a file; what the parser refuses is reported with the file's path. */
  <T> T parse(String name, Function<byte[], T> parser) throws BundleException {
    byte[] bytes = name.equals(Manifest.FILE_NAME) ? new byte[0] : files.get(name);
    if (bytes == null) {
      throw new BundleException(folder.resolve(Manifest.FILE_NAME), "does not list " + name);
    }
    try {
      return parser.apply(bytes);
    } catch (IllegalArgumentException e) {
      throw new BundleException(folder.resolve(name), e.getMessage(), e);
    }
  }

  /**
   * Writes all files into a temporary folder beside the target, then moves it into place. What was
   * there before steps aside first and comes back if the move fails.
   */
  static void write(Path target, Map<String, String> entries, Map<String, byte[]> files)
      throws IOException {
    Path folder = requireTarget(target);
    Path temporary =
        Files.createDirectory(
            folder.resolveSibling("." + folder.getFileName() + ".new-" + UUID.randomUUID()));
    try {
      SortedMap<String, String> all = new TreeMap<>(entries);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        all.put("size." + file.getKey(), String.valueOf(file.getValue().length));
        all.put("sha256." + file.getKey(), Sha256.of(file.getValue()));
        writeDurably(temporary.resolve(file.getKey()), file.getValue());
      }
      writeDurably(temporary.resolve(Manifest.FILE_NAME), Manifest.write(all));
      replace(folder, temporary);
    } finally {
      deleteTree(temporary);
    }
  }

  /** The folder to write to, if it may be: an earlier bundle, an empty folder, or nothing yet. */
  static Path requireTarget(Path target) throws IOException {
    Path folder = target.toAbsolutePath().normalize();
    if (Files.exists(folder) && !isReplaceable(folder)) {
      throw new BundleException(folder, "exists and is no bundle; it is left as it is");
    }
    Path parent = folder.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new BundleException(folder, "its parent folder does not exist");
    }
    return folder;
  }

  private static boolean isReplaceable(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var content = Files.list(folder)) {
      return Files.exists(folder.resolve(Manifest.FILE_NAME)) || content.findAny().isEmpty();
    }
  }

  private static void writeDurably(Path path, byte[] bytes) throws IOException {
    Files.write(path, bytes, StandardOpenOption.CREATE_NEW);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void replace(Path folder, Path replacement) throws IOException {
    if (!Files.exists(folder)) {
      Files.move(replacement, folder, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    Path aside = replacement.resolveSibling(replacement.getFileName() + ".replaced");
    Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
    try {
      Files.move(replacement, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
      throw e;
    }
    deleteTree(aside);
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
