package org.forecast4j.spark;

import java.io.Serializable;
import java.util.Map;

/**
 * How groups of series are divided among tasks. The id of a series decides, so that a series falls
 * where it fell before, whatever the number of executors or the order of rows.
 *
 * @param sizes how many series the groups have that are too large for one task
 * @param most how many series a task fits; about as many that it forecasts
 */
record Division(Map<String, Long> sizes, int most) implements Serializable {
  private static final char SEPARATOR = ':';

  Division {
    sizes = Map.copyOf(sizes);
  }

  /** What tells the part of a group from all others. */
  String key(String group, String id) {
    long size = sizes.getOrDefault(group, 0L);
    long part = size == 0 ? 0 : Math.floorMod(mixed(id) & 0xffff_ffffL, parts(size));
    return key(part, group);
  }

  static String key(long part, String group) {
    return Long.toString(part) + SEPARATOR + group;
  }

  /** The group of a part. */
  static String group(String key) {
    return key.substring(key.indexOf(SEPARATOR) + 1);
  }

  /** In how many parts a divided group is. */
  long parts(String group) {
    return parts(sizes.getOrDefault(group, 1L));
  }

  private long parts(long size) {
    return (size + most - 1) / most;
  }

  /** Whether a divided group is fitted on a series, among about {@link #most} others. */
  boolean isDrawn(String group, String id) {
    Long size = sizes.get(group);
    return size != null && (mixed(id) >>> 11) * 0x1p-53 < (double) most / size;
  }

  /** The finalizer of SplitMix64: ids that differ in one digit fall far apart. */
  private static long mixed(String id) {
    long z = id.hashCode() * 0x9e37_79b9_7f4a_7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }
}
