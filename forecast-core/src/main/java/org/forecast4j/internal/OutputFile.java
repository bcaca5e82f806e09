package org.forecast4j.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.UUID;

/**
 * A file that a user named for the output of a program. A plain file appears whole or not at all:
 * it is written beside its place and moved there, with the mode of the file it replaces. Links are
 * followed. What is neither a file nor a folder, such as a pipe or a device, is written through. An
 * earlier file is replaced only if it is empty or of the same kind.
 *
 * @param file as the user named it
 * @param kind what is written, as in "is no {@code kind}"
 * @param recognizer tells an earlier file of the kind from anything else
 */
public record OutputFile(Path file, String kind, Recognizer recognizer) {
  private static final int MAX_LINKS = 40;

  /** Tells a file of one kind from anything else. */
  @FunctionalInterface
  public interface Recognizer {
    /** Whether a plain file that is not empty is of the kind. */
    boolean isOfKind(Path file) throws IOException;
  }

  /** What goes into a file, handed over piece by piece. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; what this throws is the reason why the file is not written. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Refuses what {@link #write} would refuse, by making an empty file beside the place, so that
   * nobody computes in vain.
   *
   * @throws IOException naming the file and what is wrong
   */
  public void requireWritable() throws IOException {
    if (isWrittenThrough()) {
      if (!Files.isWritable(file)) {
        throw new IOException(file + ": it may not be written to");
      }
      return;
    }
    Files.delete(createBeside(target()));
  }

  /**
   * Writes the content.
   *
   * @throws IOException naming the file and what is wrong; a plain file is then as it was
   */
  public void write(byte[] content) throws IOException {
    write(out -> out.write(content));
  }

  /**
   * Writes content that need not be in memory as a whole.
   *
   * @throws IOException naming the file and what is wrong; a plain file is then as it was
   */
  public void write(Content content) throws IOException {
    if (isWrittenThrough()) {
      writeThrough(content);
      return;
    }
    Path target = target();
    Path temporary = createBeside(target);
    try {
      if (Files.exists(target)) {
        copyMode(target, temporary);
      }
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        content.writeTo(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private boolean isWrittenThrough() {
    return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
  }

  private void writeThrough(Content content) throws IOException {
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE)) {
      content.writeTo(out);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The plain file at the end of all links, there or not, if it may be replaced. */
  private Path target() throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": a folder; expected the name of a file");
    }
    Path target = file.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(target); links++) {
      if (links == MAX_LINKS) {
        throw new IOException(file + ": a link that leads to no file");
      }
      target = target.resolveSibling(Files.readSymbolicLink(target));
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException(file + ": its parent folder does not exist");
    }
    if (Files.exists(target) && Files.size(target) > 0 && !recognizer.isOfKind(target)) {
      throw new IOException(file + ": exists and is no " + kind + "; it is left as it is");
    }
    return target;
  }

  private Path createBeside(Path target) throws IOException {
    try {
      return Files.createFile(target.resolveSibling(".forecast4j-" + UUID.randomUUID()));
    } catch (IOException e) {
      throw new IOException(file + ": its folder cannot be written to: " + Failures.reason(e), e);
    }
  }

  /** Owner and group as far as this user may set them. */
  private static void copyMode(Path from, Path to) throws IOException {
    PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
    PosixFileAttributeView made = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (old == null || made == null) {
      return;
    }
    PosixFileAttributes attributes = old.readAttributes();
    try {
      made.setOwner(attributes.owner());
      made.setGroup(attributes.group());
    } catch (FileSystemException notAllowed) {
      // The new file is then this user's own.
    }
    made.setPermissions(attributes.permissions());
  }

  private IOException failed(IOException e) {
    return new IOException(file + ": cannot be written: " + Failures.reason(e), e);
  }
}
