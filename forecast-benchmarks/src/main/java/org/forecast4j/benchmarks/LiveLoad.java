package org.forecast4j.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.GameSimulator;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.basketball.SimulatedGame;

/**
 * Simulated live games, one score for each of them every five seconds, and readers of the stream of
 * all. Two readers measure how long an event takes from when its score is sent; the others only
 * read. Prints the numbers of events and of readers, and p50 and p99 in microseconds.
 */
final class LiveLoad {
  private static final double SECONDS_BETWEEN_SCORES = 5;
  private static final int PERIOD_SECONDS = 720;
  private static final int MEASURING = 2;
  private static final Pattern EVENT =
      Pattern.compile(
          "\"type\":\"score_update\",\"game_id\":\"(live-\\d+)\".*\"last\":.*\"clock\":\"(\\w+)\"");

  private final int port;
  private final Map<String, Long> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private volatile boolean isOver;

  private LiveLoad(int port) {
    this.port = port;
  }

  /**
   * Loads a server on this machine.
   *
   * @param args the port, the number of games, the number of readers, how many seconds before it
   *     measures, and how many it does; it prints a line when it begins to
   */
  public static void main(String[] args) throws Exception {
    int games = Integer.parseInt(args[1]);
    int readers = Integer.parseInt(args[2]);
    LiveLoad load = new LiveLoad(Integer.parseInt(args[0]));
    for (int i = 0; i < readers; i++) {
      boolean measures = i < MEASURING;
      Thread reader = new Thread(() -> load.read(measures), "reader-" + i);
      reader.setDaemon(true);
      reader.start();
    }
    load.send(games, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    Thread.sleep(1_000);
    load.isOver = true;
    long[] sorted = load.nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%d %d %.0f %.0f%n",
        sorted.length,
        readers,
        sorted[sorted.length / 2] / 1e3,
        sorted[sorted.length * 99 / 100] / 1e3);
  }

  private void send(int games, int before, int seconds) throws IOException {
    List<SimulatedGame> simulated = new GameSimulator(1).games(0, games).toList();
    long between = (long) (SECONDS_BETWEEN_SCORES * 1e9 / games);
    long start = System.nanoTime();
    long first = before * 1_000_000_000L / between;
    long count = first + seconds * 1_000_000_000L / between;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      BufferedReader answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (long i = 0; i < count; i++) {
        if (i == first) {
          nanos.clear();
          System.out.println("measures");
        }
        LockSupport.parkNanos(start + i * between - System.nanoTime());
        String game = "live-" + i % games;
        long round = i / games;
        int left = PERIOD_SECONDS - (int) (round * SECONDS_BETWEEN_SCORES);
        String clock = String.format(Locale.ROOT, "PT%dM%dS", left / 60, left % 60);
        ScoreUpdate score = simulated.get((int) (i % games)).at(GameClock.parse(1, clock));
        String json =
            String.format(
                Locale.ROOT,
                "{\"period\":1,\"clock\":\"%s\",\"home_score\":%d,\"away_score\":%d}",
                clock,
                score.home(),
                score.away());
        sent.put(game + " " + clock, System.nanoTime());
        socket
            .getOutputStream()
            .write(
                ("POST /games/"
                        + game
                        + "/scores HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Content-Length: "
                        + json.length()
                        + "\r\n\r\n"
                        + json)
                    .getBytes(StandardCharsets.US_ASCII));
        skipAnswer(answers);
      }
    }
  }

  private static void skipAnswer(BufferedReader answers) throws IOException {
    String status = answers.readLine();
    if (status == null || !status.contains(" 200 ")) {
      throw new IOException("a score was answered " + status);
    }
    int length = 0;
    for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    answers.skip(length);
  }

  private void read(boolean measures) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /games/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      if (measures) {
        measure(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
      } else {
        byte[] buffer = new byte[1 << 16];
        while (!isOver && socket.getInputStream().read(buffer) >= 0) {
          // Only read.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measure(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); line != null && !isOver; line = lines.readLine()) {
      Matcher event = EVENT.matcher(line);
      if (event.find()) {
        Long start = sent.get(event.group(1) + " " + event.group(2));
        if (start != null) {
          nanos.add(System.nanoTime() - start);
        }
      }
    }
  }
}
