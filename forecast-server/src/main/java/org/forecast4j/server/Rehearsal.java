package org.forecast4j.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.util.BufferUtil;
import org.forecast4j.Pattern;
import org.forecast4j.ValueBounds;
import org.forecast4j.server.config.ServerOptions;
import org.forecast4j.server.model.Model;
import org.forecast4j.wire.BatchRequest;
import org.forecast4j.wire.Observation;
import org.forecast4j.wire.PredictRequest;

/**
 * Plays requests of every kind to a server of the same models that nobody reaches, so that the
 * first callers of the real one do not wait for the compiler. It goes the whole way of a request
 * but for the sockets. Nothing of it is kept, logged or counted.
 */
final class Rehearsal {
  private static final int BATCH = 8;
  private static final double ALPHA = 0.1;
  private static final int ANSWER_SECONDS = 10;

  /** The first requests are of each kind. */
  private static final int KINDS = 8;

  private final LocalConnector connector;
  private final List<Model> models;

  private Rehearsal(LocalConnector connector, List<Model> models) {
    this.connector = connector;
    this.models = models;
  }

  /**
   * Rehearses for the time that the options say, and at least one request of each kind.
   *
   * @param models those to rehearse, whose state stays as it is
   * @return how many requests were answered
   * @throws IOException if the models cannot be made again
   * @throws IllegalStateException if a request was answered otherwise than with 200
   */
  static long of(ServerOptions options, List<Model> models) throws IOException {
    if (options.warmUp().isZero()) {
      return 0;
    }
    try (ForecastServer server = ForecastServer.unreachable(options, models)) {
      Rehearsal rehearsal = new Rehearsal(server.localConnector(), server.models());
      return rehearsal.play(System.nanoTime() + options.warmUp().toNanos());
    }
  }

  /** With a caller for every other processor: the rest is for the compiler, on which all waits. */
  private long play(long end) {
    int callers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<Long>> all =
          threads.invokeAll(Collections.nCopies(callers, (Callable<Long>) () -> call(end)));
      long answered = 0;
      for (Future<Long> one : all) {
        answered += one.get();
      }
      return answered;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private long call(long end) throws Exception {
    List<String> requests = requests();
    LocalConnector.LocalEndPoint caller = connector.connect();
    try {
      long lastTry = end + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
      int i = 0;
      while (i < KINDS || System.nanoTime() < end) {
        caller.addInputAndExecute(
            BufferUtil.toBuffer(requests.get(i % requests.size()), StandardCharsets.UTF_8));
        String answer = caller.getResponse(false, ANSWER_SECONDS, TimeUnit.SECONDS);
        if (answer != null && answer.startsWith("HTTP/1.1 200")) {
          i++;
        } else if (answer == null || !isForLater(answer) || System.nanoTime() > lastTry) {
          throw new IllegalStateException("a rehearsed request was answered " + answer);
        }
      }
      return i;
    } finally {
      caller.close();
    }
  }

  /** Intervals at a confidence are learned from past outcomes, which takes its time once. */
  private static boolean isForLater(String answer) {
    return answer.startsWith("HTTP/1.1 503");
  }

  /** What callers ask for most comes most often. */
  private List<String> requests() {
    List<String> requests = new ArrayList<>();
    for (Model model : models) {
      List<Pattern> patterns = patterns(model);
      for (int i = 0; i < patterns.size(); i++) {
        PredictRequest.Builder asked =
            PredictRequest.builder(patterns.get(i)).alpha(ALPHA).model(model.name());
        PredictRequest explained = asked.build();
        PredictRequest plain = asked.returnExplanation(false).build();
        for (PredictRequest request : List.of(explained, plain)) {
          String json = PredictRequest.CODEC.writeString(request);
          requests.add(post("/predict", json));
          requests.add(post("/predict", whole(json)));
        }
        if (i % BATCH == 0) {
          List<PredictRequest> batch = new ArrayList<>();
          for (Pattern pattern : patterns.subList(0, BATCH)) {
            batch.add(PredictRequest.builder(pattern).model(model.name()).build());
          }
          requests.add(
              post("/predict/batch", BatchRequest.CODEC.writeString(BatchRequest.of(batch))));
          requests.add(post("/v2/models/" + inPath(model.name()) + "/infer", tensors(batch)));
          requests.add(post("/distribution", PredictRequest.CODEC.writeString(plain)));
          double[] actual = new double[model.shape().horizon()];
          Arrays.fill(actual, patterns.get(i).last());
          Observation outcome = Observation.of("rehearsed-" + i, plain, actual);
          requests.add(post("/observations", Observation.CODEC.writeString(outcome)));
        }
      }
    }
    return requests;
  }

  /** A name as one part of a path. */
  private static String inPath(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String tensors(List<PredictRequest> batch) {
    List<String> rows = new ArrayList<>();
    for (PredictRequest one : batch) {
      rows.add(Arrays.toString(one.pattern().values()));
    }
    return "{\"inputs\":[{\"name\":\"pattern\",\"datatype\":\"FP64\",\"shape\":["
        + batch.size()
        + ","
        + batch.get(0).pattern().length()
        + "],\"data\":["
        + String.join(",", rows)
        + "]}]}";
  }

  private static String post(String path, String json) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  /** As most callers write whole numbers. */
  private static String whole(String json) {
    return json.replace(".0,", ",").replace(".0]", "]");
  }

  /** Ways up and down within the bounds, none of them like another. */
  private static List<Pattern> patterns(Model model) {
    ValueBounds bounds = model.info().bounds();
    double middle = Math.min(bounds.upper(), Math.max(bounds.lower(), 0));
    double step = Math.min(bounds.maxStep(), (bounds.upper() - bounds.lower()) / 100);
    List<Pattern> patterns = new ArrayList<>();
    for (int i = 0; i < BATCH * BATCH; i++) {
      double[] values = new double[model.shape().inputLength()];
      double value = middle;
      for (int t = 0; t < values.length; t++) {
        double change = step * Math.sin(i + 1.7 * t * (1 + i % BATCH));
        value = Math.min(bounds.upper(), Math.max(bounds.lower(), Math.rint(value + change)));
        values[t] = value;
      }
      patterns.add(Pattern.of(values));
    }
    return patterns;
  }
}
