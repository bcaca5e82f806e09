package org.forecast4j.server.chaos;

import static org.forecast4j.server.Await.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.forecast4j.server.RedisProcess;
import org.opentest4j.TestAbortedException;

/** An nginx in front of servers, with what deploy/k8s says of games. */
final class NginxProcess implements AutoCloseable {
  private static final Path GAMES = Path.of("../deploy/k8s/games.conf");

  private final int port;
  private final Process process;

  private NginxProcess(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  private static Path executable() {
    Stream<Path> folders =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)).map(Path::of),
            Stream.of(Path.of("/usr/sbin")));
    Optional<Path> found =
        folders.map(folder -> folder.resolve("nginx")).filter(Files::isExecutable).findFirst();
    return found.orElseThrow(() -> new TestAbortedException("there is no nginx"));
  }

  /** Starts one on a free port. */
  static NginxProcess start(Path folder, List<Integer> servers) throws Exception {
    Path nginx = executable();
    Files.createDirectories(folder);
    int port = RedisProcess.freePort();
    StringBuilder upstream = new StringBuilder();
    for (int server : servers) {
      upstream.append("server 127.0.0.1:" + server + " max_fails=1 fail_timeout=1s;\n");
    }
    StringBuilder conf = new StringBuilder("daemon off;\nmaster_process off;\n");
    conf.append("pid " + folder + "/pid;\nerror_log " + folder + "/error.log warn;\n");
    conf.append("events { worker_connections 1024; }\nhttp {\naccess_log off;\n");
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      conf.append(kind + "_temp_path " + folder + "/" + kind + ";\n");
    }
    conf.append("include " + GAMES.toAbsolutePath().normalize() + ";\n");
    conf.append("upstream servers {\nhash $forecast_key consistent;\n" + upstream + "}\n");
    conf.append("server {\nlisten 127.0.0.1:" + port + ";\n");
    conf.append("location / { proxy_pass http://servers; }\n}\n}\n");
    Path file = Files.writeString(folder.resolve("nginx.conf"), conf);
    Process process =
        new ProcessBuilder(nginx.toString(), "-p", folder.toString(), "-c", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    NginxProcess made = new NginxProcess(port, process);
    await("nginx listens", made::listens);
    return made;
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      if (!process.isAlive()) {
        throw new AssertionError("nginx ended with " + process.exitValue(), e);
      }
      return false;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
