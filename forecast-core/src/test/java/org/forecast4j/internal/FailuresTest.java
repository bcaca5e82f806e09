package org.forecast4j.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  @TempDir Path folder;

  private static String said(ThrowingCallable call) {
    return Failures.describe(catchThrowable(call));
  }

  @Test
  void failures_of_files_name_the_file_and_what_is_wrong() throws IOException {
    Path absent = folder.resolve("absent");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(said(() -> Files.readString(absent))).isEqualTo(absent + ": no such file or folder");
    assertThat(said(() -> Files.createDirectory(file))).isEqualTo(file + ": exists already");
    assertThat(said(() -> Files.list(file))).isEqualTo(file + ": no folder");
    assertThat(said(() -> Files.delete(folder))).isEqualTo(folder + ": a folder that is not empty");
    assertThat(Failures.describe(new AccessDeniedException("secret")))
        .isEqualTo("secret: this user may not use it");
    assertThat(Failures.describe(new FileSystemException("a", "b", "No space left on device")))
        .isEqualTo("a: No space left on device");
    assertThat(Failures.describe(new FileSystemException("a"))).isEqualTo("a: FileSystemException");
  }

  @Test
  void failures_without_words_get_some_and_never_break_the_line() {
    assertThat(Failures.describe(new ConnectException())).isEqualTo("nobody answers there");
    assertThat(Failures.describe(new IOException("a\u001b[2J\nb")))
        .isEqualTo("a\\u001b[2J\\u000ab");
    assertThat(Failures.describe(new IllegalStateException())).isEqualTo("IllegalStateException");
  }
}
