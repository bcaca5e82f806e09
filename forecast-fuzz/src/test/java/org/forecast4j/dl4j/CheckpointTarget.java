package org.forecast4j.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.fuzz.Models;
import org.forecast4j.fuzz.Scratch;
import org.forecast4j.fuzz.Sealed;
import org.forecast4j.lstm.TrainingEpoch;

/** A checkpoint of a training run, which goes on where another process ended. */
public final class CheckpointTarget {
  private static final int BYTES_PER_BYTE = 2_000;
  private static final String FINGERPRINT = "settings and examples";

  private CheckpointTarget() {}

  /** Reads one; its checksum is put right. */
  public static void read(byte[] input) throws IOException {
    Path file = Files.write(Scratch.path("checkpoint"), Sealed.binary(input));
    Optional<Checkpoint> read =
        Contract.of(input, BYTES_PER_BYTE)
            .read(() -> Checkpoint.read(file, FINGERPRINT), Set.of(IllegalArgumentException.class));
    if (read.isPresent()) {
      Contract.requireSame(written(read.get()), written(again(read.get())), "the checkpoint");
    }
  }

  private static byte[] written(Checkpoint checkpoint) throws IOException {
    Path file = Scratch.path("written");
    checkpoint.write(file);
    return Files.readAllBytes(file);
  }

  private static Checkpoint again(Checkpoint checkpoint) {
    Path file = Scratch.path("written");
    checkpoint.write(file);
    return Checkpoint.read(file, FINGERPRINT);
  }

  /** After one epoch and after three. */
  public static List<byte[]> seeds() throws IOException {
    TrainingEpoch first = new TrainingEpoch(1, 3.5, 4, 1.5, true);
    TrainingEpoch second = new TrainingEpoch(2, 3, 4.5, 1.25, false);
    TrainingEpoch third = new TrainingEpoch(3, 2.5, Double.NaN, 1, false);
    return List.of(seed(List.of(first)), seed(List.of(first, second, third)));
  }

  private static byte[] seed(List<TrainingEpoch> epochs) throws IOException {
    return written(
        new Checkpoint(
            FINGERPRINT,
            new double[] {1, -2, 0.5},
            Models.network(),
            new double[] {0.25, 0.75, 1e-8},
            12,
            epochs));
  }
}
