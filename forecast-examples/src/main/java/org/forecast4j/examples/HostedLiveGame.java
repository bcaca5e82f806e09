package org.forecast4j.examples;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forecast4j.basketball.GameClock;
import org.forecast4j.basketball.PlayByPlay;
import org.forecast4j.basketball.ScoreUpdate;
import org.forecast4j.client.ForecastClient;
import org.forecast4j.client.GameStream;
import org.forecast4j.wire.GameState;
import org.forecast4j.wire.PredictResponse;
import org.forecast4j.wire.ScoreTick;
import org.forecast4j.wire.ScoresRequest;

/**
 * Follows a game while it is played, by a server: the score every five seconds goes there, and what
 * the server makes of it comes back as events. It starts a server of its own; {@link LiveGame} does
 * the same without one.
 */
public final class HostedLiveGame {
  private static final int TICK = 5;
  private static final int PERIOD = 720;
  private static final Pattern SERVING = Pattern.compile("serving .* on (http://[^,]+),");

  private HostedLiveGame() {}

  /** Arguments: the folder of the model, a raw play-by-play file, the server's class path. */
  public static void main(String[] arguments) throws IOException {
    String model = arguments.length > 0 ? arguments[0] : "models/nba-halftime";
    Path game =
        Path.of(arguments.length > 1 ? arguments[1] : "forecast-examples/data/0029900985.csv");
    String server =
        arguments.length > 2 ? arguments[2] : "forecast-server/target/forecast-server.jar";
    Process process = started(server, model);
    try (ForecastClient client = ForecastClient.builder().baseUrl(address(process)).build();
        GameStream stream = client.gameStream()) {
      follow(client, stream, PlayByPlay.readUpdates(game));
    } finally {
      process.destroy();
    }
  }

  private static void follow(ForecastClient client, GameStream stream, List<ScoreUpdate> events) {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    CompletableFuture<Void> halftime = new CompletableFuture<>();
    CompletableFuture<Void> all =
        stream.forEach(
            event -> {
              connected.complete(null);
              event.game().ifPresent(game -> tell(event.type(), game));
              if (event.type().equals("outcome")) {
                halftime.complete(null);
              }
            });
    // Who subscribes after the first score misses what came of it.
    CompletableFuture.anyOf(all, connected).join();
    int second = 0;
    while (!halftime.isDone() && second <= 2 * PERIOD) {
      client.pushScores("phi-bos", ScoresRequest.of(scoreAt(second, events)));
      second += TICK;
    }
    CompletableFuture.anyOf(all, halftime).join();
  }

  private static void tell(String type, GameState game) {
    if (type.equals("ml_prediction")) {
      PredictResponse forecast = game.forecast().orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "%s: minute 18 is over at %+.0f; half-time %+.1f, 95 %%: %.1f to %.1f%n",
          type,
          game.margins()[game.completeMinutes() - 1],
          forecast.pointForecast(),
          forecast.interval().lower(),
          forecast.interval().upper());
    } else if (type.equals("outcome")) {
      List<Double> margins = game.outcome().orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "%s: half-time at %+.0f; the game is %s%n",
          type,
          margins.get(margins.size() - 1),
          game.status());
    }
  }

  /** What a feed that is asked at this second of the game would say. */
  private static ScoreTick scoreAt(int second, List<ScoreUpdate> events) {
    int period = second == 0 ? 1 : (second - 1) / PERIOD + 1;
    int left = period * PERIOD - second;
    String clock = String.format(Locale.ROOT, "%d:%02d", left / 60, left % 60);
    ScoreTick score = new ScoreTick(period, clock, 0, 0);
    for (ScoreUpdate event : events) {
      if (event.clock().compareTo(GameClock.parse(period, clock)) <= 0) {
        score = new ScoreTick(period, clock, event.home(), event.away());
      }
    }
    return score;
  }

  private static Process started(String classPath, String model) throws IOException {
    String java =
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
    return new ProcessBuilder(
            java, "-cp", classPath, "org.forecast4j.server.Main", "--bundle", model, "--port", "0")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The server says where it is, once it is ready. */
  private static String address(Process server) throws IOException {
    BufferedReader log = server.inputReader(StandardCharsets.UTF_8);
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.find()) {
        return serving.group(1);
      }
    }
    throw new IOException("the server ended before it was ready");
  }
}
