package org.forecast4j.spring;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.ForecasterCodec;
import org.forecast4j.bundle.BundleInfo;
import org.forecast4j.bundle.ForecastBundle;
import org.springframework.util.ResourceUtils;

/** Where a model comes from, and where what it learned is saved to and found again. */
final class BundleStore {
  /** What learning began with: name, version and checksums as {@code sha256sum} writes them. */
  private static final String LEARNED_FROM = "learned-from.sha256";

  private static final String MANIFEST = "bundle.properties";

  private final ForecastBundle bundle;
  private final String learnedFrom;
  private final Optional<Path> folder;
  private final ForecasterCodec<?>[] codecs;

  private BundleStore(
      ForecastBundle bundle,
      String learnedFrom,
      Optional<Path> folder,
      ForecasterCodec<?>... codecs) {
    this.bundle = bundle;
    this.learnedFrom = learnedFrom;
    this.folder = folder;
    this.codecs = codecs;
  }

  /**
   * Loads a bundle, or what was saved of it.
   *
   * @param location a folder, a zip file or a folder of the class path
   * @param saveTo the folder to save to, if any
   * @throws ForecastSetupException if it cannot be loaded, the folder cannot be written to, or
   *     holds what another bundle learned
   */
  static BundleStore open(String location, Optional<String> saveTo, ForecasterCodec<?>... codecs) {
    ForecastBundle shipped = load(location, codecs);
    String origin = learnedFrom(shipped);
    if (saveTo.isEmpty()) {
      return new BundleStore(shipped, origin, Optional.empty(), codecs);
    }
    try {
      Path folder = Path.of(saveTo.get()).toAbsolutePath().normalize();
      Path parent = folder.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      ForecastBundle.requireTarget(folder);
      if (!Files.exists(folder.resolve(MANIFEST))) {
        return new BundleStore(shipped, origin, Optional.of(folder), codecs);
      }
      ForecastBundle saved = ForecastBundle.load(folder, codecs);
      boolean isShipped =
          saved.checksums().equals(shipped.checksums()) && saved.info().equals(shipped.info());
      if (!isShipped && !learnedFrom(saved).equals(origin)) {
        throw new ForecastSetupException(
            "forecast.save-to is '"
                + folder
                + "', which holds what another bundle than '"
                + location
                + "' has learned.",
            "Move that folder away to begin anew, or name another in forecast.save-to, such as one"
                + " with the version of the model in its name.",
            null);
      }
      return new BundleStore(saved, origin, Optional.of(folder), codecs);
    } catch (IOException | InvalidPathException e) {
      throw new ForecastSetupException(
          "forecast.save-to is '"
              + saveTo.get()
              + "', which cannot be used: "
              + e.getMessage()
              + ".",
          "Name a folder that is new, empty or holds what was saved before, in a folder that the"
              + " application may write to.",
          e);
    }
  }

  private static ForecastBundle load(String location, ForecasterCodec<?>... codecs) {
    try {
      ForecastBundle loaded = read(location, codecs);
      if (!loaded.hasIntervals()) {
        throw new IOException("the forecaster of this bundle has no intervals");
      }
      return loaded;
    } catch (IOException | InvalidPathException e) {
      throw new ForecastSetupException(
          "forecast.bundle is '" + location + "', which cannot be loaded: " + e.getMessage() + ".",
          "Name a bundle with intervals: a folder, a zip file, or a folder of the class path as in"
              + " 'classpath:models/sales'.",
          e);
    }
  }

  private static ForecastBundle read(String location, ForecasterCodec<?>... codecs)
      throws IOException {
    if (location.startsWith(ResourceUtils.CLASSPATH_URL_PREFIX)) {
      String folder = location.substring(ResourceUtils.CLASSPATH_URL_PREFIX.length());
      String absolute = folder.startsWith("/") ? folder : "/" + folder;
      return ForecastBundle.loadResource(BundleStore.class, absolute, codecs);
    }
    Path path = ResourceUtils.getFile(location).toPath();
    return Files.isRegularFile(path)
        ? ForecastBundle.loadZip(path, codecs)
        : ForecastBundle.load(path, codecs);
  }

  /** What a saved bundle says that it began with; of any other, what it is itself. */
  private static String learnedFrom(ForecastBundle bundle) {
    if (bundle.attachments().contains(LEARNED_FROM)) {
      return new String(bundle.attachment(LEARNED_FROM), StandardCharsets.UTF_8);
    }
    return bundle.checksums().entrySet().stream()
        .map(file -> file.getValue() + "  " + file.getKey() + "\n")
        .collect(
            Collectors.joining(
                "", "# " + bundle.info().name() + " " + bundle.info().version() + "\n", ""));
  }

  BundleInfo info() {
    return bundle.info();
  }

  /** The model to begin with. */
  ConformalWrapper model() {
    return bundle.conformal();
  }

  Optional<Path> folder() {
    return folder;
  }

  /**
   * Saves what the model has become: whole or not at all.
   *
   * @throws IOException if it cannot be written; what was saved before is still there
   * @throws IllegalStateException if there is no folder to save to
   */
  void save(ConformalWrapper learned) throws IOException {
    Map<String, byte[]> attachments = new HashMap<>();
    for (String name : bundle.attachments()) {
      attachments.put(name, bundle.attachment(name));
    }
    attachments.put(LEARNED_FROM, learnedFrom.getBytes(StandardCharsets.UTF_8));
    ForecastBundle.of(bundle.info(), learned, bundle.modelCard(), attachments)
        .withLearning(bundle.learning())
        .save(folder.orElseThrow(IllegalStateException::new), codecs);
  }
}
