package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
  void one_that_is_changed_cut_or_lengthened_anywhere_is_refused() throws IOException {
    Path path = folder.resolve("side");
    SideFile.write(path, List.of(new byte[] {1}, new byte[] {2, 3}).iterator());
    byte[] whole = Files.readAllBytes(path);
    for (int at = 0; at < whole.length; at++) {
      for (int flip : new int[] {0x01, 0x02, 0x80, 0xff}) {
        byte[] changed = whole.clone();
        changed[at] ^= (byte) flip;
        Files.write(path, changed);
        assertRefused(path, "it");
      }
      Files.write(path, Arrays.copyOf(whole, at));
      assertRefused(path, "it ends too early: ");
    }
    Files.write(path, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(path, "its check is not that of its bytes");
    Files.write(path, new byte[] {0, 0, 0, 9, 1, 2});
    assertRefused(path, "it ends too early: 2 bytes are left; expected 9");
  }

  private static void assertRefused(Path path, String message) {
    assertThatThrownBy(() -> SideFile.read(path, 1_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void one_without_parts_is_read_as_such() throws IOException {
    Path path = folder.resolve("side");
    SideFile.write(path, List.<byte[]>of().iterator());
    assertThat(SideFile.read(path, 8)).isEmpty();
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
