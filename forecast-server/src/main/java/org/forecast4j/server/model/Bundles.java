package org.forecast4j.server.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings bundles into the registry: all of them, loaded, verified and warmed, or none. */
public final class Bundles {
  private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);

  private final List<Path> folders;
  private final Model.Resumer resumer;
  private final ModelRegistry registry;
  private final Metrics metrics;
  private List<Model> loaded = List.of();
  private List<String> tried = List.of();

  public Bundles(
      List<Path> folders, Model.Resumer resumer, ModelRegistry registry, Metrics metrics) {
    this.folders = folders;
    this.resumer = resumer;
    this.registry = registry;
    this.metrics = metrics;
  }

  /** Loads what has changed; a bundle that has not keeps what its intervals have learned. */
  public synchronized void reload() throws IOException {
    List<Model> next = new ArrayList<>();
    try {
      for (int i = 0; i < folders.size(); i++) {
        next.add(current(i));
      }
      registry.replace(next);
    } catch (IOException | RuntimeException e) {
      next.removeAll(loaded);
      close(next);
      throw e;
    }
    List<Model> gone = new ArrayList<>(loaded);
    gone.removeAll(next);
    loaded = List.copyOf(next);
    tried = next.stream().map(Model::fingerprint).toList();
    close(gone);
  }

  private Model current(int index) throws IOException {
    Path folder = folders.get(index);
    Model before = index < loaded.size() ? loaded.get(index) : null;
    if (before != null && before.fingerprint().equals(Model.fingerprint(folder))) {
      ForecastBundle.verify(folder);
      return before;
    }
    Model model = Model.load(folder, resumer, metrics);
    LOG.info(
        "loaded {} from {}, {} outcomes learned since it was trained",
        model.name(),
        folder,
        model.learning().state().version());
    return model;
  }

  private static void close(List<Model> models) {
    for (Model model : models) {
      try {
        model.learning().close();
      } catch (IOException e) {
        LOG.warn("the outcomes of {} are not closed: {}", model.name(), e.getMessage());
      }
    }
  }

  /** Ends learning. */
  public synchronized void close() {
    close(loaded);
  }

  /**
   * Reloads if a manifest has changed since the last try; what is wrong with a bundle is logged,
   * and the old models go on serving.
   */
  public synchronized void reloadIfChanged() {
    try {
      List<String> fingerprints = new ArrayList<>();
      for (Path folder : folders) {
        fingerprints.add(Model.fingerprint(folder));
      }
      if (!fingerprints.equals(tried)) {
        tried = fingerprints;
        reload();
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("a changed bundle is not loaded, the old models go on serving: {}", e.getMessage());
    }
  }
}
