package org.forecast4j.server.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.Scheduler;
import org.forecast4j.server.config.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Gives requests their place, which they have only while they are worked on: neither while they are
 * sent nor while their answer is read. All before it runs on threads that must not wait.
 *
 * <p>Forecasts have a few threads of their own, in the order in which they got their places:
 * sharing the processors among as many as there are places would only make all of them late.
 */
final class PlaceHandler extends LaterHandler {
  private final Limits limits;
  private final Access access;
  private final Places places;
  private final int forecastThreads;
  private @Nullable Executor executor;
  private @Nullable ExecutorService forecasts;

  /**
   * For the requests of one server.
   *
   * @param forecastThreads how many forecasts are made at once
   */
  PlaceHandler(Limits limits, Access access, int forecastThreads) {
    this.limits = limits;
    this.access = access;
    this.forecastThreads = forecastThreads;
    places = new Places(limits.concurrent(), limits.queued());
  }

  int waiting() {
    return places.waiting();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    Executor pool = getServer().getThreadPool();
    Executor virtual = VirtualThreads.getVirtualThreadsExecutor(pool);
    executor = virtual == null ? pool : virtual;
    AtomicInteger number = new AtomicInteger();
    forecasts =
        Executors.newFixedThreadPool(
            forecastThreads,
            task -> {
              Thread thread = new Thread(task, "forecast-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  protected void doStop() throws Exception {
    super.doStop();
    if (forecasts != null) {
      forecasts.shutdown();
    }
  }

  /** Whoever calls it does not wait. */
  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (Paths.isLongLived(path)) {
      execute(executor, () -> handOn(request, response, callback));
      return true;
    }
    Executor threads = Paths.isForecast(path) ? forecasts : executor;
    Turn turn = new Turn(request, new HeldResponse(request, response), callback, threads);
    if (Paths.isNeverQueued(path)) {
      execute(threads, turn::work);
    } else {
      turn.queue();
    }
    return true;
  }

  private static void execute(@Nullable Executor threads, Runnable task) {
    if (threads == null) {
      throw new IllegalStateException("not started");
    }
    threads.execute(task);
  }

  /** One request from its queue to its answer. */
  private final class Turn implements Callback, Runnable {
    private final Request request;
    private final HeldResponse answer;
    private final Callback callback;
    private final @Nullable Executor threads;
    private final Optional<String> key;
    private final AtomicBoolean hasPlace = new AtomicBoolean();
    private Scheduler.@Nullable Task patience;

    Turn(Request request, HeldResponse answer, Callback callback, @Nullable Executor threads) {
      this.request = request;
      this.answer = answer;
      this.callback = callback;
      this.threads = threads;
      key = Access.keyName(request);
    }

    void queue() {
      Places.Entry entry = places.enter(key, access.placesOfKey(), this);
      if (entry == Places.Entry.WAITS) {
        Duration longest = limits.queueTime();
        patience =
            request
                .getComponents()
                .getScheduler()
                .schedule(this::giveUp, longest.toNanos(), TimeUnit.NANOSECONDS);
      } else if (entry == Places.Entry.REFUSED) {
        refuse();
      }
    }

    private void giveUp() {
      if (places.giveUp(this)) {
        refuse();
      }
    }

    private void refuse() {
      Response.writeError(
          request, answer.getWrapped(), callback, HttpStatus.SERVICE_UNAVAILABLE_503);
    }

    /** Its turn has come. */
    @Override
    public void run() {
      execute(threads, this::begin);
    }

    private void begin() {
      hasPlace.set(true);
      Scheduler.Task timer = patience;
      if (timer != null) {
        timer.cancel();
      }
      work();
    }

    void work() {
      PlaceHandler.this.handOn(
          HttpMethod.HEAD.is(request.getMethod()) ? new AsGet(request) : request, answer, this);
    }

    private void leave() {
      if (hasPlace.getAndSet(false)) {
        places.leave(key);
      }
    }

    @Override
    public void succeeded() {
      leave();
      Sending sending = new Sending();
      answer.send(Callback.from(sending::end, callback));
      sending.watch();
    }

    /** Watches an answer that was not taken at once, until it was. */
    private final class Sending {
      private boolean isOver;
      private Scheduler.@Nullable Task cut;

      synchronized void watch() {
        if (!isOver) {
          cut =
              request
                  .getComponents()
                  .getScheduler()
                  .schedule(Turn.this::cut, limits.answerTime().toNanos(), TimeUnit.NANOSECONDS);
        }
      }

      synchronized void end() {
        isOver = true;
        if (cut != null) {
          cut.cancel();
        }
      }
    }

    /** Whoever does not read an answer in time keeps its memory from others. */
    private void cut() {
      request
          .getConnectionMetaData()
          .getConnection()
          .getEndPoint()
          .close(new TimeoutException("the answer is not read"));
    }

    @Override
    public void failed(Throwable why) {
      leave();
      callback.failed(why);
    }
  }

  /** A HEAD, which is answered as GET is, without the content. */
  private static final class AsGet extends Request.Wrapper {
    AsGet(Request request) {
      super(request);
    }

    @Override
    public String getMethod() {
      return HttpMethod.GET.asString();
    }
  }
}
