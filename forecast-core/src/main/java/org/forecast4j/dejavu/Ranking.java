package org.forecast4j.dejavu;

import java.util.Arrays;

/**
 * A growing list of (key, id) pairs in the order of their keys, ties in the order of their ids. Not
 * thread-safe.
 *
 * <p>Many pairs are first distributed over buckets by the size of their keys, which takes no
 * comparison that a processor could guess wrong; only pairs of one bucket are compared.
 */
final class Ranking {
  private static final int SHORT = 24;

  /** From this length on pairs are distributed before they are compared. */
  private static final int LONG = 96;

  private static final int MOST_BUCKETS = 4096;

  private double[] keys;
  private int[] ids;

  /** Where pairs are distributed to, before they are copied back. */
  private double[] spareKeys = {};

  private int[] spareIds = {};

  /** By pair. */
  private int[] buckets = {};

  /** By bucket: the rank after its last pair. */
  private int[] ends = {};

  private int bucketCount;
  private double least;
  private double bucketsPerUnit;
  private int size;

  Ranking(int capacity) {
    keys = new double[capacity];
    ids = new int[capacity];
  }

  int size() {
    return size;
  }

  double key(int rank) {
    return keys[rank];
  }

  int id(int rank) {
    return ids[rank];
  }

  void clear() {
    size = 0;
  }

