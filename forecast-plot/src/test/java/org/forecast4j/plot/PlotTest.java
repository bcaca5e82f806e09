package org.forecast4j.plot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.evaluation.Bootstrap;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.lstm.TrainingEpoch;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every picture. */
class PlotTest {
  private static final Shape SHAPE = new Shape(8, 3);
  private static final List<LabeledPattern> EXAMPLES = Examples.randomWalks(900, SHAPE, 7);
  private static final ConformalWrapper MODEL =
      SplitConformal.calibrate(
          DejavuForecaster.builder(EXAMPLES.subList(0, 300)).k(20).build(),
          EXAMPLES.subList(300, 600));
  private static final List<ForecastCase> CASES =
      Evaluator.of(MODEL, 0.5, 0.9, 0.95).evaluate(EXAMPLES.subList(600, 900));
  private static final Evaluation EVALUATION =
      Evaluation.of("dejavu", CASES, new Bootstrap(100, 0.95, 0));

  @TempDir Path folder;

  static Stream<Plot> everyPicture() {
    List<Instant> days = new ArrayList<>();
    List<double[]> weights = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      days.add(Instant.EPOCH.plus(Duration.ofDays(i)));
      weights.add(new double[] {i / 299.0, 1 - i / 299.0});
    }
    LabeledPattern last = EXAMPLES.get(899);
    return Stream.of(
        FanChart.builder(MODEL, last.pattern()).actual(last.outcome()).build(),
        ReliabilityDiagram.of(EVALUATION),
        CoverageChart.of(CASES, "dejavu", 0.9),
        CoverageChart.of(CASES, "dejavu", 0.9).window(300),
        MethodComparison.of(Map.of("one", EVALUATION, "other", EVALUATION), 0.95),
        PitHistogram.of(EVALUATION),
        WeightPath.of(List.of("dejavu", "linear"), days, weights),
        WeightPath.of(List.of("alone"), days.subList(0, 1), List.of(new double[] {1})),
        TrainingCurve.of(List.of(new TrainingEpoch(1, 1, 2, 3, true))),
        TrainingCurve.of(
            List.of(
                new TrainingEpoch(1, 1, 1.2, 3, true),
                new TrainingEpoch(2, 0.9, 1.1, 3, true),
                new TrainingEpoch(3, 0.8, 1.3, 3, false))));
  }

  @ParameterizedTest
  @MethodSource("everyPicture")
  void a_picture_is_the_same_bytes_each_time_and_as_large_as_it_says(Plot plot) throws IOException {
    assertThat(plot.png()).isEqualTo(plot.png());
    assertThat(plot.svg()).isEqualTo(plot.svg());
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(plot.png()));
    assertThat(image.getWidth()).isEqualTo(plot.width()).isEqualTo(plot.image().getWidth());
    assertThat(image.getHeight()).isEqualTo(plot.height());
    assertThat(new String(plot.svg(), UTF_8)).contains("<svg", "</svg>");
  }

  /** A frame with nothing in it, or text that is cut off, would look so. */
  @ParameterizedTest
  @MethodSource("everyPicture")
  void a_picture_has_ink_in_it_and_none_at_its_edge(Plot plot) {
    BufferedImage image = plot.image();
    int dark = 0;
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        boolean isDark = luminance(image.getRGB(x, y)) < 128;
        boolean isEdge = x < 2 || y < 2 || x >= image.getWidth() - 2 || y >= image.getHeight() - 2;
        assertThat(isDark && isEdge).as("%d, %d", x, y).isFalse();
        dark += isDark ? 1 : 0;
      }
    }
    assertThat(dark).isGreaterThan(1_000);
  }

  static int luminance(int rgb) {
    return (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255)) / 1000;
  }

  @Test
  void lines_can_be_told_apart_without_colours() {
    List<Integer> greys =
        Stream.of(Style.INK, Style.MAIN, Style.OTHER, Style.PALE, Style.TOLERANCE)
            .map(color -> luminance(color.getRGB()))
            .sorted()
            .toList();
    for (int i = 1; i < greys.size(); i++) {
      assertThat(greys.get(i) - greys.get(i - 1)).isGreaterThanOrEqualTo(25);
    }
  }

  @Test
  void a_file_is_written_in_the_format_of_its_name_over_pictures_alone() throws IOException {
    Plot plot = PitHistogram.of(List.of(3, 4, 5));
    Path png = folder.resolve("a.PNG");
    plot.write(png);
    plot.write(png);
    assertThat(png).hasBinaryContent(plot.png());
    Path svg = folder.resolve("a.svg");
    Plot.requireTarget(svg);
    plot.write(svg);
    assertThat(svg).hasBinaryContent(plot.svg());
    Path thesis = Files.writeString(folder.resolve("thesis.png"), "years of work");
    assertThatThrownBy(() -> plot.write(thesis))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists and is no picture");
    assertThat(thesis).hasContent("years of work");
    assertThatThrownBy(() -> Plot.requireTarget(folder.resolve("a.jpg")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a.jpg' names no picture; expected a name that ends in .png or .svg");
  }

  @Test
  void numbers_have_the_digits_that_tell_them_apart() {
    assertThat(Style.number(-0.734, 22)).isEqualTo("−0.7");
    assertThat(Style.number(-0.01, 22)).isEqualTo("0.0");
    assertThat(Style.number(1234.5678, 4000)).isEqualTo("1235");
    assertThat(Style.number(0.123456, 0.05)).isEqualTo("0.1235");
    assertThat(Style.number(7, 0)).isEqualTo("7.00");
    assertThat(Style.percent(0.999)).isEqualTo("99.9 %");
    assertThat(Style.percent(1e-7)).isEqualTo("0.00001 %");
    assertThat(Style.percent(1e-300)).isEqualTo("1E-298 %");
  }

  @Test
  void what_cannot_be_drawn_is_refused_with_its_value() {
    List<Instant> days = List.of(Instant.EPOCH, Instant.EPOCH.minusSeconds(1));
    assertThatThrownBy(() -> CoverageChart.of("x", days, new boolean[2], 0.9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("moment 1 is 1969-12-31T23:59:59Z; expected none before");
    assertThatThrownBy(() -> CoverageChart.of(CASES, "dejavu", 0.7))
        .hasMessageContaining("has no interval of 'dejavu' at 0.7");
    CoverageChart chart = CoverageChart.of(CASES, "dejavu", 0.9);
    assertThatThrownBy(() -> chart.window(1)).hasMessageContaining("window is 1");
    assertThatThrownBy(() -> chart.beside(chart)).hasMessageContaining("expected another name");
    assertThatThrownBy(() -> MethodComparison.of(Map.of("x", EVALUATION), 0.7))
        .hasMessageContaining("expected some at 0.7");
    assertThatThrownBy(
            () -> WeightPath.of(List.of("x"), List.of(Instant.EPOCH), List.of(new double[] {2})))
        .hasMessageContaining("weight is 2.0; expected 0 to 1");
    assertThatThrownBy(() -> TrainingCurve.of(List.of())).hasMessageContaining("number of epochs");
    FanChart.Builder fan = FanChart.builder(MODEL, EXAMPLES.get(0).pattern());
    assertThatThrownBy(() -> fan.actual(1, 2, 3, 4)).hasMessageContaining("number of actual");
    assertThatThrownBy(() -> fan.similarCases(-1)).hasMessageContaining("similar cases is -1");
  }

  @Test
  void too_few_cases_are_said_instead_of_an_empty_frame() {
    CoverageChart few = CoverageChart.of(CASES.subList(0, 80), "dejavu", 0.9);
    assertThat(new String(few.svg(), UTF_8)).contains("80 cases are too few: each share would be");
  }

  @Test
  void intervals_without_ends_and_gaps_are_no_obstacle() {
    ConformalWrapper little =
        SplitConformal.calibrate(new Persistence(SHAPE), EXAMPLES.subList(0, 5));
    FanChart fan =
        FanChart.builder(little, EXAMPLES.get(9).pattern())
            .confidences(0.5, 0.99)
            .actual(1, Double.NaN)
            .build();
    assertThat(fan.png()).isNotEmpty();
  }
}
