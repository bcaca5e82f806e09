package org.forecast4j.dejavu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourIndexTest {
  private static final int LENGTH = 4;
  private static final int LARGEST = 600;

  private final Random random = new Random(7);

  @Test
  void the_search_is_exact_where_a_leaf_leaves_exactly_k_candidates() {
    Geometry line = new Geometry(Distance.EUCLIDEAN, Scaling.NONE, 1);
    double[][] points = new double[133][];
    Arrays.setAll(points, i -> new double[] {132 - i});
    Ranking found =
        new NeighbourSearch(line, 5)
            .nearest(new NeighbourIndex(line, points), 0, new double[] {128});
    assertThat(IntStream.range(0, 5).mapToDouble(rank -> Math.sqrt(found.key(rank))))
        .containsExactly(0.0, 1.0, 1.0, 2.0, 2.0);
    assertThat(IntStream.range(0, 5).map(found::id)).containsExactly(4, 3, 5, 2, 6);
  }

  /** Points on a line, so that each leaf is a stretch of it, in any order. */
  @ParameterizedTest
  @CsvSource({
    "euclidean, true", "euclidean, false",
    "manhattan, true", "manhattan, false",
    "dtw(1), true", "dtw(1), false"
  })
  void only_leaves_that_reach_to_the_farthest_of_the_nearest_are_read(
      String distance, boolean isValue) {
    int leaf = NeighbourIndex.LEAF;
    int size = 40 * leaf;
    Geometry geometry = new Geometry(Distance.parse(distance), Scaling.NONE, 1, 1.0);
    int[] places = IntStream.range(0, size).toArray();
    shuffle(places);
    double[][] points = new double[size][];
    Arrays.setAll(points, row -> onLine(places[row], isValue));
    NeighbourIndex index = new NeighbourIndex(geometry, points);
    NeighbourSearch search = new NeighbourSearch(geometry, 11);
    for (int query = 0; query < size; query += 3) {
      int farthest = Math.max(5, Math.max(10 - query, 11 - (size - query)));
      search.nearest(index, 0, onLine(query, isValue));
      int from = Math.max(0, query - farthest) / leaf;
      int to = Math.min(size - 1, query + farthest) / leaf;
      assertThat(search.visited()).as("leaves for %s", query).isEqualTo(to - from + 1);
      if (isValue && distance.startsWith("dtw")) {
        // All of the first leaf; of another, those as near as the farthest found in the first.
        int start = query / leaf * leaf;
        int inFirst = Math.max(5, Math.max(10 - (query - start), 11 - (start + leaf - query)));
        int others =
            Math.max(0, start - Math.max(0, query - inFirst))
                + Math.max(0, Math.min(size, query + inFirst + 1) - start - leaf);
        assertThat(search.warped()).as("points for %s", query).isEqualTo(leaf + others);
      }
    }
  }

  private void shuffle(int[] places) {
    for (int i = places.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int place = places[i];
      places[i] = places[other];
      places[other] = place;
    }
  }

  private static double[] onLine(int place, boolean isValue) {
    return isValue ? new double[] {place, 0} : new double[] {0, place};
  }

  /**
   * The first three leaves seem near and are far, in a way that no key shows; of the four that are
   * looked at next, one holds the nearest and rules out the others.
   */
  @Test
  void what_one_leaf_holds_spares_the_others_that_are_looked_at_with_it() {
    double[] places = {0, 0.1, 0.2, 1, 20, 21, 22, 23};
    Geometry geometry = new Geometry(Distance.EUCLIDEAN, Scaling.NONE, 8);
    double[][] points = new double[places.length * NeighbourIndex.LEAF][];
    Arrays.setAll(
        points,
        row -> {
          int leaf = row / NeighbourIndex.LEAF;
          return wave(places[leaf], leaf < 3 ? 100 : 0);
        });
    NeighbourIndex index = new NeighbourIndex(geometry, points);
    NeighbourSearch search = new NeighbourSearch(geometry, 10);
    Ranking found = search.nearest(index, 0, wave(0, 0));
    assertThat(found.id(0)).isEqualTo(3 * NeighbourIndex.LEAF);
    assertThat(search.visited()).isBetween(4, 6);
  }

  /** At a place along the first cosine, and at a height along the last, which is no key. */
  private static double[] wave(double place, double height) {
    double[] wave = new double[8];
    for (int c = 0; c < 8; c++) {
      wave[c] = place / Math.sqrt(8) + height / 2 * Math.cos(Math.PI * (c + 0.5) * 7 / 8);
    }
    return wave;
  }

  /** No more than were read when this was written; fewer would be better. */
  @ParameterizedTest
  @CsvSource({
    "euclidean, 962, 0",
    "manhattan, 1210, 0",
    "correlation, 558, 0",
    "dtw(1), 1352, 38571"
  })
  void among_random_walks_few_leaves_are_read_and_few_points_warped(
      String distance, int mostVisited, int mostWarped) {
    Geometry geometry = new Geometry(Distance.parse(distance), Scaling.ORIGIN, 8, 0.5);
    double[][] points = new double[60 * NeighbourIndex.LEAF - 50][];
    Arrays.setAll(points, row -> walk(geometry));
    NeighbourIndex index = new NeighbourIndex(geometry, points);
    NeighbourSearch search = new NeighbourSearch(geometry, 10);
    int visited = 0;
    int warped = 0;
    for (int query = 0; query < 100; query++) {
      search.nearest(index, 0, walk(geometry));
      visited += search.visited();
      warped += search.warped();
    }
    assertThat(visited).isLessThanOrEqualTo(mostVisited);
    assertThat(warped).isLessThanOrEqualTo(mostWarped);
  }

  private double[] walk(Geometry geometry) {
    double[] values = new double[8];
    for (int i = 1; i < values.length; i++) {
      values[i] = values[i - 1] + random.nextGaussian();
    }
    return geometry.point(values, new double[] {4 * random.nextGaussian()});
  }

  @ParameterizedTest
  @CsvSource({
    "euclidean, NONE", "euclidean, ORIGIN", "euclidean, Z_SCORE",
    "manhattan, NONE", "manhattan, ORIGIN", "manhattan, Z_SCORE",
    "correlation, NONE", "correlation, ORIGIN", "correlation, Z_SCORE",
    "dtw(1), NONE", "dtw(1), ORIGIN", "dtw(1), Z_SCORE"
  })
  void the_search_agrees_with_sorting_all_distances_for_every_number_of_points(
      String distance, Scaling scaling) {
    for (int size = 1; size <= LARGEST; size++) {
      boolean crowded = size % 2 == 0;
      int covariates = size % 3 == 0 ? 1 : 0;
      Geometry geometry =
          new Geometry(
              Distance.parse(distance),
              scaling,
              LENGTH,
              Arrays.copyOf(new double[] {0.5}, covariates));
      double[][] points = new double[size][];
      Arrays.setAll(points, row -> point(geometry, crowded, covariates));
      NeighbourIndex index = new NeighbourIndex(geometry, points);
      boolean isKnown = size % 4 < 2;
      double[] query = isKnown ? points[size / 2].clone() : point(geometry, crowded, covariates);
      if (covariates > 0 && isKnown) {
        query[query.length - 1] = Double.NaN;
      }
      agree(geometry, points, index, query);
    }
  }

  /**
   * Constants differ in the first key alone, as much as they lie apart, but for rounding; of those
   * that lie equally far, the first must be found in whichever leaf it is.
   */
  @ParameterizedTest
  @CsvSource({"euclidean", "manhattan", "dtw(1)"})
  void far_from_zero_a_rounded_key_hides_no_neighbour(String distance) {
    int length = 7;
    Geometry geometry = new Geometry(Distance.parse(distance), Scaling.NONE, length);
    double[][] points = new double[5 * NeighbourIndex.LEAF][length];
    for (double[] point : points) {
      Arrays.fill(point, 1e9 + random.nextInt(300));
    }
    NeighbourIndex index = new NeighbourIndex(geometry, points);
    for (int place = 3; place < 300; place += 30) {
      double[] query = new double[length];
      Arrays.fill(query, 1e9 + place);
      agree(geometry, points, index, query, IntStream.rangeClosed(1, 150).toArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"euclidean", "manhattan", "correlation", "dtw(1)"})
  void one_that_grew_point_by_point_finds_the_same_and_reads_little_more(String distance) {
    Geometry geometry = new Geometry(Distance.parse(distance), Scaling.NONE, LENGTH, 0.5);
    double[][] points = new double[3_000][];
    Arrays.setAll(points, row -> point(geometry, row % 5 == 0, 1));
    NeighbourIndex grown = new NeighbourIndex(geometry, Arrays.copyOf(points, 1));
    for (int size = 2; size <= points.length; size++) {
      grown = grown.with(points[size - 1]);
      if (size % 311 == 0) {
        agree(geometry, Arrays.copyOf(points, size), grown, point(geometry, size % 2 == 0, 1));
      }
    }
    NeighbourIndex made = new NeighbourIndex(geometry, points);
    assertThat(grown.leafCount()).isLessThan(2 * made.leafCount());
    NeighbourSearch search = new NeighbourSearch(geometry, 10);
    int read = 0;
    int readOfMade = 0;
    for (int i = 0; i < 100; i++) {
      double[] query = point(geometry, false, 1);
      search.nearest(grown, 0, query);
      read += search.visited();
      search.nearest(made, 0, query);
      readOfMade += search.visited();
    }
    assertThat(read).isLessThan(2 * readOfMade);
  }

  /** A random walk of whole numbers; a short one with few values where many shall be equal. */
  private double[] point(Geometry geometry, boolean crowded, int covariates) {
    double[] values = new double[LENGTH];
    double level = 0;
    for (int i = 0; i < LENGTH; i++) {
      level = crowded ? random.nextInt(3) : level + Math.rint(4 * random.nextGaussian());
      values[i] = level;
    }
    double[] known = random.doubles(covariates).map(u -> crowded ? Math.rint(u) : 9 * u).toArray();
    return geometry.point(values, known);
  }

  private static void agree(
      Geometry geometry, double[][] points, NeighbourIndex index, double[] query) {
    agree(geometry, points, index, query, numbersOfNeighbours(points.length));
  }

  private static void agree(
      Geometry geometry, double[][] points, NeighbourIndex index, double[] query, int... ks) {
    double[] sums = Arrays.stream(points).mapToDouble(p -> sum(geometry, p, query)).toArray();
    Integer[] expected = IntStream.range(0, points.length).boxed().toArray(Integer[]::new);
    Arrays.sort(expected, Comparator.comparingDouble(row -> sums[row]));
    for (int k : ks) {
      Ranking found = new NeighbourSearch(geometry, k).nearest(index, 0, query);
      int right = 0;
      while (right < k
          && found.id(right) == expected[right]
          && found.key(right) == sums[expected[right]]) {
        right++;
      }
      assertThat(right).as("right ones of %s nearest of %s", k, points.length).isEqualTo(k);
      assertThat(found.size()).isEqualTo(k);
    }
  }

  /** The ends, and what lies beside the multiples and the remainder of the size of a leaf. */
  private static int[] numbersOfNeighbours(int size) {
    int leaf = NeighbourIndex.LEAF;
    SortedSet<Integer> numbers = new TreeSet<>();
    for (int center : new int[] {1, leaf, size / leaf * leaf, size % leaf, size - leaf, size}) {
      for (int k = center - 1; k <= center + 1; k++) {
        if (k >= 1 && k <= size) {
          numbers.add(k);
        }
      }
    }
    return numbers.stream().mapToInt(k -> k).toArray();
  }

  /** Term after term in the order of the coordinates. */
  private static double sum(Geometry geometry, double[] point, double[] query) {
    Distance distance = geometry.distance();
    int values = geometry.valueCoordinates();
    boolean warps = distance.kind() == Distance.Kind.DTW;
    double sum = warps ? warped(point, query, values, distance.radius()) : 0;
    for (int c = warps ? values : 0; c < point.length; c++) {
      double difference = point[c] - query[c];
      boolean squares = c < values ? distance.squaresValues() : distance.squaresCovariates();
      if (!Double.isNaN(difference)) {
        sum += squares ? difference * difference : Math.abs(difference);
      }
    }
    return sum;
  }

  private static double warped(double[] x, double[] y, int length, int radius) {
    double[][] cost = new double[length + 1][length + 1];
    for (double[] row : cost) {
      Arrays.fill(row, Double.POSITIVE_INFINITY);
    }
    cost[0][0] = 0;
    for (int i = 1; i <= length; i++) {
      for (int j = Math.max(1, i - radius); j <= Math.min(length, i + radius); j++) {
        double before = Math.min(cost[i - 1][j - 1], Math.min(cost[i - 1][j], cost[i][j - 1]));
        cost[i][j] = before + (x[i - 1] - y[j - 1]) * (x[i - 1] - y[j - 1]);
      }
    }
    return cost[length][length];
  }
}
