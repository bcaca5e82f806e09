package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.Map;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Sha256;
import org.forecast4j.lstm.TrainedLstm;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

/** In JVMs of their own, since OpenBLAS chooses its kernels when it is loaded. */
class KernelsIT {
  @Test
  void the_kernels_of_another_processor_train_the_same_bits() throws Exception {
    assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
    assertThat(trained(Map.of("OPENBLAS_CORETYPE", "Prescott"))).isEqualTo(trained(Map.of()));
  }

  private static String trained(Map<String, String> environment) throws Exception {
    String hash = OwnJvm.run(KernelsIT.class, environment);
    assertThat(hash).hasSize(64);
    return hash;
  }

  /** Prints the hash of trained weights. */
  public static void main(String[] args) {
    Shape shape = new Shape(18, 6);
    List<LabeledPattern> training = Examples.randomWalks(1_000, shape, 1);
    List<LabeledPattern> validation = Examples.randomWalks(100, shape, 2);
    TrainedLstm trained =
        LstmTrainer.builder().hidden(32).epochs(3, 3).build().train(training, validation);
    System.out.println(Sha256.of(trained.weights().toBytes()));
  }
}
