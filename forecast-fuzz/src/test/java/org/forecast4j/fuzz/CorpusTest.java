package org.forecast4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input that was ever kept meets the contract. */
class CorpusTest {
  @ParameterizedTest
  @EnumSource(Target.class)
  void every_input_meets_the_contract(Target target) throws Exception {
    List<String> failures = new ArrayList<>();
    for (Path file : Corpus.of(target)) {
      try {
        target.read(Files.readAllBytes(file));
      } catch (Exception | AssertionError e) {
        failures.add(file + ": " + e + ", caused by " + e.getCause());
      }
    }
    assertThat(failures).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void every_seed_meets_the_contract(Target target) throws Exception {
    for (byte[] seed : target.seeds()) {
      target.read(seed);
    }
    assertThat(target.seeds().size() + Corpus.of(target).size()).isPositive();
  }
}
