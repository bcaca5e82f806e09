package org.forecast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.forecast4j.series.CalendarCovariates;
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelEvaluation;
import org.forecast4j.series.PanelModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HourlyLoadTest {
  /** Of the morning after a weekend and the morning after a working day. */
  private static double mase(Panel panel, String... calendar) {
    double sum = 0;
    for (int end : new int[] {21 * 24 + 12, 26 * 24 + 12}) {
      Panel known = Panel.of(panel.series().stream().map(each -> each.first(end)).toList());
      PanelModel.Builder model = PanelModel.builder(6, 24).origins(4).calendar(calendar);
      PanelEvaluation evaluation = PanelEvaluation.of(known, model, 1, 0.9);
      sum += Objects.requireNonNull(evaluation.models().get("ensemble")).mase();
    }
    return sum;
  }

  @Test
  void hour_and_weekday_make_forecasts_better() {
    Panel meters = HourlyLoad.panel(6, 4, 7);
    assertThat(mase(meters, CalendarCovariates.HOUR, CalendarCovariates.WEEKDAY))
        .isLessThan(0.8 * mase(meters));
  }

  @Test
  void the_written_panel_is_read_back(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("load.csv.gz");
    HourlyLoad.main(file.toString());
    Panel read = Panel.read(file, HourlyLoad.COLUMNS);
    assertThat(read.size()).isEqualTo(10);
    assertThat(read.series("office-01").length()).isEqualTo(4 * 7 * 24);
    assertThat(read.series("office-01").covariate("weekday", 4 * 7 * 24 + 5)).isEqualTo(1);
  }
}
