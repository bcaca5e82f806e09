package org.forecast4j.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** A first half as a caller sees who looks at the score every ten seconds of the clock. */
public record SampleGame(List<String> ticks, int[] margins) {
  private static final int STEP = 10;

  public static SampleGame of(int seed) {
    Random random = new Random(seed);
    List<String> ticks = new ArrayList<>();
    int[] margins = new int[24];
    int home = 0;
    int away = 0;
    for (int second = 0; second <= 24 * 60; second += STEP) {
      int period = second <= 12 * 60 ? 1 : 2;
      int left = period * 12 * 60 - second;
      if (random.nextInt(4) == 0) {
        home += 2 + random.nextInt(2);
      } else if (random.nextInt(4) == 0) {
        away += 2;
      }
      ticks.add(
          tick(period, left / 60 + String.format(Locale.ROOT, ":%02d", left % 60), home, away));
      if (second > 0 && second % 60 == 0) {
        margins[second / 60 - 1] = home - away;
      }
    }
    return new SampleGame(Collections.unmodifiableList(ticks), margins);
  }

  public static String tick(int period, String clock, int home, int away) {
    return "{\"period\":"
        + period
        + ",\"clock\":\""
        + clock
        + "\",\"home_score\":"
        + home
        + ",\"away_score\":"
        + away
        + "}";
  }

  /** The body of a request with the ticks up to the end of a minute. */
  public String until(int minute) {
    return body(ticks.subList(0, minute * 60 / STEP + 1));
  }

  /** The body of a request with the ticks after the end of a minute up to that of another. */
  public String between(int from, int to) {
    return body(ticks.subList(from * 60 / STEP + 1, to * 60 / STEP + 1));
  }

  public static String body(List<String> ticks) {
    return ticks.stream().collect(Collectors.joining(",", "{\"scores\":[", "]}"));
  }

  /** The body of a forecast of its first 18 minutes. */
  String predict() {
    List<String> pattern = new ArrayList<>();
    for (int minute = 0; minute < 18; minute++) {
      pattern.add(String.valueOf(margins[minute]));
    }
    return "{\"pattern\":[" + String.join(",", pattern) + "],\"return_explanation\":false}";
  }
}
