package org.forecast4j.server.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.forecast4j.Interval;
import org.forecast4j.wire.CalibrationReport.Rolling;
import org.junit.jupiter.api.Test;

class RollingReportTest {
  private static void add(RollingReport report, Interval interval, double actual) {
    report.add(
        new RollingReport.Seen(
            Collections.nCopies(RollingReport.CONFIDENCES.size(), interval),
            actual,
            0.5,
            List.of()));
  }

  @Test
  void an_interval_that_holds_nothing_covers_nothing_and_is_neither_infinite_nor_measured() {
    RollingReport report = new RollingReport();
    add(report, Interval.EMPTY, 0);
    add(report, Interval.EMPTY, 99);
    add(report, new Interval(Double.NEGATIVE_INFINITY, 3), 1);
    add(report, new Interval(-2, 4), 1);
    add(report, new Interval(-1, 1), 5);
    assertThat(report.intervals()).hasSize(RollingReport.CONFIDENCES.size());
    for (Rolling rolling : report.intervals()) {
      assertThat(rolling.n()).isEqualTo(5);
      assertThat(rolling.coverage()).isCloseTo(2.0 / 5, within(1e-15));
      assertThat(rolling.infinite()).isCloseTo(1.0 / 5, within(1e-15));
      assertThat(rolling.meanWidth()).isCloseTo((6 + 2) / 2.0, within(1e-15));
    }
  }
}
