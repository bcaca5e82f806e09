package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.storage.Records.append;
import static org.forecast4j.server.storage.Records.edges;
import static org.forecast4j.server.storage.Records.head;
import static org.forecast4j.server.storage.Records.open;
import static org.forecast4j.server.storage.Records.read;
import static org.forecast4j.server.storage.Records.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.forecast4j.server.storage.RecordFile.Position;
import org.forecast4j.server.storage.RecordFiles.Facts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFilesTest {
  private static final int COUNT = 4;
  private static final long BYTES = edges(COUNT).get(COUNT);

  @TempDir Path folder;
  private Path file;
  private Path copy;

  @BeforeEach
  void write() throws IOException {
    file = Records.write(folder.resolve("a"), COUNT);
    copy = folder.resolve("copy");
  }

  @Test
  void a_whole_file_is_verified_and_not_changed() throws IOException {
    assertThat(RecordFiles.verify(file)).isEqualTo(new Facts("test", 2, COUNT, 0, 0, BYTES, false));
    byte[] older = Files.readAllBytes(head(file));
    try (RecordFile more = open(file)) {
      append(more, Records.text(5));
    }
    Files.write(head(file), older);
    Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    long length = Files.size(file);
    assertThat(RecordFiles.verify(file))
        .isEqualTo(new Facts("test", 2, COUNT, 1, 3, length - 3, false));
    assertThat(Files.size(file)).isEqualTo(length);
    older[0] ^= 1;
    Files.write(head(file), older);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length - 3));
    assertThat(RecordFiles.verify(file).headDamaged()).isTrue();
  }

  @Test
  void a_copy_has_what_was_acknowledged_and_goes_on() throws IOException {
    Files.write(file, new byte[50], StandardOpenOption.APPEND);
    Facts copied = RecordFiles.copy(file, copy);
    assertThat(copied).isEqualTo(new Facts("test", 2, COUNT, 0, 0, BYTES, false));
    assertThat(Files.size(copy)).isEqualTo(BYTES);
    try (RecordFile more = open(copy)) {
      append(more, Records.text(COUNT + 1));
    }
    assertThat(read(copy)).isEqualTo(texts(1, COUNT + 1));
    assertThat(read(file)).isEqualTo(texts(1, COUNT));
  }

  @Test
  void a_copy_may_be_longer_than_what_is_copied_at_once() throws IOException {
    List<byte[]> some = new ArrayList<>();
    for (int length : new int[] {700_000, 1 << 20, 1, 700_000}) {
      byte[] record = new byte[length];
      Arrays.fill(record, (byte) length);
      some.add(record);
    }
    try (RecordFile more = open(file)) {
      more.append(some);
    }
    assertThat(RecordFiles.copy(file, copy)).isEqualTo(RecordFiles.verify(file));
    assertThat(Files.mismatch(file, copy)).isEqualTo(-1);
  }

  @Test
  void a_position_that_a_file_has_had_is_told_from_any_other() throws IOException {
    Position end;
    try (RecordFile more = open(file)) {
      end = more.position();
      append(more, Records.text(5));
      assertThat(more.position().sequence()).isEqualTo(5);
    }
    assertThat(RecordFiles.hasBeenAt(file, end)).isTrue();
    assertThat(RecordFiles.hasBeenAt(file, new Position(end.file(), 0, 0))).isTrue();
    assertThat(RecordFiles.hasBeenAt(file, new Position(end.file() + 1, 4, end.check()))).isFalse();
    assertThat(RecordFiles.hasBeenAt(file, new Position(end.file(), 3, end.check()))).isFalse();
    assertThat(RecordFiles.hasBeenAt(file, new Position(end.file(), 6, end.check()))).isFalse();
  }

  @Test
  void a_damaged_file_is_neither_verified_nor_copied() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> RecordFiles.verify(file)).hasMessageContaining("record 4");
    assertThatThrownBy(() -> RecordFiles.copy(file, copy)).hasMessageContaining("record 4");
    assertThat(copy).doesNotExist();
  }

  @Test
  void the_first_record_is_given_where_there_is_a_whole_one() throws IOException {
    assertThat(RecordFiles.first(file)).contains(Records.bytes(Records.text(1)));
    try (RecordFile empty = open(copy)) {
      assertThat(empty.count()).isZero();
    }
    assertThat(RecordFiles.first(copy)).isEmpty();
    Path old = Files.write(folder.resolve("old"), new byte[0]);
    assertThat(RecordFiles.first(old)).isEmpty();
  }

  @Test
  void what_this_process_has_open_is_neither_verified_nor_copied() throws IOException {
    try (RecordFile open = open(file)) {
      assertThat(open.count()).isEqualTo(COUNT);
      assertThatThrownBy(() -> RecordFiles.verify(file)).hasMessageContaining("in use by this");
      assertThatThrownBy(() -> RecordFiles.copy(file, copy)).hasMessageContaining("in use by this");
    }
    assertThatThrownBy(() -> RecordFiles.copy(folder.resolve("none"), copy))
        .hasMessageContaining("is missing; expected a journal");
  }

  @Test
  void nothing_is_written_over() throws IOException {
    Files.writeString(copy, "mine");
    assertThatThrownBy(() -> RecordFiles.copy(file, copy))
        .hasMessageContaining("exists, and nothing is written over");
    Files.delete(copy);
    Files.writeString(head(copy), "mine");
    assertThatThrownBy(() -> RecordFiles.copy(file, copy))
        .hasMessageContaining("exists, and nothing is written over");
    assertThat(copy).doesNotExist();
    assertThatThrownBy(() -> RecordFiles.verify(folder)).hasMessageContaining("is no file");
  }
}
