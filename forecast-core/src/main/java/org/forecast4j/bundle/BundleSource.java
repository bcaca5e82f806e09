package org.forecast4j.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a bundle come from: a folder, a zip file, the class path.
 *
 * @param called what it is called in messages
 */
record BundleSource(Path called, Reader reader) {
  @FunctionalInterface
  private interface Reader {
    byte[] read(String name, long most, @Nullable Long expected) throws IOException;
  }

  static BundleSource ofFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new BundleException(
          folder,
          (Files.exists(folder) ? "no folder" : "no such folder")
              + "; expected a bundle, a folder that holds "
              + Manifest.FILE_NAME);
    }
    return new BundleSource(
        folder, (name, most, expected) -> read(folder.resolve(name), most, expected));
  }

  /** The one bundle of a zip file, at its top or in a folder; read before the file is closed. */
  static BundleSource ofZip(Path path, ZipFile zip) throws IOException {
    List<String> manifests =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> ("/" + name).endsWith("/" + Manifest.FILE_NAME))
            .toList();
    if (manifests.size() != 1) {
      throw new BundleException(
          path, "holds " + manifests.size() + " files " + Manifest.FILE_NAME + "; expected one");
    }
    String manifest = manifests.get(0);
    String prefix = manifest.substring(0, manifest.length() - Manifest.FILE_NAME.length());
    return new BundleSource(
        path,
        (name, most, expected) -> {
          ZipEntry entry = zip.getEntry(prefix + name);
          InputStream in = entry == null ? null : zip.getInputStream(entry);
          return read(in, path.resolve(name), most, expected);
        });
  }

  static BundleSource ofResources(Class<?> near, String folder) {
    Path called = Path.of(folder);
    return new BundleSource(
        called,
        (name, most, expected) ->
            read(
                near.getResourceAsStream(folder + "/" + name),
                called.resolve(name),
                most,
                expected));
  }

  /** Reads a file, at most as much as expected. */
  byte[] read(String name, long most, @Nullable Long expected) throws IOException {
    return reader.read(name, most, expected);
  }

  /** Reads a stream no further than expected, whatever its source says of its size. */
  private static byte[] read(
      @Nullable InputStream opened, Path path, long most, @Nullable Long expected)
      throws IOException {
    try (InputStream in = opened) {
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
}
