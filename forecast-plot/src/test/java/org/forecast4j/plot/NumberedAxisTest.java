package org.forecast4j.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.forecast4j.series.Theta;
import org.forecast4j.series.TimeSeries;
import org.forecast4j.series.Timeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberedAxisTest {

  private static List<Instant> every(int count, int hours) {
    List<Instant> moments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      moments.add(Instant.parse("2018-10-16T00:00:00Z").plus((long) i * hours, ChronoUnit.HOURS));
    }
    return moments;
  }

  private static List<MatchResult> labels(Plot plot) {
    String svg = new String(plot.svg(), StandardCharsets.UTF_8);
    return Pattern.compile("<text[^>]*x=\"(\\d+)\" y=\"486\">([^<]+)</text>")
        .matcher(svg)
        .results()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"101,24", "300,1", "400,24", "4000,6", "20000,24"})
  void labels_stay_apart_however_many_cases_there_are(int cases, int hours) {
    CoverageChart chart =
        CoverageChart.of("x", every(cases, hours), new boolean[cases], 0.9).window(20);
    List<MatchResult> labels = labels(chart);
    assertThat(labels).hasSizeGreaterThanOrEqualTo(3);
    Graphics2D on = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    on.setFont(Style.PLAIN);
    for (int i = 1; i < labels.size(); i++) {
      int end =
          Integer.parseInt(labels.get(i - 1).group(1))
              + on.getFontMetrics().stringWidth(labels.get(i - 1).group(2));
      assertThat(Integer.parseInt(labels.get(i).group(1))).isGreaterThan(end + 4);
    }
    on.dispose();
  }

  @Test
  void times_of_a_series_are_labelled_without_their_zone() {
    ZonedDateTime midnight = ZonedDateTime.of(2024, 1, 28, 0, 0, 0, 0, ZoneId.of("Europe/Berlin"));
    double[] values = new double[100];
    Arrays.setAll(values, hour -> Math.sin(hour) + hour % 24);
    TimeSeries load = TimeSeries.of("load", Timeline.every(midnight, 1, ChronoUnit.HOURS), values);
    assertThat(labels(FanChart.builder(new Theta(24).forecast(load, 6)).build()))
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(label -> label.group(2).matches("2024-\\d\\d-\\d\\dT\\d\\d:00"));
  }

  @Test
  void cases_of_years_are_labelled_by_month_and_those_of_weeks_by_day() {
    CoverageChart weeks = CoverageChart.of("x", every(50, 24), new boolean[50], 0.9).window(20);
    assertThat(labels(weeks)).extracting(label -> label.group(2)).contains("2018-11-14");
    CoverageChart years = CoverageChart.of("x", every(999, 24), new boolean[999], 0.9).window(99);
    assertThat(labels(years)).extracting(label -> label.group(2)).contains("2019-05");
  }
}
