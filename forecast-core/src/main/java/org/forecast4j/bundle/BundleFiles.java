package org.forecast4j.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Sha256;
import org.forecast4j.internal.Text;

/**
 * The files of a bundle, read only as far as its manifest vouches for them: for models that are
 * saved like a {@link ForecastBundle} but are none, each of a kind of its own. The manifest, {@code
 * bundle.properties}, names the kind, and the size and SHA-256 of every file. Immutable and safe
 * for concurrent use.
 */
public final class BundleFiles {
  /** The kind of a {@link ForecastBundle}, which its manifest does not say. */
  static final String FORECASTER = "forecaster";

  static final String FORMAT = "format.version";
  static final int NEWEST_FORMAT = 2;
  static final String SIZE = "size.";
  static final long MAX_MANIFEST_BYTES = 1L << 20;

  private static final String KIND = "kind";
  private static final int LONGEST_NAME = 100;
  private static final int MAX_FILES = 1_000;
  private static final long MAX_FILE_BYTES = 1L << 30;

  private final Path folder;
  private final Manifest manifest;
  private final SortedMap<String, byte[]> files = new TreeMap<>();

  private BundleFiles(Path folder, Manifest manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * Saves files with a manifest. The folder appears complete or not at all; an earlier bundle in
   * its place is replaced whole, if its manifest lists everything in it. The same files give the
   * same bytes.
   *
   * @param kind what kind of model it is, for {@link #open}
   * @param folder where to; its parent must exist
   * @param files the files by name: letters, digits, {@code .}, {@code _} and {@code -} alone
   * @throws IOException if it cannot be written, or the folder holds something else than a bundle,
   *     which is named and left as it is
   * @throws IllegalArgumentException if a file has another name
   */
  public static void write(String kind, Path folder, Map<String, byte[]> files) throws IOException {
    files.keySet().forEach(BundleFiles::requirePlainName);
    Map<String, String> entries = Map.of(KIND, kind, FORMAT, String.valueOf(NEWEST_FORMAT));
    BundleTarget.write(folder, entries, files);
  }

  /**
   * Reads a bundle, verifying every file of it.
   *
   * @param kind what it was written as
   * @param folder where it is
   * @return its files
   * @throws BundleException if it is of another kind, or a file is missing, damaged or not to be
   *     trusted, naming it
   * @throws IOException if it cannot be read
   */
  public static BundleFiles open(String kind, Path folder) throws IOException {
    return open(folder).requireKind(kind);
  }

  /**
   * Reads a bundle from a zip file that holds one, at its top or in a folder, verifying every file.
   *
   * @param kind what it was written as
   * @param zip the file
   * @return its files
   * @throws BundleException if it is no zip or does not hold one bundle, or as {@link #open}
   * @throws IOException if it cannot be read
   */
  public static BundleFiles openZip(String kind, Path zip) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      return open(BundleSource.ofZip(zip, file)).requireKind(kind);
    } catch (ZipException e) {
      throw new BundleException(zip, "no zip file: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a bundle from the class path, verifying every file of it.
   *
   * @param kind what it was written as
   * @param near a class whose loader finds it
   * @param folder where it is, as {@link Class#getResourceAsStream} takes it
   * @return its files
   * @throws BundleException as {@link #open}
   * @throws IOException if it cannot be read
   */
  public static BundleFiles openResource(String kind, Class<?> near, String folder)
      throws IOException {
    return open(BundleSource.ofResources(near, folder)).requireKind(kind);
  }

  private BundleFiles requireKind(String kind) throws BundleException {
    String found = manifest.has(KIND) ? manifest.get(KIND) : FORECASTER;
    if (!found.equals(kind)) {
      throw new BundleException(
          manifestPath(), "kind is '" + Text.excerpt(found) + "'; expected '" + kind + "'");
    }
    return this;
  }

  static String requirePlainName(String name) {
    if (name.equals(Manifest.FILE_NAME)) {
      throw new IllegalArgumentException(
          "file name is '" + name + "'; expected another, it is the manifest's");
    }
    return Checks.plainName(name, LONGEST_NAME, "file name");
  }

  /** Whatever kind it is. */
  static BundleFiles open(Path folder) throws IOException {
    return open(BundleSource.ofFolder(folder));
  }

  private static BundleFiles open(BundleSource source) throws IOException {
    Path path = source.called().resolve(Manifest.FILE_NAME);
    Manifest manifest =
        Manifest.read(path, source.read(Manifest.FILE_NAME, MAX_MANIFEST_BYTES, null));
    manifest.getLong(FORMAT, 1, NEWEST_FORMAT);
    BundleFiles opened = new BundleFiles(source.called(), manifest);
    SortedMap<String, String> sizes = manifest.startingWith(SIZE);
    if (sizes.size() > MAX_FILES) {
      throw new BundleException(
          path, "lists " + sizes.size() + " files; expected at most " + MAX_FILES);
    }
    for (String name : sizes.keySet()) {
      opened.files.put(name, opened.readListed(name, source));
    }
    return opened;
  }

  private byte[] readListed(String name, BundleSource source) throws IOException {
    try {
      requirePlainName(name);
    } catch (IllegalArgumentException e) {
      throw new BundleException(
          manifestPath(), "lists a file outside the bundle: " + e.getMessage(), e);
    }
    long size = manifest.getLong(SIZE + name, 0, MAX_FILE_BYTES);
    String expected = manifest.get("sha256." + name);
    byte[] bytes = source.read(name, MAX_FILE_BYTES, size);
    String actual = Sha256.of(bytes);
    if (!actual.equals(expected)) {
      throw new BundleException(
          folder.resolve(name), "altered: its SHA-256 is " + actual + "; expected " + expected);
    }
    return bytes;
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

  /**
   * Makes something of a file.
   *
   * @param name the file's name
   * @param parser what is made of its content; an {@link IllegalArgumentException} of it is
   *     reported with the file's path
   * @param <T> what it is
   * @return what the parser gave
   * @throws BundleException if there is no such file or the parser refuses it
   */
  public <T> T parse(String name, Function<byte[], T> parser) throws BundleException {
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
