package org.forecast4j.plot;

import java.awt.Graphics2D;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.forecast4j.internal.Checks;
import org.forecast4j.lstm.TrainingEpoch;
import org.knowm.xchart.XYChart;

/**
 * The loss of a network epoch by epoch, on the training and on the validation examples, with the
 * epoch whose weights were chosen.
 */
public final class TrainingCurve extends Plot {
  private final List<TrainingEpoch> epochs;

  private TrainingCurve(List<TrainingEpoch> epochs) {
    super(Style.WIDTH, Style.HEIGHT);
    this.epochs = epochs;
  }

  /**
   * The curve of a training.
   *
   * @param epochs its epochs in order, at least one; the last that is the best so far was chosen
   * @return the picture
   * @throws IllegalArgumentException if there is no epoch
   */
  public static TrainingCurve of(List<TrainingEpoch> epochs) {
    Checks.atLeast(1, epochs.size(), "number of epochs");
    return new TrainingCurve(List.copyOf(epochs));
  }

  @Override
  void paint(Graphics2D on) {
    TrainingEpoch chosen = chosen();
    XYChart chart =
        Style.blank(
            width(),
            height(),
            "Training of the network: weights of epoch " + chosen.number() + " were chosen",
            "",
            "mean loss, standardised");
    double[] numbers = of(TrainingEpoch::number);
    double[] training = of(TrainingEpoch::trainingLoss);
    double[] validation = of(TrainingEpoch::validationLoss);
    Style.addLine(chart, "training", numbers, training, Style.OTHER, 2.5f, Style.DASHED);
    Style.addLine(chart, "validation", numbers, validation, Style.MAIN, 2.5f);
    Style.addDots(
        chart,
        "chosen, " + Style.number(chosen.validationLoss(), chosen.validationLoss()),
        new double[] {chosen.number()},
        new double[] {chosen.validationLoss()},
        Style.INK);
    chart.getStyler().setMarkerSize(12);
    int last = epochs.get(epochs.size() - 1).number();
    new NumberedAxis("epoch", epochs.get(0).number(), last, Integer::toString)
        .paint(on, chart, width(), height());
  }

  private TrainingEpoch chosen() {
    TrainingEpoch best = epochs.get(0);
    for (TrainingEpoch epoch : epochs) {
      best = epoch.isBest() ? epoch : best;
    }
    return best;
  }

  private double[] of(ToDoubleFunction<TrainingEpoch> what) {
    return epochs.stream().mapToDouble(what).toArray();
  }
}
