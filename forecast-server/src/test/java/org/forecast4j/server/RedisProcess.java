package org.forecast4j.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.forecast4j.server.config.RedisAddress;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;

/** A Redis in a process of its own, to be hung, killed and filled. Nothing is written to a disk. */
public final class RedisProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Ready to accept connections");

  /** Unpacked once. */
  private static @Nullable Path executable;

  private final List<String> options;
  private final int port;
  private Process process;

  private RedisProcess(List<String> options, int port, Process process) {
    this.options = options;
    this.port = port;
    this.process = process;
  }

  /** Starts one on a free port of this machine. */
  public static RedisProcess start(String... more) throws IOException, InterruptedException {
    int port = freePort();
    List<String> options = new ArrayList<>(List.of("--port", String.valueOf(port)));
    options.addAll(List.of(more));
    return new RedisProcess(options, port, launch(options));
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process launch(List<String> options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(executable().toString()));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      new ProcessOutput(process).await(READY);
      return process;
    } catch (AssertionError | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static synchronized Path executable() throws IOException {
    Path unpacked = executable;
    if (unpacked != null) {
      return unpacked;
    }
    try {
      unpacked = ExecutableProvider.newJarResourceProvider().get().toPath();
      executable = unpacked;
      return unpacked;
    } catch (OsArchitectureNotFound | UnknownOSName e) {
      String message = "SKIPPED: there is no Redis for this platform to test with: " + e;
      System.err.println(message);
      throw new TestAbortedException(message);
    }
  }

  public int port() {
    return port;
  }

  public RedisAddress address() {
    return RedisAddress.parse("redis://127.0.0.1:" + port);
  }

  /** A client that waits patiently. */
  public Jedis client() {
    return new Jedis("127.0.0.1", port, 10_000);
  }

  /** SIGSTOP: connections stay open, nothing is answered. */
  public void hang() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT. */
  public void goOn() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, String.valueOf(process.pid())).start();
    if (!kill.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill " + name + " failed");
    }
  }

  /** SIGKILL: what it knew is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again on its port, empty. */
  public void restart() throws IOException, InterruptedException {
    process = launch(options);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
