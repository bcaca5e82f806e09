package org.forecast4j.server.learning;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.bundle.wrapper.WrapperCodec;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.server.learning.Snapshot.Known;
import org.forecast4j.server.storage.RecordFile.Position;
import org.forecast4j.server.storage.SideFile;
import org.forecast4j.wire.FinalScore;

/**
 * What a journal has led to up to a position, in a file beside it, so that a start need not learn
 * all of it again. Nothing rests on it: the journal alone is enough, and is what is checked.
 *
 * <p>Its first part says which journal and model it is of, and holds all but what follows in parts
 * of their own: the ids that a compacted journal no longer holds, those that are known, and the
 * wrapper.
 *
 * @param position where in the journal it stands
 * @param snapshot what was known there
 */
record Checkpoint(Position position, Snapshot snapshot) {
  private static final String SUFFIX = ".checkpoint";
  private static final String KIND = "checkpoint";
  private static final String IDS_KIND = "checkpoint-ids";

  /** From 2 on with the weights of each of the latest outcomes. */
  private static final int VERSION = 2;

  private static final int IDS_IN_PART = 50_000;
  private static final int OF_NUMBERS = 0;
  private static final int OF_RESULT = 1;

  /** Where the checkpoint of a journal is. */
  static Path of(Path journal) {
    return journal.resolveSibling(journal.getFileName() + SUFFIX);
  }

  /**
   * Writes it beside its journal.
   *
   * @throws IllegalArgumentException if the wrapper is of a kind that bundles cannot hold
   */
  void write(Path journal, Trained trained) throws IOException {
    SideFile.write(of(journal), parts(trained));
  }

  /** Its parts, made one by one. */
  Iterator<byte[]> parts(Trained trained) {
    Iterator<byte[]> wrapper =
        WrapperCodec.parts(snapshot.fold().state().wrapper(), Codecs.found());
    Iterator<Map.Entry<String, Known>> known = snapshot.known().entrySet().iterator();
    byte[] first = head(trained);
    return new Iterator<>() {
      private int written;
      private boolean areIdsWritten;
      private int oldWritten;

      @Override
      public boolean hasNext() {
        return !areIdsWritten || wrapper.hasNext();
      }

      @Override
      public byte[] next() {
        if (written++ == 0) {
          return first;
        }
        if (oldWritten < snapshot.old().parts()) {
          return snapshot.old().part(oldWritten++);
        }
        if (areIdsWritten) {
          return wrapper.next();
        }
        areIdsWritten = !known.hasNext();
        return ids(known);
      }
    };
  }

  private byte[] head(Trained trained) {
    BinaryWriter out = new BinaryWriter(KIND, VERSION);
    out.putString(trained.origin()).putInt(trained.learning() ? 1 : 0);
    out.putLong(position.file()).putLong(position.sequence()).putInt(position.check());
    out.putInt(snapshot.retracted().size());
    new TreeSet<>(snapshot.retracted()).forEach(out::putString);
    snapshot.fold().write(out);
    return out.toBytes();
  }

  /** Some of the ids that were known then. */
  private byte[] ids(Iterator<Map.Entry<String, Known>> known) {
    List<Map.Entry<String, Known>> some = new ArrayList<>();
    while (known.hasNext() && some.size() < IDS_IN_PART) {
      Map.Entry<String, Known> one = known.next();
      if (one.getValue().serial() <= snapshot.serial()) {
        some.add(one);
      }
    }
    BinaryWriter out = new BinaryWriter(IDS_KIND, VERSION).putInt(some.size());
    for (Map.Entry<String, Known> one : some) {
      out.putString(one.getKey());
      if (one.getValue().values() instanceof Fingerprint numbers) {
        out.putInt(OF_NUMBERS).putLong(numbers.high()).putLong(numbers.low());
      } else {
        FinalScore score = (FinalScore) one.getValue().values();
        out.putInt(OF_RESULT).putBytes(new ResultRecord(score).toBytes());
      }
    }
    return out.toBytes();
  }

  /**
   * Reads the checkpoint of a journal.
   *
   * @throws IllegalArgumentException if it is damaged, of another model or of a newer format,
   *     saying how
   * @throws IOException if there is none or it cannot be read
   */
  static Checkpoint read(Path journal, Trained trained) throws IOException {
    return fromParts(parts(of(journal)), trained);
  }

  /**
   * Restores what {@link #parts(Trained)} gave.
   *
   * @param parts are forgotten one by one
   * @throws IllegalArgumentException as {@link #read}
   */
  static Checkpoint fromParts(List<byte[]> parts, Trained trained) {
    BinaryReader in = new BinaryReader(KIND, VERSION, first(parts));
    requireSame("model", trained.origin(), in.getString());
    requireSame("learning", trained.learning() ? 1 : 0, in.getInt());
    Position position = position(in);
    Set<String> retracted = new HashSet<>();
    for (int i = in.getInt(0, Integer.MAX_VALUE, "number of retracted ids"); i > 0; i--) {
      retracted.add(in.getString());
    }
    OldIds old = OldIds.NONE;
    int next = 1;
    while (next < parts.size() && BinaryReader.isOf(OldIds.KIND, parts.get(next))) {
      old = old.withPart(parts.set(next++, new byte[0]));
    }
    Map<String, Known> known = new HashMap<>();
    while (next < parts.size() && BinaryReader.isOf(IDS_KIND, parts.get(next))) {
      readIds(parts.set(next++, new byte[0]), known);
    }
    ConformalWrapper wrapper =
        WrapperCodec.fromParts(
            parts.subList(next, parts.size()).iterator(),
            trained.wrapper().forecaster().shape(),
            Codecs.found());
    Fold fold = Fold.read(trained, in, trained.learning() ? wrapper : wrapper.frozen());
    in.end();
    return new Checkpoint(position, new Snapshot(fold, known, known.size(), retracted, old));
  }

  /** Which part of which journal a checkpoint is of, for people who look after journals. */
  static Position position(Path checkpoint) throws IOException {
    List<byte[]> parts = parts(checkpoint);
    BinaryReader in = new BinaryReader(KIND, VERSION, first(parts));
    String unusedOrigin = in.getString();
    int unusedLearning = in.getInt();
    return position(in);
  }

  private static List<byte[]> parts(Path checkpoint) throws IOException {
    return SideFile.read(checkpoint, Runtime.getRuntime().maxMemory() / 2);
  }

  private static byte[] first(List<byte[]> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("it has no part");
    }
    return parts.get(0);
  }

  private static Position position(BinaryReader in) {
    return new Position(
        in.getLong(), in.getLong(1, Long.MAX_VALUE, "number of records"), in.getInt());
  }

  private static void requireSame(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new IllegalArgumentException(
          "its " + what + " is '" + found + "'; expected '" + expected + "'");
    }
  }

  private static void readIds(byte[] part, Map<String, Known> into) {
    BinaryReader in = new BinaryReader(IDS_KIND, VERSION, part);
    for (int i = in.getInt(0, IDS_IN_PART, "number of ids"); i > 0; i--) {
      String id = in.getString();
      Object values =
          in.getInt(OF_NUMBERS, OF_RESULT, "kind of an id") == OF_NUMBERS
              ? new Fingerprint(in.getLong(), in.getLong())
              : ResultRecord.fromBytes(in.getBytes()).values();
      into.put(id, new Known(values, into.size()));
    }
    in.end();
  }
}
