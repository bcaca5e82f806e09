package org.forecast4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Persistence;
import org.forecast4j.Shape;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.evaluation.ForecastCase.Prediction;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.Examples;
import org.junit.jupiter.api.Test;

class PartialReportTest {
  private static final Shape SHAPE = new Shape(5, 3);
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0.9, 7);
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

  private static List<ForecastCase> cases() {
    List<LabeledPattern> fit = Examples.randomWalks(100, SHAPE, 1);
    SplitConformal wrapper =
        SplitConformal.calibrate(LinearForecaster.fit(fit, 1), Examples.randomWalks(12, SHAPE, 2));
    return Evaluator.of(wrapper, 0.8, 0.95).evaluate(Examples.randomWalks(150, SHAPE, 3));
  }

  /** Parts of cases in any order, sent as bytes and put together in any order. */
  private static PartialReport together(List<ForecastCase> cases, Random random) {
    List<ForecastCase> shuffled = new ArrayList<>(cases);
    Collections.shuffle(shuffled, random);
    List<PartialReport> parts = new ArrayList<>();
    for (int from = 0; from < shuffled.size(); ) {
      int to = Math.min(shuffled.size(), from + 1 + random.nextInt(shuffled.size() / 2));
      PartialReport part = PartialReport.of(shuffled.subList(from, to));
      parts.add(PartialReport.fromBytes(part.toBytes()));
      from = to;
    }
    return parts.stream().reduce(PartialReport::add).orElseThrow();
  }

  @Test
  void parts_put_together_say_what_the_whole_says() {
    List<ForecastCase> cases = cases();
    String expected = Report.of(cases, BOOTSTRAP).models().toString();
    double[] numbers = numbers(expected);
    for (int seed = 0; seed < 10; seed++) {
      Report report = together(cases, new Random(seed)).report(BOOTSTRAP);
      assertThat(report.n()).isEqualTo(150);
      assertThat(report.from()).isEqualTo(LocalDate.of(2000, 1, 1));
      assertThat(report.to()).isEqualTo(LocalDate.of(2000, 1, 1).plusDays(149));
      String found = report.models().toString();
      assertThat(NUMBER.matcher(found).replaceAll("#"))
          .isEqualTo(NUMBER.matcher(expected).replaceAll("#"));
      assertThat(numbers(found)).containsExactly(numbers, within(1e-9));
    }
  }

  private static double[] numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group()))
        .toArray();
  }

  @Test
  void one_part_of_cases_in_their_order_has_the_bits_of_the_report() {
    List<ForecastCase> cases = new ArrayList<>(cases());
    cases.sort(Comparator.comparing((ForecastCase one) -> one.example().moment()));
    assertThat(PartialReport.of(cases).report(BOOTSTRAP)).isEqualTo(Report.of(cases, BOOTSTRAP));
  }

  @Test
  void lots_of_very_many_cases_give_nearly_the_same_interval_of_the_skill() {
    Random random = new Random(1);
    List<ForecastCase> cases =
        IntStream.range(0, PartialReport.MOST_DRAWN + 2000)
            .mapToObj(
                i ->
                    new ForecastCase(
                        LabeledPattern.of(
                            "c" + i,
                            LocalDate.EPOCH,
                            org.forecast4j.Pattern.of(0, 1),
                            random.nextGaussian()),
                        Map.of("model", Prediction.of(0.5 * random.nextGaussian()))))
            .toList();
    Estimate expected = Report.of(cases, BOOTSTRAP).model("model").skill();
    Estimate found = together(cases, new Random(2)).report(BOOTSTRAP).model("model").skill();
    assertThat(found.value()).isCloseTo(expected.value(), within(1e-9));
    double width = expected.high() - expected.low();
    assertThat(found.low()).isCloseTo(expected.low(), within(0.15 * width));
    assertThat(found.high()).isCloseTo(expected.high(), within(0.15 * width));
  }

  @Test
  void parts_of_different_baselines_or_horizons_are_refused() {
    List<LabeledPattern> examples = Examples.randomWalks(3, SHAPE, 1);
    PartialReport part = PartialReport.of(Evaluator.of(new Persistence(SHAPE)).evaluate(examples));
    Shape longer = new Shape(5, 4);
    PartialReport other =
        PartialReport.of(
            Evaluator.of(new Persistence(longer)).evaluate(Examples.randomWalks(3, longer, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> part.add(other))
        .withMessage("a part has the baseline persistence and 4 steps; expected persistence and 3");
    byte[] bytes = part.toBytes();
    bytes[20] ^= 1;
    assertThatIllegalArgumentException().isThrownBy(() -> PartialReport.fromBytes(bytes));
    assertThatIllegalArgumentException().isThrownBy(() -> PartialReport.of(List.of()));
  }
}
