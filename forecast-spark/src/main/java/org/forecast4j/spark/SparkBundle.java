package org.forecast4j.spark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.internal.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A bundle that goes to other JVMs: its files as bytes, so that executors need no folder that they
 * share. Each executor reads it once, whatever number of tasks and jobs use it. Forecasters of an
 * application's own are written and read by the {@link ForecasterCodec}s that {@link ServiceLoader}
 * finds. Immutable and safe for concurrent use.
 */
public final class SparkBundle implements Serializable {
  private static final long serialVersionUID = 1;

  private final TreeMap<String, byte[]> files;
  private final @Nullable Restorer restorer;
  private final String key;

  private SparkBundle(SortedMap<String, byte[]> files, @Nullable Restorer restorer) {
    this.files = new TreeMap<>(files);
    this.restorer = restorer;
    StringBuilder sums = new StringBuilder(restorer == null ? "" : Sha256.of(bytes(restorer)));
    files.forEach((name, bytes) -> sums.append(' ').append(name).append(Sha256.of(bytes)));
    key = sums.toString();
  }

  /**
   * Makes intervals that rest on functions again, on every executor. Functions are not saved with a
   * bundle; whoever uses such a bundle gives them here, as to {@link ForecastBundle#load(Path,
   * BiFunction, ForecasterCodec...)}.
   */
  @FunctionalInterface
  public interface Restorer
      extends BiFunction<Forecaster, byte[], ConformalWrapper>, Serializable {}

  /**
   * A bundle without functions.
   *
   * @param bundle the bundle
   * @return the same, ready to go
   * @throws IOException if no temporary file can be written
   * @throws IllegalArgumentException if a forecaster is of a kind that bundles cannot hold
   */
  public static SparkBundle of(ForecastBundle bundle) throws IOException {
    return new SparkBundle(files(bundle), null);
  }

  /**
   * A bundle whose intervals rest on functions.
   *
   * @param bundle the bundle
   * @param restorer makes the intervals of the forecaster and their saved form
   * @return the same, ready to go
   * @throws IOException if no temporary file can be written
   * @throws IllegalArgumentException if a forecaster is of a kind that bundles cannot hold, or the
   *     restorer holds what cannot be serialized
   */
  public static SparkBundle of(ForecastBundle bundle, Restorer restorer) throws IOException {
    return new SparkBundle(files(bundle), restorer);
  }

  /** The restorer with the values that it holds. */
  private static byte[] bytes(Restorer restorer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(restorer);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "restorer cannot be sent to executors: " + e + "; expected one that can be serialized",
          e);
    }
    return bytes.toByteArray();
  }

  private static SortedMap<String, byte[]> files(ForecastBundle bundle) throws IOException {
    return FolderBytes.of(folder -> bundle.save(folder, codecs()));
  }

  /** What tells it from all others. */
  String key() {
    return key;
  }

  /** The bundle, read once in this JVM. */
  ForecastBundle load() {
    return PerJvm.get(key, this::read);
  }

  private ForecastBundle read() {
    try {
      return FolderBytes.read(
          files,
          folder ->
              restorer == null
                  ? ForecastBundle.load(folder, codecs())
                  : ForecastBundle.load(folder, restorer, codecs()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ForecasterCodec<?>[] codecs() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return ServiceLoader.load(ForecasterCodec.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .toArray(ForecasterCodec<?>[]::new);
  }
}
