package org.forecast4j.plot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.forecast4j.internal.OutputFile;

/** A file that a picture goes to, of the kind that its name says. */
record PictureFile(Path file, boolean isSvg) {
  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  static PictureFile of(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".png") && !name.endsWith(".svg")) {
      throw new IllegalArgumentException(
          "'" + file + "' names no picture; expected a name that ends in .png or .svg");
    }
    return new PictureFile(file, name.endsWith(".svg"));
  }

  void requireWritable() throws IOException {
    output().requireWritable();
  }

  void write(byte[] content) throws IOException {
    output().write(content);
  }

  private OutputFile output() {
    return new OutputFile(file, "picture", isSvg ? PictureFile::isSvg : PictureFile::isPng);
  }

  private static boolean isPng(Path file) throws IOException {
    return begins(file, PNG_SIGNATURE);
  }

  private static boolean isSvg(Path file) throws IOException {
    return begins(file, "<?xml".getBytes(StandardCharsets.US_ASCII))
        || begins(file, "<svg".getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean begins(Path file, byte[] expected) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(expected.length), expected);
    }
  }
}
