package org.forecast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.Analog;
import org.forecast4j.Component;
import org.forecast4j.ConformalWrapper;
import org.forecast4j.Forecaster;
import org.forecast4j.Interval;
import org.forecast4j.IntervalForecast;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.basketball.GameMargins;
import org.forecast4j.bundle.ForecastBundle;
import org.forecast4j.conformal.SplitConformal;
import org.forecast4j.dejavu.Aggregation;
import org.forecast4j.dejavu.DejavuForecaster;
import org.forecast4j.ensemble.EnsembleFit;
import org.forecast4j.ensemble.WeightedEnsemble;
import org.forecast4j.evaluation.Evaluator;
import org.forecast4j.evaluation.Report;
import org.forecast4j.evaluation.Split;
import org.forecast4j.linear.LinearForecaster;
import org.forecast4j.testkit.internal.Snippets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code, compiled and run. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void the_shipped_model_forecasts() throws IOException {
    ForecastBundle bundle = ForecastBundle.load(ROOT.resolve("models/nba-halftime"));
    Pattern pattern =
        Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11)
            .with("rating_difference", 4.2);
    IntervalForecast forecast = bundle.conformal().explain(pattern, 0.95);

    double margin = forecast.point();
    Interval interval = forecast.interval();
    List<Component> members = forecast.components();
    List<Analog> analogs = forecast.analogs();
    double lead = bundle.conformal().distribution(pattern).orElseThrow().probabilityAbove(0.5);
    ConformalWrapper next = bundle.conformal().observe(forecast, 12, 12, 15, 14, 16, 18);

    assertThat(next.calibrationSize()).isGreaterThan(bundle.conformal().calibrationSize());
    assertThat(interval.contains(margin)).isTrue();
    assertThat(members).isNotEmpty();
    assertThat(analogs).isNotEmpty();
    assertThat(lead).isBetween(0.9, 1.0);
  }

  @Test
  void a_model_of_ones_own_is_trained() throws IOException {
    List<LabeledPattern> examples =
        GameMargins.read(ROOT.resolve("models/nba-halftime/sample-games.csv")).stream()
            .map(game -> game.example(new Shape(18, 6)))
            .toList();
    Split split = Split.chronological(examples);
    Forecaster linear = LinearForecaster.fit(split.train(), 1e-3);
    Forecaster dejavu =
        DejavuForecaster.builder(split.train())
            .k(100)
            .aggregation(Aggregation.localLinear())
            .build();
    EnsembleFit fit = WeightedEnsemble.fit(List.of(dejavu, linear), split.validation());
    ConformalWrapper model = SplitConformal.calibrate(fit.ensemble(), split.calibration());
    Report report = Evaluator.of(model, 0.8, 0.95).report(split.test());

    assertThat(report.model("ensemble").mae()).isLessThan(8);
  }

  @Test
  void each_block_compiles_with_the_imports_it_has(@TempDir Path folder) throws IOException {
    List<String> blocks =
        Snippets.blocks(ROOT.resolve("README.md"), heading -> !heading.equals("Call it"));
    assertThat(blocks).hasSize(3);
    // The second goes on from the first.
    Snippets.assertCompiles(folder, blocks.get(0) + blocks.get(1), "");
    Snippets.assertCompiles(
        folder, blocks.get(2), "java.util.List<org.forecast4j.LabeledPattern> examples");
  }

  @Test
  void every_line_of_code_in_the_readme_stands_in_this_test() throws IOException {
    // What calls a server is run where there is one.
    List<String> code =
        Snippets.inMarkdown(ROOT.resolve("README.md"), heading -> !heading.equals("Call it"));
    assertThat(code).hasSizeGreaterThan(15);
    Snippets.assertStandIn(
        ReadmeTest.class,
        code.stream()
            .map(line -> line.replace("Path.of(\"models", "ROOT.resolve(\"models"))
            .toList());
  }
}
