package org.forecast4j.server.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.server.metrics.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings bundles into the registry: all of them, loaded, verified and warmed, or none. */
public final class Bundles {
  private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);

  /** How many bytes of memory a byte of a bundle may need while it is loaded. */
  private static final int MEMORY_OF_BYTE = 4;

  private final List<Path> folders;
  private final Model.Resumer resumer;
  private final ModelRegistry registry;
  private final Metrics metrics;
  private List<Model> loaded = List.of();

  /** What was there at the last try, and at the last look. */
  private List<String> tried = List.of();

  private List<String> seen = List.of();

  public Bundles(
      List<Path> folders, Model.Resumer resumer, ModelRegistry registry, Metrics metrics) {
    this.folders = folders;
    this.resumer = resumer;
    this.registry = registry;
    this.metrics = metrics;
  }

  /** Loads what has changed; a bundle that has not keeps what its intervals have learned. */
  public synchronized void reload() throws IOException {
    List<String> now = look();
    List<Model> next = new ArrayList<>();
    try {
      for (int i = 0; i < folders.size(); i++) {
        next.add(current(i));
      }
      registry.replace(next);
    } catch (IOException | RuntimeException | Error e) {
      next.removeAll(loaded);
      close(next);
      throw e;
    }
    List<Model> gone = new ArrayList<>(loaded);
    gone.removeAll(next);
    loaded = List.copyOf(next);
    tried = now;
    close(gone);
  }

  private Model current(int index) throws IOException {
    Path folder = folders.get(index);
    Model before = index < loaded.size() ? loaded.get(index) : null;
    if (before != null && before.fingerprint().equals(Model.fingerprint(folder))) {
      ForecastBundle.verify(folder);
      return before;
    }
    requireRoom(folder);
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
   * Reloads if a folder has changed since the last try and has been the same for two looks: what is
   * still being copied is waited for. What is wrong with a bundle is logged once for each of its
   * states, and the old models go on serving.
   */
  public synchronized void reloadIfChanged() {
    List<String> now;
    try {
      now = look();
    } catch (IOException | RuntimeException e) {
      now = List.of(String.valueOf(e.getMessage()));
    }
    boolean isSettled = now.equals(seen);
    seen = now;
    if (!isSettled || now.equals(tried)) {
      return;
    }
    tried = now;
    try {
      reload();
    } catch (IOException | RuntimeException e) {
      LOG.error("a changed bundle is not loaded, the old models go on serving: {}", e.getMessage());
    } catch (Error e) { // Such as memory that is full: it must not end the watching.
      metrics.error(e);
      LOG.error("a changed bundle is not loaded, the old models go on serving: {}", e.toString());
    }
  }

  /** What tells each folder's state from every other: its manifest, and its files as they stand. */
  private List<String> look() throws IOException {
    List<String> states = new ArrayList<>();
    for (Path folder : folders) {
      StringBuilder state = new StringBuilder(Model.fingerprint(folder));
      for (Path file : files(folder)) {
        state.append('\n').append(file.getFileName()).append(' ').append(Files.size(file));
        state.append(' ').append(Files.getLastModifiedTime(file));
      }
      states.add(state.toString());
    }
    return states;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Refuses what cannot fit before the memory that serves is taken for it. */
  private static void requireRoom(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : files(folder)) {
      bytes += Files.size(file);
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap / MEMORY_OF_BYTE) {
      throw new IOException(
          folder
              + " holds "
              + bytes
              + " bytes; expected at most "
              + heap / MEMORY_OF_BYTE
              + ", a quarter of the heap of "
              + heap);
    }
  }
}
