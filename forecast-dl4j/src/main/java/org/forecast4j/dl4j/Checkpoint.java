package org.forecast4j.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Text;
import org.forecast4j.lstm.LstmWeights;
import org.forecast4j.lstm.TrainingEpoch;

/**
 * Training after an epoch, as a file that is there whole or not at all.
 *
 * @param fingerprint the settings and examples, since training may go on only with the same
 * @param current the parameters after the last epoch
 * @param best the weights after the best epoch
 * @param updaterState the moments of Adam
 * @param iterations batches done
 * @param epochs epochs done
 */
record Checkpoint(
    String fingerprint,
    double[] current,
    LstmWeights best,
    double[] updaterState,
    int iterations,
    List<TrainingEpoch> epochs) {
  private static final String KIND = "lstm-training";
  private static final int MAX_SHOWN = 1_000;

  void write(Path file) {
    BinaryWriter out = new BinaryWriter(KIND, 1);
    out.putString(fingerprint).putDoubles(current).putBytes(best.toBytes());
    out.putDoubles(updaterState).putInt(iterations).putInt(epochs.size());
    for (TrainingEpoch epoch : epochs) {
      out.putInt(epoch.number()).putDouble(epoch.trainingLoss());
      out.putDouble(epoch.validationLoss()).putDouble(epoch.validationMae());
      out.putInt(epoch.isBest() ? 1 : 0);
    }
    Path beside = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(out.toBytes());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write checkpoint " + file, e);
    }
  }

  /** Reads a checkpoint, refusing that of another training run. */
  static Checkpoint read(Path file, String fingerprint) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read checkpoint " + file, e);
    }
    BinaryReader in = new BinaryReader(KIND, 1, bytes);
    String found = in.getString();
    if (!found.equals(fingerprint)) {
      throw new IllegalArgumentException(
          "checkpoint "
              + file
              + " is of training with "
              + shown(found)
              + "; expected "
              + fingerprint);
    }
    double[] current = in.getDoubles();
    LstmWeights best = LstmWeights.fromBytes(in.getBytes());
    double[] updaterState = in.getDoubles();
    int iterations = in.getInt();
    List<TrainingEpoch> epochs = new ArrayList<>();
    int count = in.getInt(1, bytes.length, "number of epochs");
    for (int i = 0; i < count; i++) {
      epochs.add(
          new TrainingEpoch(
              in.getInt(), in.getDouble(), in.getDouble(), in.getDouble(), in.getInt() != 0));
    }
    in.end();
    return new Checkpoint(fingerprint, current, best, updaterState, iterations, epochs);
  }

  private static String shown(String foreign) {
    String text = Text.printable(foreign);
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
  }
}
