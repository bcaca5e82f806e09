package org.forecast4j.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a service and who calls it, and holds up or cuts what the service answers. */
public final class SlowProxy implements AutoCloseable {
  private static final int BUFFER = 1 << 14;

  private final ServerSocket listening;
  private final int service;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int delayMillis;
  private final AtomicInteger heldUp = new AtomicInteger();
  private volatile boolean cutting;

  /**
   * Listens on a free port.
   *
   * @param service the port of the service on this machine
   */
  public SlowProxy(int service) throws IOException {
    this.service = service;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** From now on each answer comes so much later. */
  public void delay(int millis) {
    delayMillis = millis;
  }

  /** How many answers, or parts of some that came at once, it has held up. */
  public int heldUp() {
    return heldUp.get();
  }

  /** From now on each connection ends within an answer. */
  public void cut(boolean on) {
    cutting = on;
  }

  private void accept() {
    try {
      while (true) {
        connect(listening.accept());
      }
    } catch (IOException e) {
      close();
    }
  }

  /** A service that is gone is gone for the caller, too. */
  private void connect(Socket caller) {
    Socket called = new Socket();
    try {
      called.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service));
      caller.setTcpNoDelay(true);
      called.setTcpNoDelay(true);
    } catch (IOException e) {
      closeQuietly(called);
      closeQuietly(caller);
      return;
    }
    open.add(caller);
    open.add(called);
    start(() -> copy(caller, called, false));
    start(() -> copy(called, caller, true));
  }

  private void copy(Socket from, Socket to, boolean isAnswer) {
    byte[] buffer = new byte[BUFFER];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (isAnswer && delayMillis > 0) {
          heldUp.incrementAndGet();
          Thread.sleep(delayMillis);
        }
        if (isAnswer && cutting) {
          out.write(buffer, 0, count / 2);
          return;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException | InterruptedException e) {
      // Both sides learn of it, as their connections are closed.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() {
    open.forEach(SlowProxy::closeQuietly);
    try {
      listening.close();
    } catch (IOException e) {
      // It listens no more.
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone.
    }
  }
}
