package org.forecast4j.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;

/**
 * The connections that are open: who takes too long for the headers of a request is cut, however
 * steadily they come, and streams are counted by key. Safe for concurrent use.
 */
final class Connections implements Connection.Listener {
  private final long headerNanos;
  private final Map<Connection, State> states = new ConcurrentHashMap<>();
  private final Map<EndPoint, String> streams = new ConcurrentHashMap<>();

  /** What is known of a connection; guarded by itself. */
  private static final class State {
    private boolean isInRequest;

    /** Since when a request is awaited that has begun, or the first of all; 0 if none is. */
    private long since = System.nanoTime() | 1;

    private long bytesBefore;
  }

  Connections(Duration headerTime) {
    headerNanos = headerTime.toNanos();
  }

  @Override
  public void onOpened(Connection connection) {
    // Of TLS and of sockets, the connections around and after it say nothing of headers.
    if (connection instanceof ConnectionMetaData) {
      states.put(connection, new State());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    states.remove(connection);
    EndPoint endPoint = connection.getEndPoint();
    if (!endPoint.isOpen()) {
      streams.remove(endPoint);
    }
  }

  /** The headers of a request are there. */
  void begin(Request request) {
    Connection connection = request.getConnectionMetaData().getConnection();
    State state = states.get(connection);
    if (state == null) {
      return;
    }
    synchronized (state) {
      state.isInRequest = true;
    }
    Request.addCompletionListener(request, unused -> end(connection, state));
  }

  private static void end(Connection connection, State state) {
    synchronized (state) {
      state.isInRequest = false;
      state.since = 0;
      state.bytesBefore = connection.getBytesIn();
    }
  }

  /** Cuts whoever is late with headers. */
  void cutLate() {
    long now = System.nanoTime();
    states.forEach(
        (connection, state) -> {
          if (isLate(connection, state, now)) {
            connection.getEndPoint().close(new TimeoutException("the headers are late"));
          }
        });
  }

  private boolean isLate(Connection connection, State state, long now) {
    synchronized (state) {
      if (state.isInRequest) {
        return false;
      }
      if (state.since == 0 && connection.getBytesIn() > state.bytesBefore) {
        state.since = now | 1;
      }
      return state.since != 0 && now - state.since > headerNanos;
    }
  }

  /** Counts a stream of a key until its connection ends; false if it has as many as it may. */
  boolean openStream(Request request, String key, int most) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    synchronized (streams) {
      if (streams.values().stream().filter(key::equals).count() >= most) {
        return false;
      }
      streams.put(endPoint, key);
    }
    if (!endPoint.isOpen()) {
      streams.remove(endPoint);
    }
    return true;
  }

  /** Ends the streams of keys that are gone. */
  void closeStreams(Predicate<String> isGone) {
    streams.forEach(
        (endPoint, key) -> {
          if (isGone.test(key)) {
            endPoint.close();
          }
        });
  }
}
