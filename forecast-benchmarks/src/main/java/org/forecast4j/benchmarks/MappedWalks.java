package org.forecast4j.benchmarks;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.AbstractList;
import java.util.Map;
import java.util.Random;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;

/** Whole random walks in a mapped file: an example is made when it is read, and none is kept. */
final class MappedWalks extends AbstractList<LabeledPattern> {
  private static final LocalDate DATE = LocalDate.of(2000, 1, 1);

  private final ShortBuffer values;
  private final Shape shape;

  private MappedWalks(ShortBuffer values, Shape shape) {
    this.values = values;
    this.shape = shape;
  }

  /** Writes walks into a file that is gone with the program, and maps it. */
  static MappedWalks of(Path folder, int count, Shape shape, long seed) throws IOException {
    Path file = Files.createTempFile(folder, "walks", ".bin");
    file.toFile().deleteOnExit();
    Random random = new Random(seed);
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      for (int i = 0; i < count; i++) {
        double drift = 0.3 * random.nextGaussian();
        int level = 0;
        for (int t = 0; t < shape.inputLength() + shape.horizon(); t++) {
          level += (int) Math.rint(drift + 2 * random.nextGaussian());
          out.writeShort(level);
        }
      }
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return new MappedWalks(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).asShortBuffer(), shape);
    }
  }

  @Override
  public LabeledPattern get(int index) {
    int start = index * (shape.inputLength() + shape.horizon());
    Pattern pattern = Pattern.of(values(start, shape.inputLength()));
    double[] outcome = values(start + shape.inputLength(), shape.horizon());
    return new LabeledPattern("walk-" + index, DATE, Map.of(), pattern, outcome);
  }

  private double[] values(int start, int count) {
    double[] read = new double[count];
    for (int i = 0; i < count; i++) {
      read[i] = values.get(start + i);
    }
    return read;
  }

  @Override
  public int size() {
    return values.capacity() / (shape.inputLength() + shape.horizon());
  }
}
