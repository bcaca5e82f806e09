package org.forecast4j.dl4j;

import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * What ND4J computes with. It is started once in a JVM, with one thread (two make training three
 * times slower) and bounds: 1 GiB allocated outside the heap, and for the whole process its largest
 * heap and 2 GiB. The system properties {@code org.bytedeco.javacpp.maxbytes} and {@code
 * org.bytedeco.javacpp.maxphysicalbytes}, if set, go before them.
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
  private static final String CPU = "CPU";
  private static final String MAX_BYTES = "org.bytedeco.javacpp.maxbytes";
  private static final String MAX_PHYSICAL_BYTES = "org.bytedeco.javacpp.maxphysicalbytes";
  private static final long OFF_HEAP = 1L << 30;
  private static final int COLLECTIONS = 10;
  private static final long BETWEEN_COLLECTIONS_MILLIS = 100;

  /**
   * Starts ND4J if it is not yet running, and tells the log what it uses.
   *
   * @return what it uses
   */
  public static Backend start() {
    return Holder.BACKEND;
  }

  boolean isCpu() {
    return name.equals(CPU);
  }

  private static final class Holder {
    static final long PROCESS_BYTES =
        setUnlessSet(MAX_PHYSICAL_BYTES, 0)
            ? Runtime.getRuntime().maxMemory() + 2 * OFF_HEAP
            : Long.MAX_VALUE;
    static final Backend BACKEND = load();
  }

  /**
   * Holds the process to its bound, before each batch. JavaCPP would ask the system at each of its
   * allocations, which took a fifth of the time of training.
   */
  static void boundMemory() {
    boundMemory(Holder.PROCESS_BYTES);
  }

  /**
   * Has garbage collected for a second while the process has more memory than it may.
   *
   * @throws OutOfMemoryError if that does not help, as JavaCPP throws
   */
  static void boundMemory(long most) {
    for (int collections = 0; Pointer.physicalBytes() > most; collections++) {
      if (collections == COLLECTIONS) {
        String found = "the process has " + Pointer.physicalBytes() + " bytes of memory";
        String expected = "; expected at most " + most + " (" + MAX_PHYSICAL_BYTES + ")";
        throw new OutOfMemoryError(found + expected);
      }
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BETWEEN_COLLECTIONS_MILLIS));
    }
  }

  private static Backend load() {
    setUnlessSet(MAX_BYTES, OFF_HEAP);
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
    if (warning == null && GpuGuard.isPresent(loader) && name.equals(CPU)) {
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

  private static boolean setUnlessSet(String property, long bytes) {
    boolean isUnset = System.getProperty(property) == null;
    if (isUnset) {
      System.setProperty(property, Long.toString(bytes));
    }
    return isUnset;
  }
}
