package org.forecast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.forecast4j.evaluation.Evaluation;
import org.forecast4j.evaluation.ForecastCase;
import org.forecast4j.internal.OutputFolder;
import org.forecast4j.plot.CoverageChart;
import org.forecast4j.plot.PitHistogram;
import org.forecast4j.plot.Plot;
import org.forecast4j.plot.ReliabilityDiagram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command draws what it computes. */
final class PlotOption {
  /** What {@link #drawMeasured} draws. */
  static final List<String> MEASURED = List.of("reliability", "coverage", "pit");

  @Option(
      names = "--plot",
      paramLabel = "DIR",
      description = "Folder to draw into, made if there is none.")
  private @Nullable Path folder;

  @Option(
      names = "--plot-format",
      defaultValue = "png",
      paramLabel = "FORMAT",
      description = "Format of the pictures: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  private enum Format {
    PNG,
    SVG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean isGiven() {
    return folder != null;
  }

  /** Makes the folder and refuses pictures that could not be written there, if there is one. */
  void require(List<String> pictures) throws IOException {
    if (folder == null) {
      return;
    }
    OutputFolder.create(folder);
    for (String picture : pictures) {
      Plot.requireTarget(file(picture));
    }
  }

  /** The file of a picture, in the current folder if none was given. */
  Path file(String picture) {
    return (folder == null ? Path.of("") : folder).resolve(picture + "." + format);
  }

  void draw(Plot plot, String picture) throws IOException {
    plot.write(file(picture));
  }

  /** How well a model's intervals did what they promise. */
  void drawMeasured(List<ForecastCase> cases, String model) throws IOException {
    Evaluation evaluation = Evaluation.of(model, cases, Comparison.QUICK);
    draw(ReliabilityDiagram.of(evaluation), "reliability");
    double shown =
        evaluation.intervals().containsKey(Comparison.SHOWN)
            ? Comparison.SHOWN
            : evaluation.intervals().lastKey();
    draw(CoverageChart.of(cases, model, shown), "coverage");
    if (!evaluation.pit().isEmpty()) {
      draw(PitHistogram.of(evaluation), "pit");
    }
  }
}
