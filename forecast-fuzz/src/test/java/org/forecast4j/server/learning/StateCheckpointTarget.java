package org.forecast4j.server.learning;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.AdaptiveConformal;
import org.forecast4j.conformal.OnlineRule;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.fuzz.Scratch;
import org.forecast4j.fuzz.Sealed;
import org.forecast4j.linear.CorrectedForecaster;
import org.forecast4j.server.storage.RecordFile.Position;
import org.forecast4j.server.storage.SideFile;
import org.forecast4j.testkit.Examples;

/**
 * The checkpoint beside a journal, from which a start goes on. The input is its parts, each behind
 * its length in two bytes; their checksums and that of the file are put right. What is read is the
 * same when it is written and read again.
 */
public final class StateCheckpointTarget {
  private static final int BYTES_PER_BYTE = 4_000;
  private static final Shape SHAPE = new Shape(3, 2);
  private static final Set<Class<? extends Exception>> REFUSED =
      Set.of(IllegalArgumentException.class, IOException.class);
  private static final Trained TRAINED = trained();

  private StateCheckpointTarget() {}

  private static Trained trained() {
    return new Trained(
        AdaptiveConformal.builder(
                CorrectedForecaster.builder(new Persistence(SHAPE), 9).prior(20).build())
            .online(OnlineRule.pid())
            .calibrate(Examples.randomWalks(20, SHAPE, 1)),
        Optional.empty(),
        true,
        "origin");
  }

  /** Reads one. */
  public static void read(byte[] input) throws IOException {
    Path journal = Scratch.emptyFolder("state").resolve("a.journal");
    SideFile.write(Checkpoint.of(journal), split(input).iterator());
    Optional<Checkpoint> read =
        Contract.of(input, BYTES_PER_BYTE).read(() -> Checkpoint.read(journal, TRAINED), REFUSED);
    if (read.isPresent()) {
      byte[] written = written(read.get(), journal);
      Checkpoint again = Checkpoint.read(journal, TRAINED);
      Contract.requireSame(written, written(again, journal), "the checkpoint");
    }
  }

  private static byte[] written(Checkpoint checkpoint, Path journal) throws IOException {
    checkpoint.write(journal, TRAINED);
    return Files.readAllBytes(Checkpoint.of(journal));
  }

  /** A length that does not fit ends where the input does. */
  private static List<byte[]> split(byte[] input) {
    List<byte[]> parts = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(input);
    while (rest.remaining() > Short.BYTES) {
      int length = Math.max(1, Short.toUnsignedInt(rest.getShort()));
      byte[] part = new byte[Math.min(length, rest.remaining())];
      rest.get(part);
      parts.add(Sealed.binary(part));
    }
    return parts;
  }

  /** Before any outcome, and after some, of which one was retracted. */
  public static List<byte[]> seeds() throws IOException {
    LocalFold fold = new LocalFold(TRAINED, new MemoryLog());
    byte[] first = seed(fold);
    for (LabeledPattern one : Examples.randomWalks(6, SHAPE, 2)) {
      OutcomeRecord outcome =
          new OutcomeRecord(
              one.id(), fold.state().wrapper().forecast(one.pattern(), 0.8), one.outcome());
      fold.keep(List.of(new Intake(outcome)), false);
    }
    fold.retract(Examples.randomWalks(6, SHAPE, 2).get(2).id());
    return List.of(first, seed(fold));
  }

  private static byte[] seed(LocalFold fold) throws IOException {
    Path journal = Scratch.emptyFolder("seeds").resolve("a.journal");
    Map<String, Snapshot.Known> known = Map.of("a", new Snapshot.Known(new Fingerprint(1, 2), 0));
    new Checkpoint(
            new Position(1, 7, 3),
            new Snapshot(
                fold.current().copy(), known, 1, Set.of("b"), OldIds.NONE.with(Set.of("c"))))
        .write(journal, TRAINED);
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    for (byte[] part : SideFile.read(Checkpoint.of(journal), Long.MAX_VALUE)) {
      input.writeBytes(ByteBuffer.allocate(2).putShort((short) part.length).array());
      input.writeBytes(part);
    }
    return input.toByteArray();
  }
}
