package org.forecast4j.internal;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Looks once for an implementation that another module brings. */
final class FastestLstmMath {
  static final LstmMath FOUND = find();

  private FastestLstmMath() {}

  private static LstmMath find() {
    if (!Fma.isInHardware()) {
      return new PlainLstmMath();
    }
    try {
      Iterator<LstmMath> found =
          ServiceLoader.load(LstmMath.class, LstmMath.class.getClassLoader()).iterator();
      return found.hasNext() ? found.next() : new PlainLstmMath();
    } catch (ServiceConfigurationError | LinkageError e) {
      System.Logger log = System.getLogger(FastestLstmMath.class.getName());
      log.log(
          System.Logger.Level.WARNING,
          "forecast-vector can't be used, so networks are computed without it. Was the JVM"
              + " started with --add-modules jdk.incubator.vector?");
      log.log(System.Logger.Level.DEBUG, "forecast-vector can't be used", e);
      return new PlainLstmMath();
    }
  }
}
