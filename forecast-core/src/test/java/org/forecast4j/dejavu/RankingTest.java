package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingTest {
  private record Pair(double key, int id) {}

  private final Random random = new Random(1);

  @Test
  void the_smallest_pairs_are_kept_and_sorted_whatever_the_input() {
    for (int round = 0; round < 500; round++) {
      int size = 1 + random.nextInt(300);
      int different = 1 + random.nextInt(size);
      Ranking ranking = new Ranking(random.nextInt(10));
      List<Pair> expected = fill(ranking, size, different);
      int count = 1 + random.nextInt(size);
      ranking.keepSmallest(count);
      assertThat(ranking.key(count - 1)).isEqualTo(expected.get(count - 1).key());
      assertThat(ranking.id(count - 1)).isEqualTo(expected.get(count - 1).id());
      ranking.sort();
      assertThat(pairs(ranking)).isEqualTo(expected.subList(0, count));
    }
  }

  @Test
  void only_keys_up_to_the_threshold_are_added_and_only_those_above_are_dropped() {
    Ranking ranking = new Ranking(1);
    ranking.addAtMost(
        2, new double[] {3, 2, Double.NaN, 1, 2.5, 0}, new int[] {10, 11, 12, 13, 14});
    assertThat(pairs(ranking)).containsExactly(new Pair(2, 11), new Pair(1, 13));
    ranking.add(0.5, 15);
    ranking.add(1, 16);
    ranking.dropAbove(0.9, 1);
    assertThat(pairs(ranking)).containsExactly(new Pair(2, 11), new Pair(0.5, 15));
  }

  @Test
  void keys_however_far_apart_are_sorted_and_selected() {
    for (double spread : new double[] {0, 1e-300, 1, 1e300, Double.POSITIVE_INFINITY}) {
      // As much room as there are pairs: nothing may be touched behind the last one.
      Ranking ranking = new Ranking(20_000);
      List<Pair> expected = new ArrayList<>();
      for (int id = 0; id < 20_000; id++) {
        double key = random.nextInt(100) == 0 ? spread : random.nextGaussian() / 3;
        expected.add(new Pair(key, id));
        ranking.add(key, id);
      }
      expected.sort(Comparator.comparingDouble(Pair::key).thenComparing(Pair::id));
      ranking.select(500, 7_000);
      ranking.select(0, 500);
      assertThat(ranking.id(499)).isEqualTo(expected.get(499).id());
      ranking.sort();
      assertThat(pairs(ranking)).isEqualTo(expected);
    }
  }

  @Test
  void ids_are_shifted_of_the_pairs_that_are_there_and_their_order_stays() {
    Ranking ranking = new Ranking(8);
    for (int id = 0; id < 3; id++) {
      ranking.add(5 - id, id);
    }
    ranking.shiftIds(0);
    ranking.shiftIds(-7);
    ranking.add(9, 40);
    assertThat(pairs(ranking))
        .containsExactly(new Pair(5, -7), new Pair(4, -6), new Pair(3, -5), new Pair(9, 40));
    ranking.clear();
    ranking.shiftIds(1);
    ranking.add(2, 3);
    assertThat(pairs(ranking)).containsExactly(new Pair(2, 3));
  }

  private List<Pair> fill(Ranking ranking, int size, int different) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Pair pair = new Pair(random.nextInt(different), size - i);
      pairs.add(pair);
      ranking.add(pair.key(), pair.id());
    }
    pairs.sort(Comparator.comparingDouble(Pair::key).thenComparing(Pair::id));
    return pairs;
  }

  private static List<Pair> pairs(Ranking ranking) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < ranking.size(); i++) {
      pairs.add(new Pair(ranking.key(i), ranking.id(i)));
    }
    return pairs;
  }
}
