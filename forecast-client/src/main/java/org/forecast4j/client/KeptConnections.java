package org.forecast4j.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Response;

/**
 * Tells when a try failed because its connection, kept from an earlier call, had been closed by the
 * server meanwhile. That says nothing of the server as it is, so it does not count as a try: each
 * such failure takes one dead connection out of the pool, until a new one is made. Used by one
 * thread at a time.
 */
final class KeptConnections {
  /** More than a pool keeps idle; a server that closes every connection it kept ends here. */
  private static final int MAX_DEAD = 64;

  private Watch watch = new Watch();
  private int dead;

  /** Begins a try. */
  void watch(Call call) {
    watch = new Watch();
    call.addEventListener(watch);
  }

  /** Whether a try, now failed, met a connection that had died; it is to be made again at once. */
  boolean hadDied(Call call, IOException failure) {
    boolean died =
        watch.acquired
            && !watch.connected
            && !watch.answered
            && !call.isCanceled()
            && !(failure instanceof InterruptedIOException)
            && !(failure instanceof ProtocolException);
    return died && dead++ < MAX_DEAD;
  }

  /** What happened in one try. OkHttp connects on threads of its own. */
  private static final class Watch extends EventListener {
    private volatile boolean connected;
    private volatile boolean acquired;
    private volatile boolean answered;

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
      connected = true;
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      acquired = true;
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
      answered = true;
    }
  }
}
