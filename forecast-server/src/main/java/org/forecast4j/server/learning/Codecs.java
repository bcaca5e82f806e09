package org.forecast4j.server.learning;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.forecast4j.ForecasterCodec;

/** The codecs of forecasters that are not the library's own. */
public final class Codecs {
  private Codecs() {}

  /**
   * Those that {@link ServiceLoader} finds on the class path.
   *
   * @throws IllegalArgumentException if one of them cannot be made, naming it
   */
  public static ForecasterCodec<?>[] found() {
    try {
      return ServiceLoader.load(ForecasterCodec.class).stream()
          .map(ServiceLoader.Provider::get)
          .toArray(ForecasterCodec<?>[]::new);
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "a codec of the class path cannot be used: " + e.getMessage(), e);
    }
  }
}
