package org.forecast4j.cli;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.forecast4j.lstm.TrainingEpoch;
import org.knowm.xchart.XYChart;

/** Draws the loss of a network epoch by epoch, on the training and on the validation part. */
final class TrainingCurve {
  private TrainingCurve() {}

  static void write(List<TrainingEpoch> epochs, Path file) throws IOException {
    double[] numbers = epochs.stream().mapToDouble(TrainingEpoch::number).toArray();
    XYChart chart = Chart.blank("Training of the LSTM", "epoch", "loss, standardised");
    chart.getStyler().setXAxisDecimalPattern("0");
    Chart.addLine(
        chart,
        "training",
        numbers,
        epochs.stream().mapToDouble(TrainingEpoch::trainingLoss).toArray(),
        Color.DARK_GRAY,
        true);
    Chart.addLine(
        chart,
        "validation",
        numbers,
        epochs.stream().mapToDouble(TrainingEpoch::validationLoss).toArray(),
        new Color(0x1F4E8C),
        false);
    Chart.write(chart, file);
  }
}
