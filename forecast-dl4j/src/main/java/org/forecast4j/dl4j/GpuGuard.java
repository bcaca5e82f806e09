package org.forecast4j.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Decides, before any CUDA library is loaded, whether ND4J's CUDA backend can run here. */
final class GpuGuard {
  private static final String CUDA_BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";
  private static final String SERVICES = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
  private static final String CPU_BACKEND = "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
  private static final double OLDEST = 3.7;
  private static final int NEWEST_MAJOR = 8;

  private GpuGuard() {}

  /** Why the CUDA backend on the class path must not be used; null if it may, or is not there. */
  static @Nullable String whyNot(ClassLoader loader) {
    return isPresent(loader) ? whyNot(capabilities()) : null;
  }

  static boolean isPresent(ClassLoader loader) {
    return loader.getResource(CUDA_BACKEND) != null;
  }

  static @Nullable String whyNot(String capabilities) {
    if (capabilities.isBlank()) {
      return "the CUDA backend is on the class path but nvidia-smi names no GPU; using the CPU";
    }
    for (String line : capabilities.strip().lines().toList()) {
      double capability;
      try {
        capability = Double.parseDouble(line.strip());
      } catch (NumberFormatException e) {
        return "the GPU's compute capability is '" + line.strip() + "'; using the CPU";
      }
      if (capability < OLDEST || (int) capability > NEWEST_MAJOR) {
        return "the GPU has compute capability "
            + line.strip()
            + ", and ND4J's CUDA backend runs on 3.7 to 8.9 (Kepler to Ada); using the CPU";
      }
    }
    return null;
  }

  /** One line a GPU, such as {@code 8.6}; empty if there is none or no driver. */
  private static String capabilities() {
    try {
      Process process =
          new ProcessBuilder("nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      byte[] output = process.getInputStream().readAllBytes();
      return process.exitValue() == 0 ? new String(output, StandardCharsets.UTF_8) : "";
    } catch (IOException noSuchProgram) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** A class loader that hides every ND4J backend but the CPU's from service look-up. */
  static ClassLoader cpuOnly(ClassLoader parent) {
    return new ClassLoader(parent) {
      @Override
      public Enumeration<URL> getResources(String name) throws IOException {
        if (!name.equals(SERVICES)) {
          return super.getResources(name);
        }
        List<URL> kept = new ArrayList<>(Collections.list(super.getResources(name)));
        kept.removeIf(url -> !content(url).contains(CPU_BACKEND));
        return Collections.enumeration(kept);
      }
    };
  }

  private static String content(URL url) {
    try (InputStream in = url.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
