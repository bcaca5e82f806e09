package org.forecast4j.server.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.forecast4j.server.ServerProcess;

/**
 * Starts what a scenario torments.
 *
 * @param jvm options of the JVM
 */
record Starter(List<String> jvm) {
  /** What lives for seconds ends before a better compiler has paid for itself. */
  private static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /**
   * As operators start them, or faster.
   *
   * @param quick whether each lives for seconds
   */
  static Starter of(boolean quick) {
    return new Starter(quick ? BRIEF : List.of());
  }

  /** As this, with more options of the JVM. */
  Starter with(String... options) {
    return new Starter(Stream.concat(jvm.stream(), Stream.of(options)).toList());
  }

  /** Serves the shipped model and waits until it says so. */
  ServerProcess serve(String... more) throws IOException, InterruptedException {
    return begin(0, more).awaitServing();
  }

  /** Serves from a state folder and waits until it says so. */
  ServerProcess serve(Path state) throws IOException, InterruptedException {
    return serve("--state", state.toString());
  }

  /** Serves a bundle and waits until it says so. */
  ServerProcess serveBundle(Path bundle, String... more) throws IOException, InterruptedException {
    return ServerProcess.serveBundle(bundle, jvm, more);
  }

  /** Begins to serve on a port. */
  ServerProcess begin(int port, String... more) throws IOException {
    return ServerProcess.beginAt(port, jvm, more);
  }

  /** Begins to serve from a state folder. */
  ServerProcess begin(Path state) throws IOException {
    return begin(0, "--state", state.toString());
  }

  /** Runs a command. */
  ServerProcess run(String... arguments) throws IOException {
    return ServerProcess.runWith(jvm, arguments);
  }
}
