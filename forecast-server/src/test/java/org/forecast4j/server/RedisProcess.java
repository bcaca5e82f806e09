package org.forecast4j.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;
import redis.clients.jedis.Jedis;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;
import redis.embedded.error.UnknownOSName;

/** A Redis in a process of its own, to be hung, killed and filled. Nothing is written to a disk. */
final class RedisProcess implements AutoCloseable {
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
  static RedisProcess start(String... more) throws IOException {
    int port = freePort();
    List<String> options = new ArrayList<>(List.of("--port", String.valueOf(port)));
    options.addAll(List.of(more));
    return new RedisProcess(options, port, launch(options));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process launch(List<String> options) throws IOException {
    List<String> command = new ArrayList<>(List.of(executable().toString()));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      if (line.contains("Ready to accept connections")) {
        return process;
      }
    }
    throw new AssertionError("Redis ended: " + said);
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

  int port() {
    return port;
  }

  RedisAddress address() {
    return RedisAddress.parse("redis://127.0.0.1:" + port);
  }

  /** A client that waits patiently. */
  Jedis client() {
    return new Jedis("127.0.0.1", port, 10_000);
  }

  /** SIGSTOP: connections stay open, nothing is answered. */
  void hang() throws IOException, InterruptedException {
    signal("-STOP");
  }

  /** SIGCONT. */
  void goOn() throws IOException, InterruptedException {
    signal("-CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", name, String.valueOf(process.pid())).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new AssertionError("kill " + name + " failed");
    }
  }

  /** SIGKILL: what it knew is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again on its port, empty. */
  void restart() throws IOException {
    process = launch(options);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
