package org.forecast4j.internal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The standard output of a program that wants to know in the end whether all of it was written. A
 * {@link PrintWriter} keeps failures to itself.
 */
public final class StandardOutput {
  private static final Path LINUX_NAME = Path.of("/proc/self/fd/1");

  private final Recording bytes;
  private final PrintWriter writer;

  /** That of this process, in UTF-8. */
  public StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StandardOutput(OutputStream out) {
    bytes = new Recording(out);
    writer = new PrintWriter(bytes, true, StandardCharsets.UTF_8);
  }

  /** What to print with. */
  public PrintWriter writer() {
    return writer;
  }

  /**
   * Closes it. A reader that has gone, as {@code head} does, has had what it wanted: that is no
   * failure.
   *
   * @param exitCode that of the work
   * @param err told in one line of a failure to write
   * @return the exit code of the program, 1 if the work was done and its output is not written
   */
  public int close(int exitCode, PrintWriter err) {
    writer.close();
    IOException failure = bytes.failure;
    if (failure == null || isBrokenPipe(failure)) {
      return exitCode;
    }
    err.println("error: the output cannot be written: " + failure.getMessage());
    return exitCode == 0 ? 1 : exitCode;
  }

  /**
   * The message is of the system and in its language, so what it is written to is looked at too.
   */
  private static boolean isBrokenPipe(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("pipe") || message.contains("connection reset")) {
      return true;
    }
    try {
      String name = Files.readSymbolicLink(LINUX_NAME).toString();
      return name.startsWith("pipe:") || name.startsWith("socket:");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }

  /** Passes bytes on up to the first failure, which it keeps. */
  private static final class Recording extends FilterOutputStream {
    private @Nullable IOException failure;

    Recording(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] content, int from, int length) throws IOException {
      requireOpen();
      try {
        out.write(content, from, length);
      } catch (IOException e) {
        throw kept(e);
      }
    }

    @Override
    public void write(int one) throws IOException {
      requireOpen();
      try {
        out.write(one);
      } catch (IOException e) {
        throw kept(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw kept(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (IOException e) {
        throw kept(e);
      }
    }

    /** Writing on to a reader that has gone would cost a call of the system each time. */
    private void requireOpen() throws IOException {
      if (failure != null) {
        throw failure;
      }
    }

    private IOException kept(IOException e) {
      if (failure == null) {
        failure = e;
      }
      return e;
    }
  }
}
