package org.forecast4j.server.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.forecast4j.server.Await;
import org.forecast4j.server.Http;
import org.forecast4j.server.SampleGame;
import org.forecast4j.server.ServerProcess;

/**
 * Clients that begin a body and fall silent, send headers a byte at a time, read neither a large
 * answer nor the events they asked for, and come again when they are cut off. Those who behave are
 * answered meanwhile, and afterwards nothing is left of the others.
 */
final class SlowClients implements ChaosScenario {
  private static final int OF_A_KIND = 100;

  /** What each does not read is a megabyte. */
  private static final int DEAF = 20;

  private static final int GOOD_PER_SECOND = 50;
  private static final int GOOD_CALLERS = 16;
  private static final int SMALL_BUFFER = 2_048;
  private static final int PAUSE_MILLIS = 500;

  /** So many pauses. */
  private static final int PATIENCE = 16;

  /** Connections that the server itself and those who behave may have open. */
  private static final int FEW_DESCRIPTORS = 40;

  /** So that a server cuts off within seconds whom it cuts off within a minute by default. */
  private static final List<String> IMPATIENT =
      List.of("--idle-time", "4", "--header-time", "3", "--answer-time", "5", "--ping", "1");

  private static final byte[] PREDICT = Caller.post("/predict", Outcomes.PREDICT);

  private static final String SOCKET =
      """
      GET /ws/live HTTP/1.1
      Host: localhost
      Connection: Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

      """;

  @Override
  public String name() {
    return "slow-clients";
  }

  /** What a slow client sends at first, and every half second after that. */
  private enum Kind {
    SILENT_BODY("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n{", ""),
    SILENCE("", ""),
    SLOW_HEADER("GET /models HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "a"),
    SLOW_BODY("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{", " "),
    EVENTS("GET /games/stream HTTP/1.1\r\nHost: localhost\r\n\r\n", ""),
    SOCKET_EVENTS(SOCKET.replace("\n", "\r\n"), ""),
    ANSWER(large(), "");

    private final String first;
    private final String then;

    Kind(String first, String then) {
      this.first = first;
      this.then = then;
    }

    /** Whether it reads nothing, ever. */
    boolean isDeaf() {
      return this == EVENTS || this == SOCKET_EVENTS || this == ANSWER;
    }
  }

  private static String large() {
    String one = "{\"pattern\":" + Http.PATTERN + ",\"similar_games\":20}";
    String batch = "{\"requests\":[" + String.join(",", Collections.nCopies(300, one)) + "]}";
    return new String(Caller.post("/predict/batch", batch), StandardCharsets.US_ASCII);
  }

  /** One slow client. */
  private static final class Client implements AutoCloseable {
    private final Kind kind;
    private final InetSocketAddress address;
    private SocketChannel channel;
    private ByteBuffer left;
    private int turns;

    Client(Kind kind, int port) throws IOException {
      this.kind = kind;
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      left = ByteBuffer.wrap(Caller.bytes(kind.first));
      channel = connect();
    }

    private SocketChannel connect() throws IOException {
      SocketChannel opened = SocketChannel.open();
      if (kind.isDeaf()) {
        opened.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      }
      opened.connect(address);
      opened.configureBlocking(false);
      left = ByteBuffer.wrap(Caller.bytes(kind.first));
      return opened;
    }

    /**
     * Sends a little more; comes again if it was cut off or has waited for long.
     *
     * @return whether it came again
     */
    boolean goOn() throws IOException {
      try {
        if (!left.hasRemaining()) {
          left = ByteBuffer.wrap(Caller.bytes(kind.then));
        }
        channel.write(left);
        // Whoever reads nothing does not see the end and comes again after a while.
        boolean goesOn =
            kind.isDeaf()
                ? ++turns % PATIENCE != 0
                : channel.read(ByteBuffer.allocate(SMALL_BUFFER)) == 0;
        if (goesOn) {
          return false;
        }
      } catch (IOException e) {
        // It was cut off while it sent.
      }
      channel.close();
      channel = connect();
      return true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public Result run(boolean quick) throws Exception {
    if (!Vitals.areKnown()) {
      return Tally.notRun("slow clients", "this machine has no /proc");
    }
    Duration time = Duration.ofSeconds(quick ? 10 : 90);
    List<String> options = quick ? IMPATIENT : List.of();
    Tally tally = new Tally();
    List<Client> clients = new ArrayList<>();
    try (ServerProcess server =
            ServerProcess.serveWith(List.of("-Xmx256m"), Liveness.warm(options));
        Liveness liveness = Liveness.of(server.port())) {
      try (Load good =
          Load.openLoop(server.port(), number -> request(number), GOOD_CALLERS, GOOD_PER_SECOND)) {
        good.window(Duration.ofSeconds(2));
        int before = descriptors(server);
        for (Kind kind : Kind.values()) {
          for (int i = 0; i < (kind == Kind.ANSWER ? DEAF : OF_A_KIND); i++) {
            clients.add(new Client(kind, server.port()));
          }
        }
        good.window();
        long cut = torment(clients, time);
        Load.Window window = good.window();
        for (Client client : clients) {
          client.close();
        }
        long end = System.nanoTime();
        Await.await(
            "the connections of slow clients are gone",
            () -> descriptors(server) <= before + FEW_DESCRIPTORS);
        liveness.judge(tally);
        return tally
            .recovered(Duration.ofNanos(System.nanoTime() - end))
            .called(window.calls())
            .errors(window.errors())
            .brokenUnless(
                window.statuses().keySet().equals(Set.of(200)),
                "those who behave were answered " + window.statuses())
            .brokenUnless(cut > 0, "no slow client was cut off")
            .result(
                String.format(
                    Locale.ROOT,
                    "%d slow, silent or deaf clients for %d s, who came again %d times when they"
                        + " were cut off; %d good calls a second took %.0f ms (median) and %.0f ms"
                        + " (99 %%); %s",
                    clients.size(),
                    time.toSeconds(),
                    cut,
                    GOOD_PER_SECOND,
                    window.millis(0.5),
                    window.millis(0.99),
                    liveness));
      }
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }

  /** Forecasts and, so that there are events, now and then a score. */
  private static byte[] request(long number) {
    return number % 5 == 0
        ? Caller.post(
            "/games/g" + number % 100 + "/scores",
            SampleGame.body(
                SampleGame.of((int) (number % 100))
                    .ticks()
                    .subList(0, (int) (1 + number / 100 % 100))))
        : PREDICT;
  }

  private static long torment(List<Client> clients, Duration time) throws Exception {
    long cut = 0;
    for (long end = System.nanoTime() + time.toNanos(); System.nanoTime() < end; ) {
      for (Client client : clients) {
        cut += client.goOn() ? 1 : 0;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return cut;
  }

  private static int descriptors(ServerProcess server) throws IOException {
    return Vitals.descriptors(server.pid());
  }
}
