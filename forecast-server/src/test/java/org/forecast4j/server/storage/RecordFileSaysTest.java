package org.forecast4j.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.forecast4j.server.storage.Records.append;
import static org.forecast4j.server.storage.Records.edges;
import static org.forecast4j.server.storage.Records.head;
import static org.forecast4j.server.storage.Records.open;
import static org.forecast4j.server.storage.Records.read;
import static org.forecast4j.server.storage.Records.text;
import static org.forecast4j.server.storage.Records.texts;
import static org.forecast4j.server.storage.Records.write;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the log says of a record file. */
class RecordFileSaysTest {
  @TempDir Path folder;
  private Path path;
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(RecordFile.class);
  }

  @BeforeEach
  void listen() {
    path = folder.resolve("a");
    logged.start();
    logger().addAppender(logged);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(logged);
  }

  private List<String> said(Level level) {
    return logged.list.stream()
        .filter(event -> event.getLevel() == level)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void a_whole_file_is_read_and_written_in_silence() throws IOException {
    write(path, 2);
    assertThat(read(path)).isEqualTo(texts(1, 2));
    assertThat(logged.list).isEmpty();
  }

  @Test
  void what_is_kept_and_what_is_dropped_of_a_tail_is_said_once() throws IOException {
    write(path, 2);
    byte[] older = Files.readAllBytes(head(path));
    try (RecordFile file = open(path)) {
      append(file, text(3), text(4));
    }
    Files.write(head(path), older);
    Files.write(path, Arrays.copyOf(Files.readAllBytes(path), edges(4).get(3) + 5));
    assertThat(read(path)).isEqualTo(texts(1, 3));
    assertThat(said(Level.WARN))
        .containsExactly(
            path + " holds 1 whole records behind the last that was acknowledged: they are kept",
            path
                + " ends within a record that was never acknowledged: the last 5 bytes are"
                + " dropped");
    assertThat(read(path)).isEqualTo(texts(1, 3));
    assertThat(logged.list).hasSize(2);
  }

  @Test
  void a_disk_that_fails_is_warned_of_once_counted_each_time_and_said_to_be_well_again()
      throws IOException {
    boolean[] full = {true};
    FaultyDisk disk =
        new FaultyDisk() {
          @Override
          int reaches(Path file, long at, int length) {
            return full[0] ? length / 2 : length;
          }
        };
    AtomicInteger failures = new AtomicInteger();
    try (RecordFile file = RecordFile.open(path, Records.KIND, failures::incrementAndGet, disk)) {
      for (int i = 1; i <= 3; i++) {
        assertThatThrownBy(() -> append(file, text(1))).hasMessage(FaultyDisk.FULL);
        assertThat(failures).hasValue(i);
        assertThat(file.degraded()).contains(FaultyDisk.FULL);
      }
      String where = path + " cannot be written, nothing is acknowledged until it can: ";
      assertThat(said(Level.WARN)).containsExactly(where + FaultyDisk.FULL);
      Files.move(path, folder.resolve("elsewhere"));
      String moved = " was deleted or moved while it was in use";
      assertThatThrownBy(() -> append(file, text(1))).hasMessage(path + moved);
      assertThat(file.degraded()).contains("the file" + moved);
      assertThat(said(Level.WARN)).containsExactly(where + FaultyDisk.FULL, where + path + moved);
      assertThat(said(Level.INFO)).isEmpty();
      Files.move(folder.resolve("elsewhere"), path);
      full[0] = false;
      append(file, text(1));
      append(file, text(2));
      assertThat(failures).hasValue(4);
      assertThat(file.degraded()).isEmpty();
      assertThat(said(Level.INFO)).containsExactly(path + " is written again");
    }
    assertThat(read(path)).isEqualTo(texts(1, 2));
  }

  @Test
  void a_whole_record_that_cannot_be_understood_is_named_with_why() {
    String record = path + " holds what this server cannot read: record 7 is whole, and ";
    String newer = "; a newer server may have written it";
    EOFException end = new EOFException();
    IOException other = new IOException("its type is 9");
    assertThat(RecordFile.unreadable(path, 7, end))
        .hasMessage(record + "it ends too early" + newer)
        .hasCause(end);
    assertThat(RecordFile.unreadable(path, 7, other))
        .hasMessage(record + "its type is 9" + newer)
        .hasCause(other);
  }
}
