package org.forecast4j.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.forecast4j.internal.Sha256;
import org.forecast4j.internal.Text;
import org.jspecify.annotations.Nullable;

/** The files of a bundle, read only as far as the manifest vouches for them. */
final class BundleFolder {
  private static final int MAX_FILES = 1_000;
  static final String SIZE = "size.";
  static final long MAX_MANIFEST_BYTES = 1L << 20;
  private static final long MAX_FILE_BYTES = 1L << 30;
  private static final java.util.regex.Pattern PLAIN_NAME =
      java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Where the files of a bundle are, if it is no folder. */
  @FunctionalInterface
  interface Source {
    /** Opens a file by name; null if there is none. */
    @Nullable InputStream open(String name) throws IOException;
  }

  /** Reads a file of a bundle, at most as much as expected. */
  private interface Reader {
    byte[] read(String name, long most, @Nullable Long expected) throws IOException;
  }

  private final Path folder;
  private final Reader reader;
  private final Manifest manifest;
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private BundleFolder(Path folder, Reader reader, Manifest manifest) {
    this.folder = folder;
    this.reader = reader;
    this.manifest = manifest;
  }

  static String requirePlainName(String name) {
    if (!PLAIN_NAME.matcher(name).matches() || name.equals(Manifest.FILE_NAME)) {
      throw new IllegalArgumentException(
          "file name is '"
              + Text.excerpt(name)
              + "'; expected letters, digits, '.', '_' and '-' alone");
    }
    return name;
  }

  static BundleFolder open(Path folder, int newestFormat) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new BundleException(
          folder,
          (Files.exists(folder) ? "no folder" : "no such folder")
              + "; expected a bundle, a folder that holds "
              + Manifest.FILE_NAME);
    }
    return open(
        folder, (name, most, expected) -> read(folder.resolve(name), most, expected), newestFormat);
  }

  /** Opens a bundle whose files come from elsewhere; the folder is what they are called by. */
  static BundleFolder open(Path called, Source source, int newestFormat) throws IOException {
    return open(
        called,
        (name, most, expected) -> read(called.resolve(name), name, source, most, expected),
        newestFormat);
  }

  private static BundleFolder open(Path folder, Reader reader, int newestFormat)
      throws IOException {
    Path path = folder.resolve(Manifest.FILE_NAME);
    Manifest manifest =
        Manifest.read(path, reader.read(Manifest.FILE_NAME, MAX_MANIFEST_BYTES, null));
    manifest.getLong("format.version", 1, newestFormat);
    BundleFolder opened = new BundleFolder(folder, reader, manifest);
    SortedMap<String, String> sizes = manifest.startingWith(SIZE);
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
    try {
      requirePlainName(name);
    } catch (IllegalArgumentException e) {
      throw new BundleException(
          manifestPath(), "lists a file outside the bundle: " + e.getMessage(), e);
    }
    long size = manifest.getLong(SIZE + name, 0, MAX_FILE_BYTES);
    String expected = manifest.get("sha256." + name);
    byte[] bytes = reader.read(name, MAX_FILE_BYTES, size);
    String actual = Sha256.of(bytes);
    if (!actual.equals(expected)) {
      throw new BundleException(
          folder.resolve(name), "altered: its SHA-256 is " + actual + "; expected " + expected);
    }
    return bytes;
  }

  /** Reads a stream no further than expected, whatever its source says of its size. */
  private static byte[] read(
      Path path, String name, Source source, long most, @Nullable Long expected)
      throws IOException {
    try (InputStream in = source.open(name)) {
      if (in == null) {
        throw new BundleException(path, "missing");
      }
      long limit = expected == null ? most : Math.min(most, expected);
      byte[] bytes = in.readNBytes((int) limit);
      boolean isLonger = in.read() != -1;
      if (isLonger || (expected != null && bytes.length != expected)) {
        throw new BundleException(
            path,
            "has "
                + (isLonger ? "more than " : "")
                + bytes.length
                + " bytes; expected "
                + (expected == null ? "at most " + most : expected));
      }
      return bytes;
    }
  }

  /** Reads a regular file, at most as much as expected: it may grow while it is read. */
  static byte[] read(Path path, long most, @Nullable Long expected) throws IOException {
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

  /** Makes something of entries of the manifest; what is refused is reported with its path. */
  <T> T parseManifest(Supplier<T> parser) throws BundleException {
    try {
      return parser.get();
    } catch (IllegalArgumentException e) {
      throw new BundleException(manifestPath(), e.getMessage(), e);
    }
  }

  private Path manifestPath() {
    return folder.resolve(Manifest.FILE_NAME);
  }

  /** Makes something of a file; what the parser refuses is reported with the file's path. */
  <T> T parse(String name, Function<byte[], T> parser) throws BundleException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new BundleException(manifestPath(), "does not list " + Text.excerpt(name));
    }
    try {
      return parser.apply(bytes);
    } catch (IllegalArgumentException e) {
      throw new BundleException(folder.resolve(name), e.getMessage(), e);
    }
  }
}
