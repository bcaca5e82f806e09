package org.forecast4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendTest {
  private static final String SERVICES = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

  @Test
  void it_runs_on_the_cpu_with_one_thread_and_bounded_memory() {
    Backend backend = Backend.start();
    assertThat(backend.name()).isEqualTo("CPU");
    assertThat(backend.blas()).isNotBlank();
    assertThat(backend.threads()).isEqualTo(1);
    assertThat(backend.warning()).isNull();
    assertThat(Pointer.maxBytes()).isEqualTo(1L << 30);
  }

  @Test
  void a_process_with_more_memory_than_its_bound_gets_no_more() {
    Backend.start();
    assertThatCode(Backend::boundMemory).doesNotThrowAnyException();
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> Backend.boundMemory(1 << 20))
        .withMessageContaining("expected at most 1048576")
        .withMessageContaining("org.bytedeco.javacpp.maxphysicalbytes");
  }

  @Test
  void gpus_that_the_cuda_backend_has_code_for_are_used_and_others_are_not() {
    assertThat(GpuGuard.whyNot("3.7\n")).isNull();
    assertThat(GpuGuard.whyNot("8.6\n8.9\n")).isNull();
    assertThat(GpuGuard.whyNot("9.0\n")).contains("compute capability 9.0", "using the CPU");
    assertThat(GpuGuard.whyNot("8.6\n12.0\n")).contains("compute capability 12.0");
    assertThat(GpuGuard.whyNot("3.5\n")).contains("compute capability 3.5");
    assertThat(GpuGuard.whyNot("")).contains("no GPU", "using the CPU");
    assertThat(GpuGuard.whyNot("[N/A]\n")).contains("'[N/A]'");
  }

  @Test
  void without_the_cuda_backend_no_gpu_is_looked_for() {
    assertThat(GpuGuard.whyNot(BackendTest.class.getClassLoader())).isNull();
  }

  @Test
  void the_loader_for_the_cpu_hides_every_other_backend(@TempDir Path folder) throws IOException {
    Path other = folder.resolve(SERVICES);
    Files.createDirectories(other.getParent());
    Files.writeString(other, "org.nd4j.linalg.jcublas.JCublasBackend\n");
    Files.writeString(folder.resolve("other.txt"), "");
    try (URLClassLoader both =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, BackendTest.class.getClassLoader())) {
      assertThat(Collections.list(both.getResources(SERVICES))).hasSize(2);
      List<URL> kept = Collections.list(GpuGuard.cpuOnly(both).getResources(SERVICES));
      assertThat(kept).hasSize(1);
      assertThat(kept.get(0).toString()).contains("nd4j-native");
      assertThat(GpuGuard.cpuOnly(both).getResources("other.txt").hasMoreElements()).isTrue();
    }
  }
}
