package org.forecast4j.server.learning;

import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * Says that the latest outcome of an id was wrong: what was learned from it is to be forgotten.
 *
 * @param id what the outcome is known by
 */
public record Retraction(String id) implements LogEntry {
  static final String KIND = "retraction";
  private static final int VERSION = 1;

  @Override
  public byte[] toBytes() {
    return new BinaryWriter(KIND, VERSION).putString(id).toBytes();
  }

  static Retraction fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(KIND, VERSION, bytes);
    String id = in.getString();
    in.end();
    return new Retraction(id);
  }
}
