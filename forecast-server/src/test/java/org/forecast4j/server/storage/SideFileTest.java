package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideFileTest {
  @TempDir Path folder;

  @Test
  void what_is_written_is_read_again_and_takes_the_place_of_what_was_there() throws IOException {
    Path path = folder.resolve("side");
    SideFile.write(path, List.of(new byte[] {1}, new byte[] {2, 3}).iterator());
    SideFile.write(path, List.of(new byte[] {4}, new byte[] {5, 6}).iterator());
    assertThat(SideFile.read(path, 23)).containsExactly(new byte[] {4}, new byte[] {5, 6});
    assertThatThrownBy(() -> SideFile.read(path, 18))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has 19 bytes; expected at most 18, half of the heap");
  }

  @Test
  void a_write_that_fails_leaves_what_was_there_and_nothing_beside_it() throws IOException {
    Path path = folder.resolve("side");
    SideFile.write(path, List.of(new byte[] {1}).iterator());
    Stream<byte[]> failing =
        Stream.of(1, 2)
            .map(
                part -> {
                  if (part == 2) {
                    throw new OutOfMemoryError("of a test");
                  }
                  return new byte[100];
                });
    assertThatThrownBy(() -> SideFile.write(path, failing.iterator()))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(SideFile.read(path, 100)).containsExactly(new byte[] {1});
    assertThat(folder).isDirectoryNotContaining("glob:**.next");
  }
}
