package org.forecast4j.server.chaos;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.forecast4j.server.Await;
import org.jspecify.annotations.Nullable;

/**
 * Calls over a connection that it keeps, for so little processor time that what is measured is the
 * server. Not for several threads at once.
 */
final class Caller implements AutoCloseable {
  private static final String LENGTH = "content-length:";

  private final int port;
  private @Nullable Connection connection;

  /** A connection and what came over it and is not read yet. */
  private record Connection(Socket socket, InputStream in) {}

  /**
   * An answer.
   *
   * @param saysWhenToRetry whether it has a Retry-After
   */
  record Answer(int status, boolean saysWhenToRetry, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  Caller(int port) {
    this.port = port;
  }

  static byte[] get(String path) {
    return bytes("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  static byte[] post(String path, String body) {
    return bytes(
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Sends a request and reads the answer.
   *
   * @throws IOException if there is none; the next call connects anew
   */
  Answer call(byte[] request) throws IOException {
    Connection open = connection == null ? connect() : connection;
    connection = open;
    try {
      open.socket.getOutputStream().write(request);
      return read(open.in);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private Connection connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Await.PATIENCE.toMillis());
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        (int) Await.PATIENCE.toMillis());
    return new Connection(socket, new BufferedInputStream(socket.getInputStream()));
  }

  private Answer read(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).substring(9, 12));
    int length = -1;
    boolean saysWhenToRetry = false;
    boolean ends = false;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith(LENGTH)) {
        length = Integer.parseInt(header.substring(LENGTH.length()).strip());
      }
      saysWhenToRetry |= header.startsWith("retry-after:");
      ends |= header.equals("connection: close");
    }
    byte[] body = length < 0 ? chunks(in) : exactly(in, length);
    if (ends) {
      close();
    }
    return new Answer(status, saysWhenToRetry, body);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    StringBuilder all = new StringBuilder();
    for (int size = size(in); size > 0; size = size(in)) {
      all.append(new String(exactly(in, size), StandardCharsets.ISO_8859_1));
      line(in);
    }
    line(in);
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ends after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended after '" + line + "'");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.socket.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
