package org.forecast4j.server.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.forecast4j.server.SampleGame;

/**
 * The scores of one first half, in order and in as many other orders as one likes. Some clocks are
 * told twice, with scores that contradict each other.
 */
final class ShuffledGames {
  /** How many requests a long part takes. */
  private static final int OF_A_PART = 4;

  /** How many requests the scores of a game come in. */
  static final int REQUESTS = 2 * (OF_A_PART + 1);

  /** Ticks come every ten seconds of the clock. */
  private static final int PATTERN_END = 18 * 6;

  private static final int HALF_TIME = 24 * 6;
  private static final int CONTRADICTED = 8;
  private static final int DOUBLED = 3;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Until shortly before minute 18, its end, until shortly before half-time, its end. */
  private final List<List<String>> parts;

  private ShuffledGames(List<List<String>> parts) {
    this.parts = parts;
  }

  static ShuffledGames of(int seed) {
    List<String> ticks = SampleGame.of(seed).ticks();
    return new ShuffledGames(
        List.of(
            contradicted(ticks.subList(0, PATTERN_END - 1)),
            ticks.subList(PATTERN_END - 1, PATTERN_END + 1),
            contradicted(ticks.subList(PATTERN_END + 1, HALF_TIME - 1)),
            ticks.subList(HALF_TIME - 1, HALF_TIME + 1)));
  }

  /** With scores that are not right: one that was before, and one that nobody reached. */
  private static List<String> contradicted(List<String> ticks) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < ticks.size(); i++) {
      all.add(ticks.get(i));
      if (i % CONTRADICTED == CONTRADICTED - 1) {
        all.add(withHomeScore(ticks.get(i), i % 2 == 0 ? 60 : -2));
      }
    }
    return all;
  }

  private static String withHomeScore(String tick, int more) {
    List<Integer> numbers =
        NUMBER.matcher(tick).results().map(MatchResult::group).map(Integer::valueOf).toList();
    return SampleGame.tick(
        numbers.get(0),
        numbers.get(1) + ":" + String.format(Locale.ROOT, "%02d", numbers.get(2)),
        Math.max(0, numbers.get(3) + more),
        numbers.get(4));
  }

  /** Different scores. */
  int size() {
    return parts.stream().mapToInt(List::size).sum();
  }

  List<String> inOrder() {
    return parts.stream().flatMap(List::stream).toList();
  }

  /**
   * The bodies of requests that tell the game: some scores are told twice, and those of a part come
   * in any order. What ends a part comes last, so that the forecast is made of the same scores
   * whatever the order.
   */
  List<String> shuffled(int order) {
    Random random = new Random(order);
    List<String> bodies = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      List<String> ticks = new ArrayList<>(parts.get(part));
      ticks.addAll(parts.get(part).subList(0, parts.get(part).size() / DOUBLED));
      Collections.shuffle(ticks, random);
      int requests = part % 2 == 0 ? OF_A_PART : 1;
      for (int i = 0; i < requests; i++) {
        bodies.add(
            SampleGame.body(
                ticks.subList(ticks.size() * i / requests, ticks.size() * (i + 1) / requests)));
      }
    }
    return bodies;
  }
}
