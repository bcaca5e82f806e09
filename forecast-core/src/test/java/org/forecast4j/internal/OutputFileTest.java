package org.forecast4j.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
  private static final byte[] CONTENT = "new content\n".getBytes(UTF_8);

  @TempDir Path folder;

  private static OutputFile output(Path file) {
    return new OutputFile(file, "note", earlier -> Files.readString(earlier).startsWith("note"));
  }

  private void assertHolds(String... names) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder(names);
    }
  }

  @Test
  void a_new_file_appears_whole_and_nothing_beside_it() throws IOException {
    Path file = folder.resolve("new");
    output(file).requireWritable();
    assertThat(folder).isEmptyDirectory();
    output(file).write(CONTENT);
    assertThat(file).hasBinaryContent(CONTENT);
    assertHolds("new");
  }

  @Test
  void an_earlier_file_of_the_kind_or_an_empty_one_is_replaced_and_keeps_its_mode()
      throws IOException {
    for (String earlier : new String[] {"note of yesterday", ""}) {
      Path file = Files.writeString(folder.resolve("secret"), earlier);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      output(file).write(CONTENT);
      assertThat(file).hasBinaryContent(CONTENT);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r-----");
      Files.delete(file);
    }
  }

  @Test
  void a_file_of_another_kind_is_left_as_it_is() throws IOException {
    Path thesis = Files.writeString(folder.resolve("thesis"), "years of work");
    assertThatThrownBy(() -> output(thesis).requireWritable())
        .isInstanceOf(IOException.class)
        .hasMessage(thesis + ": exists and is no note; it is left as it is");
    assertThatThrownBy(() -> output(thesis).write(CONTENT)).hasMessageContaining("is no note");
    assertThat(thesis).hasContent("years of work");
    assertHolds("thesis");
  }

  @Test
  void links_are_followed_and_stay() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "note");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link);
    Path toNothing = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("later"));
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    output(second).write(CONTENT);
    output(toNothing).write(CONTENT);
    assertThat(second).isSymbolicLink();
    assertThat(link).isSymbolicLink();
    assertThat(target).hasBinaryContent(CONTENT);
    assertThat(folder.resolve("later")).hasBinaryContent(CONTENT);
    assertThatThrownBy(() -> output(circle).write(CONTENT))
        .hasMessageContaining("circle: a link that leads to no file");
    assertHolds("target", "link", "second", "dangling", "later", "circle");
  }

  @Test
  void a_pipe_is_written_through_and_stays() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made;
    try {
      made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    } catch (IOException noPipes) {
      assumeTrue(false, "no mkfifo");
      return;
    }
    assumeTrue(made.waitFor() == 0);
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                return e.toString();
              }
            });
    output(pipe).requireWritable();
    output(pipe).write(CONTENT);
    assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo("new content\n");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertHolds("pipe");
  }

  @Test
  void a_full_device_is_a_failure_that_names_it() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "no /dev/full");
    assertThatThrownBy(() -> output(full).write(CONTENT))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("/dev/full: cannot be written: ");
  }

  @Test
  void a_folder_and_a_missing_parent_are_refused() {
    assertThatThrownBy(() -> output(folder).requireWritable())
        .hasMessage(folder + ": a folder; expected the name of a file");
    Path orphan = folder.resolve("absent/file");
    assertThatThrownBy(() -> output(orphan).requireWritable())
        .hasMessage(orphan + ": its parent folder does not exist");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_folder_that_takes_no_file_is_refused_before_the_work() {
    Path closed = Path.of("/proc/self/new");
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no /proc");
    assertThatThrownBy(() -> output(closed).requireWritable())
        .hasMessageStartingWith("/proc/self/new: its folder cannot be written to: ");
  }
}