  void add(double key, int id) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size + 1);
      ids = Arrays.copyOf(ids, 2 * size + 1);
    }
    keys[size] = key;
    ids[size++] = id;
  }

  /** Adds the pairs whose key is at most a threshold; never one whose key is NaN. */
  void addAtMost(double threshold, double[] newKeys, int[] newIds) {
    int room = size + newIds.length;
    if (room > keys.length) {
      keys = Arrays.copyOf(keys, 2 * room);
      ids = Arrays.copyOf(ids, 2 * room);
    }
    double[] toKeys = keys;
    int[] toIds = ids;
    int end = size;
    for (int i = 0; i < newIds.length; i++) {
      toKeys[end] = newKeys[i];
      toIds[end] = newIds[i];
      end += newKeys[i] <= threshold ? 1 : 0;
    }
    size = end;
  }

  /** Adds a number to every id, which leaves their order as it is. */
  void shiftIds(int shift) {
    for (int i = 0; i < size && shift != 0; i++) {
      ids[i] += shift;
    }
  }

  /**
   * Brings the {@code count} smallest pairs to the front, the greatest of them to rank {@code count
   * - 1}; no other order. Expected time O(size).
   */
  void select(int count) {
    select(0, count);
  }

  /** The same among the pairs from rank {@code first} on; those before stay where they are. */
  void select(int first, int count) {
    int from = first;
    int to = size - 1;
    int last = first + count - 1;
    if (count > 0 && to - from >= LONG && distribute(from, to, (to - from) / 8)) {
      int bucket = bucket(keys[last]);
      from = bucket == 0 ? from : ends[bucket - 1];
      to = ends[bucket] - 1;
    }
    while (from < to) {
      int middle = partition(from, to);
      if (last <= middle) {
        to = middle;
      } else {
        from = middle + 1;
      }
    }
  }

  /**
   * Forgets all but the {@code count} smallest pairs, at most {@link #size()}; the greatest of them
   * is at the last rank. Expected time O(size).
   */
  void keepSmallest(int count) {
    select(count);
    size = count;
  }

  /** Forgets the pairs from rank {@code first} on whose key is above a threshold. */
  void dropAbove(double threshold, int first) {
    int kept = first;
    for (int i = first; i < size; i++) {
      if (!(keys[i] > threshold)) {
        swap(kept++, i);
      }
    }
    size = kept;
  }

  /** Sorts all pairs. */
  void sort() {
    if (size < LONG || !distribute(0, size - 1, size)) {
      sort(0, size - 1);
      return;
    }
    int from = 0;
    for (int bucket = 0; bucket < bucketCount; bucket++) {
      int end = ends[bucket];
      sort(from, end - 1);
      from = end;
    }
  }

  /**
   * Puts the pairs of some ranks into the order of their buckets, which is that of their keys but
   * for those of one bucket.
   *
   * @return false if nothing was done, because the keys are equal or too far apart
   */
  private boolean distribute(int from, int to, int count) {
    least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    // Branches that are hardly ever taken cost less than Math.min and Math.max.
    for (int i = from; i <= to; i++) {
      double key = keys[i];
      if (key < least) {
        least = key;
      }
      if (key > greatest) {
        greatest = key;
      }
    }
    bucketCount = Math.min(count, MOST_BUCKETS);
    bucketsPerUnit = bucketCount / (greatest - least);
    if (!(bucketsPerUnit > 0 && bucketsPerUnit < Double.POSITIVE_INFINITY)) {
      return false;
    }
    makeRoom(to + 1);
    Arrays.fill(ends, 0, bucketCount, 0);
    for (int i = from; i <= to; i++) {
      int bucket = bucket(keys[i]);
      buckets[i] = bucket;
      ends[bucket]++;
    }
    int start = from;
    for (int bucket = 0; bucket < bucketCount; bucket++) {
      int length = ends[bucket];
      ends[bucket] = start;
      start += length;
    }
    for (int i = from; i <= to; i++) {
      int rank = ends[buckets[i]]++;
      spareKeys[rank] = keys[i];
      spareIds[rank] = ids[i];
    }
    System.arraycopy(spareKeys, from, keys, from, to + 1 - from);
    System.arraycopy(spareIds, from, ids, from, to + 1 - from);
    return true;
  }

  /** Rises with the key: so do a difference and a product, rounded. */
  private int bucket(double key) {
    return Math.min(bucketCount - 1, (int) ((key - least) * bucketsPerUnit));
  }

  private void makeRoom(int pairs) {
    if (spareKeys.length < pairs) {
      spareKeys = new double[keys.length];
      spareIds = new int[keys.length];
      buckets = new int[keys.length];
    }
    if (ends.length < bucketCount) {
      ends = new int[Math.min(keys.length, MOST_BUCKETS)];
    }
  }

  private void sort(int from, int to) {
    int start = from;
    int end = to;
    while (end - start >= SHORT) {
      int middle = partition(start, end);
      if (middle - start < end - middle) {
        sort(start, middle);
        start = middle + 1;
      } else {
        sort(middle + 1, end);
        end = middle;
      }
    }
    insertionSort(start, end);
  }

  /** Hoare's partition: afterwards every pair up to the returned rank is at most every other. */
  private int partition(int from, int to) {
    int pivot = medianOfThree(from, (from + to) >>> 1, to);
    double key = keys[pivot];
    int id = ids[pivot];
    swap(from, pivot);
    int left = from - 1;
    int right = to + 1;
    while (true) {
      do {
        left++;
      } while (precedes(keys[left], ids[left], key, id));
      do {
        right--;
      } while (precedes(key, id, keys[right], ids[right]));
      if (left >= right) {
        return right;
      }
      swap(left, right);
    }
  }

  private int medianOfThree(int a, int b, int c) {
    int low = precedes(b, a) ? b : a;
    int high = low == a ? b : a;
    if (precedes(c, low)) {
      return low;
    }
    return precedes(c, high) ? c : high;
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i <= to; i++) {
      double key = keys[i];
      int id = ids[i];
      int hole = i;
      for (; hole > from && precedes(key, id, keys[hole - 1], ids[hole - 1]); hole--) {
        keys[hole] = keys[hole - 1];
        ids[hole] = ids[hole - 1];
      }
      keys[hole] = key;
      ids[hole] = id;
    }
  }

  private boolean precedes(int a, int b) {
    return precedes(keys[a], ids[a], keys[b], ids[b]);
  }

  private static boolean precedes(double key, int id, double otherKey, int otherId) {
    return key < otherKey || (key == otherKey && id < otherId);
  }

  private void swap(int a, int b) {
    double key = keys[a];
    keys[a] = keys[b];
    keys[b] = key;
    int id = ids[a];
    ids[a] = ids[b];
    ids[b] = id;
  }
}
