package org.forecast4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import okio.Buffer;
import org.junit.jupiter.api.Test;

class ServerEventsTest {
  @Test
  void comments_that_keep_a_connection_awake_for_ever_are_no_long_event() throws IOException {
    Buffer stream = new Buffer().writeUtf8(": awake\n\n".repeat(1_000));
    stream.writeUtf8("id: 7\ndata: x\n\n");
    ServerEvents events = new ServerEvents(stream, 100);
    assertThat(events.next()).contains(new ServerEvents.Event(Optional.of("7"), "x"));
    assertThat(events.next()).isEmpty();
  }

  @Test
  void an_event_of_many_lines_is_too_long_as_a_whole() {
    Buffer stream = new Buffer().writeUtf8("data: 0123456789\n".repeat(20)).writeUtf8("\n");
    ServerEvents events = new ServerEvents(stream, 100);
    assertThatThrownBy(events::next).isInstanceOf(ServerEvents.TooLong.class);
  }
}
