package org.forecast4j.dl4j;

import org.forecast4j.lstm.LstmEncoding;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * A {@link Loss}, averaged over the outputs of the steps that count, as DL4J's output layer wants
 * it. The layer's activation is the identity and nothing is masked. Computed in Java: there are
 * only as many numbers as outputs in a batch.
 */
final class OutputLoss implements ILossFunction {
  private static final long serialVersionUID = 1;

  private final Loss loss;
  private final double[] levels;

  /** The first of the outputs of an example that count. */
  private final int first;

  OutputLoss(LstmTrainer.Settings settings, LstmEncoding encoding) {
    this.loss = settings.loss();
    double[] quantiles = encoding.quantiles();
    this.levels = quantiles.length == 0 ? new double[] {0.5} : quantiles;
    this.first = settings.aim().firstStep(encoding.shape().horizon()) * levels.length;
  }

  private double sum(double[] targets, double[] outputs, long width) {
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      sum += i % width < first ? 0 : loss.of(outputs[i] - targets[i], levels[i % levels.length]);
    }
    return sum;
  }

  private static double[] values(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activation,
      @Nullable INDArray mask,
      boolean average) {
    long width = preOutput.size(1);
    double sum = sum(values(labels), values(preOutput), width) / (width - first);
    return average ? sum / preOutput.size(0) : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
    throw new UnsupportedOperationException("scores of single examples are not needed");
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
    double[] targets = values(labels);
    double[] outputs = values(preOutput);
    long width = preOutput.size(1);
    double[] gradient = new double[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      double error = outputs[i] - targets[i];
      double slope = i % width < first ? 0 : loss.slope(error, levels[i % levels.length]);
      gradient[i] = slope / (width - first);
    }
    return Nd4j.create(gradient, new long[] {preOutput.size(0), width}, 'c');
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activation,
      @Nullable INDArray mask,
      boolean average) {
    return new Pair<>(
        computeScore(labels, preOutput, activation, mask, average),
        computeGradient(labels, preOutput, activation, mask));
  }

  @Override
  public String name() {
    return loss.name();
  }
}
