package org.forecast4j.dl4j;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.forecast4j.LabeledPattern;
import org.forecast4j.lstm.LstmEncoding;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Examples as numbers, from which batches are taken. */
final class EncodedExamples {
  private final int steps;
  private final int channels;
  private final float[][] sequences;
  private final float[][] known;
  private final float[][] targets;

  EncodedExamples(LstmEncoding encoding, List<LabeledPattern> examples) {
    encoding.shape().requireAll(examples);
    this.steps = encoding.shape().inputLength();
    this.channels = encoding.channels();
    this.sequences = new float[examples.size()][steps * channels];
    this.known = new float[examples.size()][encoding.headInputs()];
    this.targets = new float[examples.size()][encoding.outputs()];
    for (int i = 0; i < examples.size(); i++) {
      encoding.encode(examples.get(i).pattern(), sequences[i], 0, known[i], 0);
      encoding.encodeOutcome(examples.get(i), targets[i], 0);
    }
  }

  int count() {
    return sequences.length;
  }

  /** Of shape batch, channels, steps, as DL4J's recurrent layers read. */
  INDArray sequences(int[] order, int from, int to) {
    double[] batch = new double[(to - from) * channels * steps];
    for (int row = 0; row < to - from; row++) {
      float[] sequence = sequences[order[from + row]];
      for (int i = 0; i < sequence.length; i++) {
        batch[(row * channels + i % channels) * steps + i / channels] = sequence[i];
      }
    }
    return Nd4j.create(batch, new long[] {to - from, channels, steps}, 'c');
  }

  INDArray known(int[] order, int from, int to) {
    return rows(known, order, from, to);
  }

  INDArray targets(int[] order, int from, int to) {
    return rows(targets, order, from, to);
  }

  private static INDArray rows(float[][] all, int[] order, int from, int to) {
    int width = all[0].length;
    double[] batch = new double[(to - from) * width];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = all[order[from + i / width]][i % width];
    }
    return Nd4j.create(batch, new long[] {to - from, width}, 'c');
  }

  /** Different for different examples, but for chance. */
  int checksum() {
    CRC32C checksum = new CRC32C();
    for (float[][] part : new float[][][] {sequences, known, targets}) {
      for (float[] row : part) {
        ByteBuffer bytes = ByteBuffer.allocate(row.length * Float.BYTES);
        bytes.asFloatBuffer().put(row);
        checksum.update(bytes);
      }
    }
    return (int) checksum.getValue();
  }
}
