package org.forecast4j.server.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What tells a file from one that was put in its place.
 *
 * @param key device and inode; the path where the file system has none, which tells less
 */
record FileIdentity(Object key) {
  static FileIdentity of(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return new FileIdentity(key == null ? path.toRealPath() : key);
  }

  void requireSame(Path path) throws IOException {
    FileIdentity found;
    try {
      found = of(path);
    } catch (NoSuchFileException e) {
      throw new IOException(path + " was deleted or moved while it was in use", e);
    }
    if (!key.equals(found.key)) {
      throw new IOException(path + " was replaced by another file while it was in use");
    }
  }
}
