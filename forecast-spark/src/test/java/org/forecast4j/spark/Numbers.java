package org.forecast4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.regex.Pattern;
import org.forecast4j.evaluation.Report;

/** Compares reports that may differ by the rounding of sums. */
final class Numbers {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  private Numbers() {}

  static void assertClose(Report found, Report expected) {
    assertThat(found.n()).isEqualTo(expected.n());
    assertThat(found.from()).isEqualTo(expected.from());
    assertThat(found.to()).isEqualTo(expected.to());
    assertThat(found.embargoed()).isEqualTo(expected.embargoed());
    String one = found.models().toString();
    String other = expected.models().toString();
    assertThat(NUMBER.matcher(one).replaceAll("#"))
        .isEqualTo(NUMBER.matcher(other).replaceAll("#"));
    assertThat(numbers(one)).containsExactly(numbers(other), within(1e-9));
  }

  private static double[] numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group()))
        .toArray();
  }
}
