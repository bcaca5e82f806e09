package org.forecast4j.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** A {@link Report} as tables of plain text. */
final class ReportText {
  private final Report report;
  private final int nameWidth;
  private final StringBuilder text = new StringBuilder();

  private ReportText(Report report) {
    this.report = report;
    nameWidth = report.models().keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  static String of(Report report) {
    ReportText text = new ReportText(report);
    text.head();
    text.points();
    report.models().forEach(text::intervals);
    report.models().forEach(text::steps);
    return text.text.toString().stripTrailing();
  }

  private void head() {
    line("%,d examples, %s to %s", report.n(), report.from(), report.to());
    if (report.embargoed() > 0) {
      line("up to %,d earlier outcomes were not yet known", report.embargoed());
    }
  }

  /** The last step, and the mean over the whole path where there are more. */
  private void points() {
    line("");
    String skill = "skill over " + report.baseline();
    line("%s %10s %10s %10s  %-26s %10s", name(""), "MAE", "RMSE", "bias", skill, "CRPS");
    report
        .models()
        .forEach(
            (name, model) ->
                line(
                    "%s %s %s %s  %6.2f %% [%6.2f, %6.2f]  %s",
                    name(name),
                    number(model.mae()),
                    number(model.rmse()),
                    number(model.bias()),
                    100 * model.skill().value(),
                    100 * model.skill().low(),
                    100 * model.skill().high(),
                    number(model.crps())));
  }

  private void intervals(String name, Evaluation model) {
    if (model.intervals().isEmpty()) {
      return;
    }
    line("");
    line("%s, intervals of the last step, and the band of the path", name);
    line("confidence  coverage [95 %% interval]      width    Winkler  infinite      band");
    model
        .intervals()
        .forEach(
            (confidence, metrics) ->
                line(
                    "%10s  %6.2f %% [%6.2f, %6.2f] %s %s  %6.1f %%  %s",
                    confidence,
                    100 * metrics.coverage().value(),
                    100 * metrics.coverage().low(),
                    100 * metrics.coverage().high(),
                    number(metrics.meanWidth()),
                    number(metrics.winkler()),
                    100 * metrics.infiniteShare(),
                    share(model.band(), confidence)));
  }

  private static String share(SortedMap<Double, Estimate> band, double confidence) {
    Estimate share = band.get(confidence);
    return share == null ? "–" : String.format(Locale.ROOT, "%6.2f %%", 100 * share.value());
  }

  private void steps(String name, Evaluation model) {
    if (model.steps().size() == 1) {
      return;
    }
    line("");
    line("%s, step by step", name);
    line("      step        MAE       RMSE       MASE    sMAPE %%       CRPS  covered at");
    List<StepMetrics> steps = model.steps();
    for (int step = 0; step < steps.size(); step++) {
      step(String.valueOf(step + 1), steps.get(step));
    }
    step("whole path", model.path());
  }

  private void step(String name, StepMetrics step) {
    StringBuilder covered = new StringBuilder();
    for (Map.Entry<Double, IntervalMetrics> one : step.intervals().entrySet()) {
      covered.append(
          String.format(
              Locale.ROOT, "  %s: %.2f %%", one.getKey(), 100 * one.getValue().coverage().value()));
    }
    line(
        "%10s %s %s %s %s %s%s",
        name,
        number(step.mae()),
        number(step.rmse()),
        number(step.mase()),
        number(step.smape()),
        number(step.crps()),
        covered);
  }

  private String name(String name) {
    return name + " ".repeat(nameWidth - name.length());
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble()) : String.format("%10s", "–");
  }

  /** Five digits of any size, in ten places. */
  private static String number(double value) {
    double size = Math.abs(value);
    String format = size != 0 && (size < 1e-3 || size >= 1e7) ? "%10.3e" : "%10.4f";
    return String.format(Locale.ROOT, format, value);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
