package org.forecast4j.conformal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreTreeTest {
  private static final double[] NONE = {};

  /** A score as a list would keep it. */
  private record Entry(double score, int arrival, double own) {}

  private static ScoreTree tree(List<Entry> entries, boolean tracked, boolean weighs) {
    return ScoreTree.of(
        entries.stream().mapToDouble(Entry::score).toArray(),
        tracked ? entries.stream().mapToInt(Entry::arrival).toArray() : new int[0],
        weighs ? entries.stream().mapToDouble(Entry::own).toArray() : NONE);
  }

  private static void assertSame(ScoreTree tree, List<Entry> entries, boolean tracked) {
    assertThat(tree.size()).isEqualTo(entries.size());
    assertThat(tree.values()).isEqualTo(entries.stream().mapToDouble(Entry::score).toArray());
    if (tracked) {
      assertThat(tree.arrivals()).isEqualTo(entries.stream().mapToInt(Entry::arrival).toArray());
    }
  }

  private static int countBelow(List<Entry> entries, double value) {
    int from = 0;
    int to = entries.size();
    while (from < to) {
      int middle = (from + to) / 2;
      if (entries.get(middle).score() < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** The oldest of equal scores stands first, so it is the first of its score. */
  private static void remove(List<Entry> entries, Entry oldest) {
    Entry removed = entries.remove(countBelow(entries, oldest.score()));
    assertThat(removed).isSameAs(oldest);
  }

  @Test
  void it_holds_what_a_sorted_list_holds_and_earlier_trees_stay() {
    Random random = new Random(91);
    for (int trial = 0; trial < 20; trial++) {
      int window = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(3_000);
      boolean tracked = window < Integer.MAX_VALUE || random.nextBoolean();
      boolean weighs = random.nextBoolean();
      int distinct = random.nextBoolean() ? 7 : 100_000;
      double drift = random.nextInt(3) * random.nextDouble(-5, 5);
      List<Entry> entries = new ArrayList<>();
      int start = Math.min(window, random.nextInt(4_000));
      for (int i = 0; i < start; i++) {
        entries.add(new Entry(random.nextInt(distinct), i, random.nextDouble()));
      }
      Queue<Entry> arrived = new ArrayDeque<>(entries);
      entries.sort(Comparator.comparingDouble(Entry::score));
      ScoreTree tree = tree(entries, tracked, weighs);
      ScoreTree earlier = tree;
      List<Entry> before = List.copyOf(entries);
      for (int arrival = start; arrival < start + 3_000; arrival++) {
        if (entries.size() == window) {
          remove(entries, arrived.remove());
          tree = tree.withoutOldest();
        }
        double score = random.nextInt(distinct) + Math.rint(drift * arrival);
        double own = random.nextDouble();
        Entry next = new Entry(score, arrival, own);
        entries.add(countBelow(entries, Math.nextUp(score)), next);
        arrived.add(next);
        tree =
            tree.with(
                score,
                tracked ? arrival : ScoreTree.UNTRACKED,
                weighs ? own : ScoreTree.UNWEIGHTED);
        if (random.nextInt(10) == 0) {
          int index = random.nextInt(entries.size());
          assertThat(tree.value(index)).isEqualTo(entries.get(index).score());
          double value = entries.get(index).score() + random.nextInt(2);
          assertThat(tree.countBelow(value)).isEqualTo(countBelow(entries, value));
        }
        if (random.nextInt(300) == 0) {
          assertSame(earlier, before, tracked);
          earlier = tree;
          before = List.copyOf(entries);
        }
      }
      assertSame(tree, entries, tracked);
      assertThat(tree.own())
          .isEqualTo(weighs ? entries.stream().mapToDouble(Entry::own).toArray() : NONE);
    }
  }

  /** Leaves hold up to 64 scores; thin ones join their neighbours, or there would be 63. */
  @Test
  void a_tree_that_lost_most_of_its_scores_has_few_leaves() {
    Random random = new Random(93);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      entries.add(new Entry(random.nextInt(100_000), i, 1));
    }
    entries.sort(Comparator.comparingDouble(Entry::score));
    ScoreTree tree = tree(entries, true, false);
    assertThat(leaves(tree)).isEqualTo(63);
    for (int size = 2_999; size >= 1; size--) {
      tree = tree.withoutOldest();
      assertThat(leaves(tree)).as("leaves for %s", size).isLessThanOrEqualTo(1 + size / 20);
    }
    assertThat(tree.values()).hasSize(1);
  }

  /** Leaves that are too full are halved, and so are branches. */
  @Test
  void a_tree_that_grew_has_as_many_leaves_as_scores_need() {
    Random random = new Random(94);
    ScoreTree tree = ScoreTree.of(NONE, new int[0], NONE);
    for (int size = 1; size <= 4_000; size++) {
      tree = tree.with(random.nextDouble(), ScoreTree.UNTRACKED, ScoreTree.UNWEIGHTED);
      assertThat(leaves(tree)).as("leaves for %s", size).isLessThanOrEqualTo(1 + size / 32);
      assertThat(tree.width()).isBetween(1, tree.maxWidth());
    }
    assertThat(tree.values()).hasSize(4_000).isSorted();
  }

  private static int leaves(ScoreTree tree) {
    int[] leaves = {0};
    tree.forEachLeaf(
        leaf -> {
          assertThat(leaf.size()).isBetween(1, 64);
          leaves[0]++;
        });
    return leaves[0];
  }

  @Test
  void an_empty_tree_answers_and_takes_scores_again() {
    ScoreTree tree = ScoreTree.of(NONE, new int[0], NONE);
    assertThat(tree.size()).isZero();
    assertThat(tree.countBelow(1)).isZero();
    ScoreTree one = tree.with(3, 0, ScoreTree.UNWEIGHTED);
    assertThat(one.values()).containsExactly(3);
    ScoreTree none = one.withoutOldest();
    assertThat(none.values()).isEmpty();
    assertThat(none.with(2, 1, ScoreTree.UNWEIGHTED).arrivals()).containsExactly(1);
    assertThat(one.values()).containsExactly(3);
  }

  @Test
  void equal_zeros_of_either_sign_stay_as_they_came() {
    ScoreTree tree = ScoreTree.of(NONE, new int[0], NONE);
    for (double zero : new double[] {0.0, -0.0, 0.0}) {
      tree = tree.with(zero, ScoreTree.UNTRACKED, ScoreTree.UNWEIGHTED);
    }
    assertThat(tree.values()).containsExactly(0.0, -0.0, 0.0);
    assertThat(tree.countBelow(0.0)).isZero();
  }

  @Test
  void remembered_outcomes_come_in_order_and_leave_in_order() {
    Random random = new Random(92);
    for (int window : new int[] {1, 2, 7, 100}) {
      List<Outcome> expected = new ArrayList<>();
      Remembered remembered = Remembered.NONE;
      Remembered earlier = remembered;
      List<Outcome> before = List.of();
      for (int i = 0; i < 500; i++) {
        if (expected.size() == window) {
          remembered = remembered.settled();
          assertThat(remembered.oldest()).isSameAs(expected.get(0));
          remembered = remembered.withoutOldest();
          expected.remove(0);
        }
        Outcome outcome = new Outcome(0.1, new double[] {i}, 1, new boolean[1]);
        remembered = remembered.with(outcome);
        expected.add(outcome);
        assertThat(remembered.size()).isEqualTo(expected.size());
        if (random.nextInt(20) == 0) {
          assertThat(remembered.toArray()).containsExactlyElementsOf(expected);
          assertThat(earlier.toArray()).containsExactlyElementsOf(before);
          earlier = remembered;
          before = List.copyOf(expected);
        }
      }
    }
  }

  private static Outcome outcome(int number) {
    return new Outcome(0.1, new double[] {number}, 1, new boolean[1]);
  }

  @Test
  void what_came_since_is_known_of_what_it_came_from_alone() {
    Remembered earlier = Remembered.of(outcome(0), outcome(1)).with(outcome(2));
    Outcome[] came = {outcome(3), outcome(4), outcome(5)};
    Remembered later = earlier;
    assertThat(later.since(earlier).orElseThrow()).isEmpty();
    for (int i = 0; i < came.length; i++) {
      later = later.with(came[i]);
      assertThat(later.since(earlier).orElseThrow()).containsExactly(Arrays.copyOf(came, i + 1));
    }
    assertThat(earlier.since(later)).isEmpty();
    Remembered other = earlier.with(outcome(3));
    assertThat(later.since(other)).isEmpty();
    assertThat(other.since(later)).isEmpty();
    assertThat(later.withoutOldest().since(earlier)).isEmpty();
    assertThat(Remembered.of(outcome(0), outcome(1)).with(outcome(2)).since(earlier)).isEmpty();
    // With as many beside the same older ones, but the last of which is another.
    assertThat(earlier.with(came[0]).since(other)).isEmpty();
  }

  @Test
  void there_is_something_to_let_go_once_all_are_settled() {
    Remembered remembered = Remembered.of(outcome(0)).with(outcome(1));
    assertThat(remembered.settled()).isSameAs(remembered);
    Remembered left = remembered.withoutOldest();
    assertThat(left.settled().oldest().errors()).containsExactly(1);
    assertThat(left.settled().size()).isEqualTo(1);
  }
}
