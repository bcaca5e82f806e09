package org.forecast4j.server.redis;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.forecast4j.server.config.RedisAddress;

/**
 * Takes commands as Redis does, notes them as soon as they come, and answers one after the other
 * whatever a test wants it to.
 */
final class FakeRedis implements Closeable {
  /** Hangs up in place of an answer. */
  static final String HANG_UP = "";

  static final String OK = "+OK";

  /** What answers a command: a line of the protocol, or {@link #HANG_UP}. */
  interface Answers {
    String to(List<String> command) throws InterruptedException;
  }

  private final ServerSocket door;
  private final Queue<List<String>> commands = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Answers answers = command -> OK;

  FakeRedis() throws IOException {
    door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** From now on answers like this. */
  void answer(Answers answers) {
    this.answers = answers;
  }

  /** The commands so far, in the order in which they came. */
  List<List<String>> commands() {
    return List.copyOf(commands);
  }

  /** How many connections are open. */
  int connections() {
    return connections.get();
  }

  RedisAddress address() {
    return RedisAddress.parse("redis://127.0.0.1:" + port());
  }

  int port() {
    return door.getLocalPort();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "fake-redis");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        Socket guest = door.accept();
        daemon(() -> serve(guest));
      }
    } catch (IOException e) {
      return; // The test is over.
    }
  }

  private void serve(Socket guest) {
    connections.incrementAndGet();
    BlockingQueue<List<String>> unanswered = new LinkedBlockingQueue<>();
    Thread answering = daemon(() -> answer(guest, unanswered));
    try (guest) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(guest.getInputStream()));
      while (true) {
        List<String> command = command(in);
        commands.add(command);
        unanswered.add(command);
      }
    } catch (IOException e) {
      return; // One of both has hung up.
    } finally {
      answering.interrupt();
      connections.decrementAndGet();
    }
  }

  private void answer(Socket guest, BlockingQueue<List<String>> unanswered) {
    try (guest) {
      OutputStream out = guest.getOutputStream();
      while (true) {
        List<String> command = unanswered.take();
        String answer = answers.to(command);
        if (answer.equals(HANG_UP)) {
          return;
        }
        out.write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException | InterruptedException e) {
      return; // The caller has hung up.
    }
  }

  /** An array of texts, each behind its length. */
  private static List<String> command(DataInputStream in) throws IOException {
    int count = number(in, '*');
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] word = new byte[number(in, '$')];
      in.readFully(word);
      in.readFully(new byte[2]);
      words.add(new String(word, StandardCharsets.UTF_8));
    }
    return words;
  }

  private static int number(DataInputStream in, char type) throws IOException {
    StringBuilder line = new StringBuilder();
    for (byte next = in.readByte(); next != '\n'; next = in.readByte()) {
      line.append((char) next);
    }
    if (line.charAt(0) != type) {
      throw new IOException("'" + line + "' came; expected " + type + " and a number");
    }
    return Integer.parseInt(line.substring(1).strip());
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
