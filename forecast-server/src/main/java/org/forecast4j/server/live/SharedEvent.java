package org.forecast4j.server.live;

import java.util.OptionalLong;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Text;
import org.forecast4j.wire.GameEvent;

/**
 * An event as replicas share it: its id is its place among all of them.
 *
 * @param owner the replica that took the scores it followed from
 * @param news what happened
 */
record SharedEvent(String owner, News news) {
  private static final String KIND = "live-event";
  private static final int VERSION = 1;

  byte[] toBytes() {
    return new BinaryWriter(KIND, VERSION)
        .putString(owner)
        .putBytes(GameEvent.CODEC.write(news.event(OptionalLong.empty())))
        .toBytes();
  }

  /**
   * Restores it.
   *
   * @throws IllegalArgumentException if the bytes are damaged, or of a version that is not known
   */
  static SharedEvent fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, VERSION, bytes);
    String owner = in.getString();
    GameEvent event = GameEvent.CODEC.read(in.getBytes());
    in.end();
    if (event.gameId().isEmpty()) {
      throw new IllegalArgumentException("an event is of no game; expected its id");
    }
    String id = event.gameId().get();
    if (event.game().isPresent() && !event.game().get().gameId().equals(id)) {
      throw new IllegalArgumentException(
          "an event of game '"
              + Text.excerpt(id)
              + "' has game '"
              + Text.excerpt(event.game().get().gameId())
              + "'; expected the same");
    }
    return new SharedEvent(owner, News.of(event));
  }
}
