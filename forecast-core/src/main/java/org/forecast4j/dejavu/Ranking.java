package org.forecast4j.dejavu;

import java.util.Arrays;

/**
 * A growing list of (key, id) pairs in the order of their keys, ties in the order of their ids. Not
 * thread-safe.
 */
final class Ranking {
  private static final int SHORT = 24;

  private double[] keys;
  private int[] ids;
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
    sort(0, size - 1);
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
