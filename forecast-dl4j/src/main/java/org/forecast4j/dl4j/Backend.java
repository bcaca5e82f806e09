package org.forecast4j.dl4j;

import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What ND4J computes with. It is started once in a JVM, with one thread (two make training three
 * times slower) and a bound on memory outside the heap; the system properties {@code
 * org.bytedeco.javacpp.maxbytes} and {@code org.bytedeco.javacpp.maxphysicalbytes}, if set, go
 * before that bound.
 *
 * <p>With the CUDA backend on the class path, the GPU is looked at first: the newest CUDA build of
 * ND4J holds machine code for compute capability 3.7 to 8.x and nothing to compile from, so a GPU
 * that is newer would fail at the first operation. Then, as without a GPU, the CPU is used and a
 * warning says why.
 *
 * @param name what ND4J calls it, such as {@code CPU}
 * @param blas who multiplies matrices
 * @param threads how many threads an operation may use
 * @param warning why the GPU is not used although the CUDA backend is there; null if nothing is
 *     wrong
 */
public record Backend(String name, String blas, int threads, @Nullable String warning) {
  private static final System.Logger LOG = System.getLogger(Backend.class.getName());
  private static final long OFF_HEAP = 1L << 30;

  /**
   * Starts ND4J if it is not yet running, and tells the log what it uses.
   *
   * @return what it uses
   */
  public static Backend start() {
    return Holder.BACKEND;
  }

  private static final class Holder {
    static final Backend BACKEND = load();
  }

  private static Backend load() {
    setUnlessSet("org.bytedeco.javacpp.maxbytes", OFF_HEAP);
    setUnlessSet(
        "org.bytedeco.javacpp.maxphysicalbytes", Runtime.getRuntime().maxMemory() + 2 * OFF_HEAP);
    ClassLoader loader = Backend.class.getClassLoader();
    String warning = GpuGuard.whyNot(loader);
    if (warning != null) {
      LOG.log(System.Logger.Level.WARNING, warning);
      ND4JClassLoading.setNd4jClassloader(GpuGuard.cpuOnly(loader));
    }
    Environment environment = Nd4j.getEnvironment();
    environment.setMaxMasterThreads(1);
    environment.setMaxThreads(1);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
    Nd4j.factory().blas().setMaxThreads(1);
    Properties found = Nd4j.getExecutioner().getEnvironmentInformation();
    String name = String.valueOf(found.get("backend"));
    if (warning == null && GpuGuard.isPresent(loader) && name.equals("CPU")) {
      warning = "ND4J could not load the CUDA backend that is on the class path; using the CPU";
      LOG.log(System.Logger.Level.WARNING, warning);
    }
    Backend backend =
        new Backend(name, String.valueOf(found.get("blas.vendor")), threads(found), warning);
    LOG.log(System.Logger.Level.INFO, "ND4J: {0}", backend);
    return backend;
  }

  private static int threads(Properties found) {
    int operations = Integer.parseInt(String.valueOf(found.get("omp.threads")));
    int blas = Integer.parseInt(String.valueOf(found.get("blas.threads")));
    return Math.max(operations, blas);
  }

  private static void setUnlessSet(String property, long bytes) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, Long.toString(bytes));
    }
  }
}
