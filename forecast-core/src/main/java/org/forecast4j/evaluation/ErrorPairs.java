package org.forecast4j.evaluation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.forecast4j.LabeledPattern;
import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;

/**
 * The absolute errors of a model and of the baseline on the same examples, from which the interval
 * of its skill is drawn. Up to a limit each example stands for itself; beyond it examples stand
 * together in lots, into which their ids divide them, and lots are drawn. Not thread-safe.
 */
final class ErrorPairs {
  private static final int LOTS = 4096;

  private static final Comparator<Pair> ORDER =
      Comparator.comparingLong(Pair::place)
          .thenComparingLong(Pair::second)
          .thenComparingInt(Pair::nano)
          .thenComparing(Pair::id);

  private final int limit;
  private List<Pair> pairs = new ArrayList<>();
  private double[] lots = {};
  private double[] lotsOfBaseline = {};

  /** One example. */
  private record Pair(
      long place, long second, int nano, String id, double error, double ofBaseline) {
    /** Scrambled, since hashes of ids that count up lie side by side. */
    int lot() {
      int hash = id.hashCode() * 0x9E3779B9;
      return (hash ^ (hash >>> 16)) & (LOTS - 1);
    }
  }

  ErrorPairs(int limit) {
    this.limit = limit;
  }

  void add(LabeledPattern example, long place, double error, double ofBaseline) {
    Instant moment = example.moment();
    add(
        new Pair(
            place, moment.getEpochSecond(), moment.getNano(), example.id(), error, ofBaseline));
  }

  private void add(Pair pair) {
    if (lots.length == 0) {
      pairs.add(pair);
      if (pairs.size() > limit) {
        gather();
      }
    } else {
      lots[pair.lot()] += pair.error;
      lotsOfBaseline[pair.lot()] += pair.ofBaseline;
    }
  }

  /** Puts all examples into their lots. */
  private void gather() {
    List<Pair> before = pairs;
    pairs = new ArrayList<>();
    lots = new double[LOTS];
    lotsOfBaseline = new double[LOTS];
    before.forEach(this::add);
  }

  void add(ErrorPairs other) {
    if (other.lots.length > 0) {
      if (lots.length == 0) {
        gather();
      }
      for (int lot = 0; lot < LOTS; lot++) {
        lots[lot] += other.lots[lot];
        lotsOfBaseline[lot] += other.lotsOfBaseline[lot];
      }
    }
    other.pairs.forEach(this::add);
  }

  /** Draws the interval of the skill: examples as they were added, by place, or in their order. */
  Estimate skill(Bootstrap bootstrap) {
    if (lots.length > 0) {
      return bootstrap.skillOfErrors(lots, lotsOfBaseline);
    }
    List<Pair> sorted = new ArrayList<>(pairs);
    sorted.sort(ORDER);
    return bootstrap.skillOfErrors(
        sorted.stream().mapToDouble(Pair::error).toArray(),
        sorted.stream().mapToDouble(Pair::ofBaseline).toArray());
  }

  void write(BinaryWriter out) {
    out.putInt(pairs.size());
    for (Pair pair : pairs) {
      out.putLong(pair.place).putLong(pair.second).putInt(pair.nano).putString(pair.id);
      out.putDouble(pair.error).putDouble(pair.ofBaseline);
    }
    out.putDoubles(lots).putDoubles(lotsOfBaseline);
  }

  static ErrorPairs read(BinaryReader in, int limit) {
    ErrorPairs read = new ErrorPairs(limit);
    for (int i = in.getInt(0, limit, "number of examples"); i > 0; i--) {
      read.pairs.add(
          new Pair(
              in.getLong(),
              in.getLong(),
              in.getInt(),
              in.getString(),
              in.getDouble(),
              in.getDouble()));
    }
    read.lots = in.getDoubles();
    read.lotsOfBaseline = in.getDoubles(read.lots.length, "lots of the baseline");
    if (read.lots.length != 0 && read.lots.length != LOTS) {
      throw in.damaged(read.lots.length + " lots; expected " + LOTS);
    }
    return read;
  }
}
