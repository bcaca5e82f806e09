package org.forecast4j.server.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.forecast4j.server.Http;
import org.forecast4j.server.ServerProcess;

/**
 * Starts what a scenario torments.
 *
 * @param program what {@code java} is told before the command
 */
record Starter(List<String> program) {
  /** The jar that is deployed, started as what lives for seconds. */
  private static final class Brief {
    private static final Path ARCHIVE = Path.of("target", "chaos.jsa");

    /** It ends before a better compiler has paid for itself. */
    private static final String[] JVM = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"};

    static final Starter STARTER = archive();

    /** A start takes two thirds of the time from an archive of the classes. */
    private static Starter archive() {
      Starter plain = new Starter(ServerProcess.program(ServerProcess.JAR, JVM));
      try (ServerProcess server = plain.with("-XX:ArchiveClassesAtExit=" + ARCHIVE).serve()) {
        server.http().post("/predict", Outcomes.PREDICT);
        server.terminate();
        server.exitCode();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return plain.with("-XX:SharedArchiveFile=" + ARCHIVE);
    }
  }

  /**
   * As operators start them, or faster.
   *
   * @param quick whether each lives for seconds
   */
  static Starter of(boolean quick) {
    return quick ? Brief.STARTER : new Starter(ServerProcess.program(List.of()));
  }

  /** As this, with more options of the JVM. */
  Starter with(String... options) {
    return new Starter(Stream.concat(Stream.of(options), program.stream()).toList());
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
    return run(ServerProcess.arguments(bundle, 0, more)).awaitServing();
  }

  /** Begins to serve on a port. */
  ServerProcess begin(int port, String... more) throws IOException {
    return run(ServerProcess.arguments(Http.BUNDLE, port, more));
  }

  /** Begins to serve from a state folder. */
  ServerProcess begin(Path state) throws IOException {
    return begin(0, "--state", state.toString());
  }

  /** Runs a command. */
  ServerProcess run(String... arguments) throws IOException {
    return ServerProcess.run(program, arguments);
  }
}
