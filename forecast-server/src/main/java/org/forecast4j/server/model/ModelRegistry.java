package org.forecast4j.server.model;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.forecast4j.server.errors.RefusedException;
import org.forecast4j.server.learning.ReplacedException;

/**
 * The models that are served. A change is one swap of the whole map: no request sees half of it.
 */
public final class ModelRegistry {
  private final Consumer<Collection<Model>> changed;

  /** By name, the default first. */
  private volatile Map<String, Model> models = Map.of();

  /** Where models stood among all, those that were replaced too; swapped as a whole. */
  private volatile Map<String, Integer> places = Map.of();

  /**
   * Begins without a model.
   *
   * @param changed is told of all models whenever they change
   */
  public ModelRegistry(Consumer<Collection<Model>> changed) {
    this.changed = changed;
  }

  public void replace(Collection<Model> all) {
    Map<String, Model> next = new LinkedHashMap<>();
    for (Model model : all) {
      if (next.put(model.name(), model) != null) {
        throw new IllegalArgumentException(
            "two models are named '" + model.name() + "'; expected different names");
      }
    }
    Map<String, Integer> nextPlaces = new HashMap<>(places);
    int place = 0;
    for (String name : next.keySet()) {
      nextPlaces.put(name, place++);
    }
    places = nextPlaces;
    models = next;
    changed.accept(next.values());
  }

  public Collection<Model> all() {
    return models.values();
  }

  public boolean isEmpty() {
    return models.isEmpty();
  }

  /** The model that answers where none is named. */
  public Model byDefault() {
    return models.values().stream().findFirst().orElseThrow(ModelRegistry::notLoaded);
  }

  private static RefusedException notLoaded() {
    return RefusedException.of(RefusedException.Reason.UNAVAILABLE, "no model is loaded yet");
  }

  public Model find(Optional<String> name) {
    return name.isPresent() ? find(name.get()) : byDefault();
  }

  public Model find(String name) {
    Map<String, Model> current = models;
    Model model = current.get(name);
    if (current.isEmpty()) {
      throw notLoaded();
    }
    if (model == null) {
      throw RefusedException.of(
          RefusedException.Reason.NOT_FOUND,
          "model is '" + name + "'; expected one of " + current.keySet());
    }
    return model;
  }

  /**
   * The model that stands where one of a name stood: that one, or the one that took its place under
   * another name.
   */
  Model successor(String name) {
    Map<String, Model> current = models;
    Integer place = places.get(name);
    if (!current.containsKey(name) && place != null && place < current.size()) {
      return current.values().stream().skip(place).findFirst().orElseThrow();
    }
    return find(name);
  }

  /** Something that a model is asked for. */
  @FunctionalInterface
  interface Call<T> {
    T of(Model model) throws IOException, ReplacedException;
  }

  /** Asks a model, or, as long as it is replaced meanwhile, the one that took its place. */
  <T> T ask(String name, Call<T> call) {
    while (true) {
      Model model = successor(name);
      try {
        return call.of(model);
      } catch (ReplacedException e) {
        if (successor(name) == model) {
          throw RefusedException.of(
              RefusedException.Reason.UNAVAILABLE, "the server is shutting down; send it again");
        }
      } catch (IOException e) {
        throw RefusedException.of(
            RefusedException.Reason.UNAVAILABLE,
            "it cannot be kept now, so nothing was learned; /health says why; send it again");
      }
    }
  }
}
