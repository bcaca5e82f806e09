package org.forecast4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five thousand fresh inputs for all targets together, always the same ones. */
class ShortRunIT {
  private static final int RUNS = 5_000;

  @TempDir Path folder;

  @Test
  void fresh_inputs_meet_the_contract() throws Exception {
    Path corpus = Files.createDirectory(folder.resolve("corpus"));
    Target[] targets = Target.values();
    for (int choice = 0; choice < targets.length; choice++) {
      List<byte[]> inputs = new ArrayList<>(targets[choice].seeds());
      for (Path file : Corpus.of(targets[choice])) {
        inputs.add(Files.readAllBytes(file));
      }
      for (int i = 0; i < inputs.size(); i++) {
        Path file = corpus.resolve(targets[choice].label() + i);
        Files.write(file, Sealed.chosen(choice, inputs.get(i)));
      }
    }
    Path log = folder.resolve("log");
    Process jazzer =
        new ProcessBuilder(command(corpus))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      int status = jazzer.waitFor();
      assertThat(status).as(() -> read(log)).isZero();
    } finally {
      jazzer.destroyForcibly();
    }
    assertThat(read(log)).contains("Done " + RUNS + " runs");
  }

  private List<String> command(Path corpus) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:+EnableDynamicAgentLoading"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("com.code_intelligence.jazzer.Jazzer");
    command.add("--target_class=" + Fuzzer.class.getName());
    command.add("--target_args=" + Fuzzer.ALL);
    command.add("--instrumentation_includes=org.forecast4j.**");
    command.add("--custom_hook_includes=org.forecast4j.**");
    // What it does to see into regular expressions allocates in the thread that is measured.
    command.add("--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexRoadblocks");
    command.add("--reproducer_path=" + folder);
    command.add("-artifact_prefix=" + folder + "/");
    command.addAll(List.of("-seed=1", "-runs=" + RUNS, "-timeout=20", corpus.toString()));
    return command;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
