package org.forecast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.forecast4j.series.Panel;
import org.forecast4j.series.PanelEvaluation;
import org.forecast4j.series.PanelModel;
import org.forecast4j.series.PanelScores;
import org.forecast4j.series.SeriesColumns;
import org.forecast4j.series.SeriesForecast;
import org.forecast4j.testkit.internal.Snippets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's code, compiled and run. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..");

  @Test
  void the_shipped_model_forecasts() throws IOException {
    ForecastBundle bundle =
        ForecastBundle.loadResource(ForecastBundle.class, "/models/nba-halftime");
    Pattern pattern =
        Pattern.of(0, 2, 5, 3, 3, 6, 8, 7, 9, 6, 4, 4, 7, 9, 8, 10, 12, 11)
            .with("expected_margin", 7.0);
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
  void a_panel_is_forecast_and_measured(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("sales.csv");
    StringBuilder rows = new StringBuilder("id,time,value\n");
    for (int shop = 1; shop <= 12; shop++) {
      for (int month = 0; month < 60; month++) {
        double sold = (300 + month + 7 * shop) * (month % 12 == 11 ? 1.5 : 1) + month * 31 % 17;
        rows.append("shop-").append(shop).append(',').append(month).append(',').append(sold);
        rows.append('\n');
      }
    }
    Files.writeString(file, rows);

    Panel panel = Panel.read(file, SeriesColumns.DEFAULT);
    PanelModel.Builder builder = PanelModel.builder(6, 12);
    PanelModel series = builder.fit(panel);
    SeriesForecast sales = series.explain("shop-7");
    double nextMonth = sales.step(0);
    Interval sixMonthsAhead = sales.interval(5, 0.9);
    List<Analog> similar = sales.forecast().analogs();
    PanelModel later = series.observe("shop-7", 412);
    PanelEvaluation evaluation = PanelEvaluation.of(panel, builder, 1, 0.9);
    Map<String, PanelScores> scores = evaluation.models();

    assertThat(nextMonth).isBetween(380.0, 450.0);
    assertThat(sixMonthsAhead.contains(sales.step(5))).isTrue();
    assertThat(similar).isNotEmpty();
    assertThat(later.forecast("shop-7").time(0)).isEqualTo("61");
    assertThat(scores).containsKeys("ensemble", "theta");
  }

  @Test
  void each_block_compiles_with_the_imports_it_has(@TempDir Path folder) throws IOException {
    List<String> blocks =
        Snippets.blocks(ROOT.resolve("README.md"), heading -> !heading.equals("Call it"));
    assertThat(blocks).hasSize(4);
    // The second goes on from the first.
    Snippets.assertCompiles(folder, blocks.get(0) + blocks.get(1), "");
    Snippets.assertCompiles(
        folder, blocks.get(2), "java.util.List<org.forecast4j.LabeledPattern> examples");
    Snippets.assertCompiles(folder, blocks.get(3), "java.nio.file.Path file");
  }

  @Test
  void every_line_of_code_in_the_readme_stands_in_this_test() throws IOException {
    // What calls a server is run where there is one.
    List<String> code =
        Snippets.inMarkdown(ROOT.resolve("README.md"), heading -> !heading.equals("Call it"));
    assertThat(code).hasSizeGreaterThan(15);
    Snippets.assertStandIn(ReadmeTest.class, code);
  }
}
