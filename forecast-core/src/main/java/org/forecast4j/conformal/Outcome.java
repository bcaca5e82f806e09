package org.forecast4j.conformal;

import org.forecast4j.internal.BinaryReader;
import org.forecast4j.internal.BinaryWriter;
import org.forecast4j.internal.Checks;

/**
 * What followed a forecast.
 *
 * @param level the share of misses the forecast's interval was asked for
 * @param errors actual minus forecast over the difficulty, one a step
 * @param weight the pattern's own weight
 * @param missed for each channel whether the interval issued missed
 */
record Outcome(double level, double[] errors, double weight, boolean[] missed) {
  void write(BinaryWriter out) {
    out.putDouble(level).putDoubles(errors).putDouble(weight);
    byte[] bits = new byte[missed.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (byte) (missed[i] ? 1 : 0);
    }
    out.putBytes(bits);
  }

  static Outcome read(BinaryReader in, int horizon, int channels) {
    double level = Checks.probability(in.getDouble(), "level");
    double[] errors = Checks.values(in.getDoubles(horizon, "errors"), "errors");
    double weight = Checks.positive(in.getDouble(), "weight");
    byte[] bits = in.getBytes();
    Checks.length(channels, bits.length, "misses");
    boolean[] missed = new boolean[channels];
    for (int i = 0; i < channels; i++) {
      missed[i] = bits[i] != 0;
    }
    return new Outcome(level, errors, weight, missed);
  }
}
