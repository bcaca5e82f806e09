package org.forecast4j.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.forecast4j.bundle.ForecastBundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings bundles into the registry: all of them, loaded, verified and warmed, or none. */
final class Bundles {
  private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);

  private final List<Path> folders;
  private final ModelRegistry registry;
  private final Metrics metrics;
  private List<Model> loaded = List.of();
  private List<String> tried = List.of();

  Bundles(List<Path> folders, ModelRegistry registry, Metrics metrics) {
    this.folders = folders;
    this.registry = registry;
    this.metrics = metrics;
  }

  /** Loads what has changed; a bundle that has not keeps what its intervals have learned. */
  synchronized void reload() throws IOException {
    List<Model> next = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      Path folder = folders.get(i);
      Model before = i < loaded.size() ? loaded.get(i) : null;
      if (before != null && before.fingerprint().equals(Model.fingerprint(folder))) {
        ForecastBundle.verify(folder);
        next.add(before);
      } else {
        next.add(Model.load(folder, metrics));
        LOG.info("loaded {} from {}", next.get(i).name(), folder);
      }
    }
    registry.replace(next);
    loaded = List.copyOf(next);
    tried = next.stream().map(Model::fingerprint).toList();
  }

  /**
   * Reloads if a manifest has changed since the last try; what is wrong with a bundle is logged,
   * and the old models go on serving.
   */
  synchronized void reloadIfChanged() {
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
