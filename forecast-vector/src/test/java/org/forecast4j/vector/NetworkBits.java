package org.forecast4j.vector;

import java.util.List;
import java.util.Map;
import org.forecast4j.Forecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmForecaster;
import org.forecast4j.testkit.Examples;
import org.forecast4j.testkit.internal.Networks;

/** What networks of several sizes forecast, alone and in a batch, to the last bit. */
final class NetworkBits {
  static final long EXPECTED = 5_813_586_602_448_339_305L;

  private NetworkBits() {}

  static long ofRandomNetworks() {
    List<LabeledPattern> walks = Examples.randomWalks(40, new Shape(18, 6), 1);
    List<Pattern> patterns = walks.stream().map(LabeledPattern::pattern).toList();
    LstmEncoding encoding = LstmEncoding.fit(walks, Map.of(Examples.DRIFT, LstmEncoding.Use.HEAD));
    long bits = 1;
    for (int hidden : new int[] {5, 32, 64}) {
      LstmForecaster forecaster = LstmForecaster.of(Networks.random(encoding, 2, hidden, hidden));
      for (Forecast forecast : forecaster.forecastAll(patterns)) {
        bits = with(bits, forecast);
      }
      for (Pattern pattern : patterns) {
        bits = with(bits, forecaster.forecast(pattern));
      }
    }
    return bits;
  }

  private static long with(long bits, Forecast forecast) {
    long all = bits;
    for (double value : forecast.path()) {
      all = 31 * all + Double.doubleToLongBits(value);
    }
    return all;
  }
}
