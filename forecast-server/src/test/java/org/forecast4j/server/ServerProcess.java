package org.forecast4j.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, to be ended as operators end it. */
public final class ServerProcess implements AutoCloseable {
  /** As text, or as JSON, which may escape a slash. */
  private static final Pattern SERVING =
      Pattern.compile("serving .* on https?:\\\\?/\\\\?/[^:]+:(\\d+),");

  /** The jar that is deployed. */
  public static final Path JAR = Path.of("target", "forecast-server.jar");

  private final Process process;
  private final ProcessOutput output;
  private int port;

  private ServerProcess(Process process) {
    this.process = process;
    output = new ProcessOutput(process);
  }

  public static ServerProcess run(String... arguments) throws IOException {
    return run(Map.of(), arguments);
  }

  /** Runs a command with further variables in its environment. */
  public static ServerProcess run(Map<String, String> environment, String... arguments)
      throws IOException {
    return start(program(List.of()), environment, List.of(arguments));
  }

  /**
   * Runs a command.
   *
   * @param program what {@code java} is told before it
   */
  public static ServerProcess run(List<String> program, String... arguments) throws IOException {
    return start(program, Map.of(), List.of(arguments));
  }

  /** The classes under test, with options of the JVM. */
  public static List<String> program(List<String> jvm) {
    List<String> program = new ArrayList<>(jvm);
    program.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return program;
  }

  /** A jar of a server, with options of the JVM. */
  public static List<String> program(Path jar, String... jvm) {
    return Stream.concat(Stream.of(jvm), Stream.of("-jar", jar.toString())).toList();
  }

  /** Serves as {@link #serve} with options of the JVM. */
  public static ServerProcess serveWith(List<String> jvm, String... more)
      throws IOException, InterruptedException {
    return serveBundle(Http.BUNDLE, jvm, more);
  }

  private static ServerProcess start(
      List<String> program, Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FORECAST_WARM_UP", "0");
    builder.environment().putAll(environment);
    return new ServerProcess(builder.start());
  }

  /** Serves the shipped model on a free port and waits until it says so. */
  public static ServerProcess serve(String... more) throws IOException, InterruptedException {
    return run(arguments(0, more)).awaitServing();
  }

  /** Begins to serve the shipped model on a port from a jar of another version. */
  public static ServerProcess beginJarAt(Path jar, int port, String... more) throws IOException {
    return run(program(jar), arguments(port, more));
  }

  /** Serves the shipped model from the jar that is deployed and waits until it says so. */
  public static ServerProcess serveJar(int port, String... more)
      throws IOException, InterruptedException {
    return beginJarAt(JAR, port, more).awaitServing();
  }

  /** Serves a bundle of the caller's own with options of the JVM. */
  public static ServerProcess serveBundle(Path bundle, List<String> jvm, String... more)
      throws IOException, InterruptedException {
    return run(program(jvm), arguments(bundle, 0, more)).awaitServing();
  }

  private static String[] arguments(int port, String... more) {
    return arguments(Http.BUNDLE, port, more);
  }

  /** To serve a bundle on a port. */
  public static String[] arguments(Path bundle, int port, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("serve", "--bundle", bundle.toString(), "--port", String.valueOf(port)));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  /** Waits until it says that it serves. */
  public ServerProcess awaitServing() throws InterruptedException {
    try {
      port = Integer.parseInt(output.await(SERVING).group(1));
      return this;
    } catch (AssertionError | InterruptedException e) {
      close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public Http http() {
    return new Http(port);
  }

  /** SIGTERM; the process' own method would close what it says, too. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public int exitCode() throws InterruptedException {
    if (!process.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the server did not end");
    }
    return process.exitValue();
  }

  /** How often it has said what matches, up to now. */
  public int saidTimes(Pattern what) {
    return output.count(what);
  }

  /** All that it said, once it has ended. */
  public String said() throws InterruptedException {
    return output.all();
  }

  /** Ends it, so that nothing writes to its folders any more. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
