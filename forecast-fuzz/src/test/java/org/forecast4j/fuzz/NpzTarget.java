package org.forecast4j.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.dl4j.PyTorchWeights;
import org.forecast4j.lstm.LstmWeights;

/** Weights of PyTorch: a zip of numpy's arrays. */
final class NpzTarget {
  /** A packed byte can stand for a thousand, and is copied. */
  private static final int BYTES_PER_BYTE = 20_000;

  private NpzTarget() {}

  static void read(byte[] input) {
    Optional<LstmWeights> weights =
        Contract.of(input, BYTES_PER_BYTE)
            .read(
                () -> PyTorchWeights.fromNpz(input, Models.encoding()),
                Set.of(IllegalArgumentException.class));
    if (weights.isPresent()) {
      byte[] written = PyTorchWeights.toNpz(weights.get());
      LstmWeights again = PyTorchWeights.fromNpz(written, Models.encoding());
      Contract.requireSame(weights.get().toBytes(), again.toBytes(), "the network");
    }
  }

  static List<byte[]> seeds() {
    return List.of(PyTorchWeights.toNpz(Models.network()));
  }
}
