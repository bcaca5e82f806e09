package org.forecast4j.lstm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.forecast4j.LabeledPattern;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Checks;
import org.forecast4j.internal.Ridge;

/**
 * How a pattern becomes the inputs of a network, and its outputs a path: each observed value is
 * standardised by the mean and deviation of its position, and the outputs are standardised changes
 * from the last observed value. All of it is fitted on the training examples alone and travels with
 * the weights. Immutable.
 *
 * @param shape the lengths that the network reads and forecasts
 * @param inputs standardises the observed values, one entry a position
 * @param changes standardises the changes from the last observed value, one entry a step
 * @param covariates the covariates the network knows, by different names
 * @param quantiles the levels that the network forecasts for each step, ascending, 0.5 among them;
 *     empty if it forecasts one number a step
 */
public record LstmEncoding(
    Shape shape,
    Standardisation inputs,
    Standardisation changes,
    List<LstmCovariate> covariates,
    double[] quantiles) {
  /** Only there to make collinear inputs solvable. */
  private static final double RIDGE = 1e-6;

  /**
   * Copies and checks its arguments.
   *
   * @throws IllegalArgumentException if a length does not fit the shape, two covariates share a
   *     name, or the quantiles are not as described
   */
  public LstmEncoding {
    covariates = List.copyOf(covariates);
    quantiles = quantiles.clone();
    Checks.length(shape.inputLength(), inputs.length(), "standardisation of the inputs");
    Checks.length(shape.horizon(), changes.length(), "standardisation of the changes");
    long names = covariates.stream().map(LstmCovariate::name).distinct().count();
    Checks.length(covariates.size(), names, "set of the covariates' names");
    for (LstmCovariate covariate : covariates) {
      Checks.length(
          shape.inputLength() + 1,
          covariate.imputation().length,
          "imputation of covariate " + covariate.name());
    }
    for (int i = 0; i < quantiles.length; i++) {
      Checks.probability(quantiles[i], "quantiles[" + i + "]");
      if (i > 0 && quantiles[i] <= quantiles[i - 1]) {
        throw new IllegalArgumentException(
            "quantiles are " + Arrays.toString(quantiles) + "; expected them to ascend");
      }
    }
    if (quantiles.length > 0 && Arrays.binarySearch(quantiles, 0.5) < 0) {
      throw new IllegalArgumentException(
          "quantiles are " + Arrays.toString(quantiles) + "; expected 0.5 among them");
    }
  }

  /** Where a covariate enters the network. */
  public enum Use {
    /** Beside the last hidden state, as an input of the dense layer. */
    HEAD,
    /** As a channel of the input sequence, the same at every step. */
    CHANNEL,
    /** Both. */
    HEAD_AND_CHANNEL;

    boolean inHead() {
      return this != CHANNEL;
    }

    boolean asChannel() {
      return this != HEAD;
    }
  }

  /**
   * Fits an encoding on training examples.
   *
   * @param training examples of one shape, at least one, each with all the covariates; O(n ·
   *     inputLength²)
   * @param covariates the covariates to use and where each enters the network
   * @param quantiles the levels to forecast, ascending, 0.5 among them; none to forecast one number
   *     a step
   * @return the encoding
   * @throws IllegalArgumentException if the shapes differ, an example lacks a covariate or the
   *     quantiles are not as described
   */
  public static LstmEncoding fit(
      List<LabeledPattern> training, Map<String, Use> covariates, double... quantiles) {
    Checks.atLeast(1, training.size(), "number of training examples");
    SortedMap<String, Use> uses = new TreeMap<>(covariates);
    List<String> names = List.copyOf(uses.keySet());
    Shape shape = training.get(0).shape();
    shape.requireAll(training);
    double[][] values = new double[training.size()][];
    double[][] known = new double[training.size()][];
    double[][] changes = new double[training.size()][];
    for (int i = 0; i < values.length; i++) {
      LabeledPattern example = training.get(i);
      values[i] = example.pattern().values();
      known[i] = example.covariates(names);
      changes[i] = changes(shape, example);
    }
    List<LstmCovariate> fitted = new ArrayList<>();
    if (!names.isEmpty()) {
      Standardisation scaling = Standardisation.fit(known);
      double[][] imputations = Ridge.fit(values, known, RIDGE);
      double[] means = scaling.mean();
      double[] scales = scaling.scale();
      int i = 0;
      for (Map.Entry<String, Use> use : uses.entrySet()) {
        fitted.add(
            new LstmCovariate(use.getKey(), use.getValue(), means[i], scales[i], imputations[i++]));
      }
    }
    return new LstmEncoding(
        shape, Standardisation.fit(values), Standardisation.fit(changes), fitted, quantiles);
  }

  private static double[] changes(Shape shape, LabeledPattern example) {
    double[] changes = shape.requireOutcome(example.outcome());
    for (int step = 0; step < changes.length; step++) {
      changes[step] -= example.pattern().last();
    }
    return changes;
  }

  /**
   * The number of channels of the input sequence.
   *
   * @return 1 for the observed values and 1 for each covariate that enters as a channel
   */
  public int channels() {
    int channels = 1;
    for (int i = 0; i < covariates.size(); i++) {
      channels += covariates.get(i).use().asChannel() ? 1 : 0;
    }
    return channels;
  }

  /**
   * The number of covariates that enter the dense layer.
   *
   * @return at least 0
   */
  public int headInputs() {
    int inputs = 0;
    for (int i = 0; i < covariates.size(); i++) {
      inputs += covariates.get(i).use().inHead() ? 1 : 0;
    }
    return inputs;
  }

  /**
   * The number of outputs of the network.
   *
   * @return the horizon times the number of quantiles, or the horizon where there are none
   */
  public int outputs() {
    return shape.horizon() * outputsPerStep();
  }

  int outputsPerStep() {
    return Math.max(1, quantiles.length);
  }

  /**
   * Writes the inputs of the network for one pattern. An input beyond ±1,000,000 standard
   * deviations is taken as that.
   *
   * @param pattern the observations
   * @param sequence receives {@code inputLength · channels()} numbers: all channels of the first
   *     step, then of the next; the observed value is the first channel, covariates follow in order
   * @param sequenceOffset index of the first
   * @param head receives {@code headInputs()} numbers, the covariates in order
   * @param headOffset index of the first
   * @throws IllegalArgumentException if the pattern has another length
   */
  public void encode(
      Pattern pattern, float[] sequence, int sequenceOffset, float[] head, int headOffset) {
    shape.require(pattern);
    int channels = channels();
    for (int i = 0; i < shape.inputLength(); i++) {
      sequence[sequenceOffset + i * channels] = inputs.apply(i, pattern.value(i));
    }
    int channel = 1;
    int headInput = headOffset;
    for (int c = 0; c < covariates.size(); c++) {
      LstmCovariate covariate = covariates.get(c);
      float value = covariate.standardised(pattern);
      if (covariate.use().asChannel()) {
        for (int i = 0; i < shape.inputLength(); i++) {
          sequence[sequenceOffset + i * channels + channel] = value;
        }
        channel++;
      }
      if (covariate.use().inHead()) {
        head[headInput++] = value;
      }
    }
  }

  /**
   * Writes the outputs that a perfect network would have for one example: what training aims at.
   *
   * @param example a pattern and what followed
   * @param targets receives {@code outputs()} numbers, every quantile's target being the outcome
   * @param offset index of the first
   * @throws IllegalArgumentException if the example has another shape
   */
  public void encodeOutcome(LabeledPattern example, float[] targets, int offset) {
    shape.require(example.pattern());
    double[] wanted = changes(shape, example);
    int perStep = outputsPerStep();
    for (int i = 0; i < outputs(); i++) {
      targets[offset + i] = changes.apply(i / perStep, wanted[i / perStep]);
    }
  }

  /**
   * Turns the outputs of the network into the path of a forecast; of several quantiles, the median.
   *
   * @param pattern the observations that the outputs were computed from
   * @param outputs {@code outputs()} numbers: all quantiles of the first step, then of the next
   * @param offset index of the first
   * @return one value a step
   */
  public double[] decode(Pattern pattern, float[] outputs, int offset) {
    double[] path = new double[shape.horizon()];
    if (quantiles.length == 0) {
      for (int step = 0; step < path.length; step++) {
        path[step] = pattern.last() + changes.invert(step, outputs[offset + step]);
      }
      return path;
    }
    int median = Arrays.binarySearch(quantiles, 0.5);
    double[][] values = decodeQuantiles(pattern, outputs, offset);
    for (int step = 0; step < path.length; step++) {
      path[step] = values[step][median];
    }
    return path;
  }

  /**
   * Turns the outputs of a network that forecasts quantiles into values, sorted so that they do not
   * cross.
   *
   * @param pattern the observations that the outputs were computed from
   * @param outputs {@code outputs()} numbers: all quantiles of the first step, then of the next
   * @param offset index of the first
   * @return for each step one value a quantile, ascending
   * @see <a href="https://doi.org/10.3982/ECTA7880">Chernozhukov, Fernández-Val and Galichon 2010,
   *     Quantile and Probability Curves Without Crossing</a>
   */
  public double[][] decodeQuantiles(Pattern pattern, float[] outputs, int offset) {
    double[][] values = new double[shape.horizon()][quantiles.length];
    for (int step = 0; step < values.length; step++) {
      for (int q = 0; q < quantiles.length; q++) {
        float output = outputs[offset + step * quantiles.length + q];
        values[step][q] = pattern.last() + changes.invert(step, output);
      }
      Arrays.sort(values[step]);
    }
    return values;
  }

  /**
   * The levels forecast for each step.
   *
   * @return a copy
   */
  @Override
  public double[] quantiles() {
    return quantiles.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LstmEncoding that
        && shape.equals(that.shape)
        && inputs.equals(that.inputs)
        && changes.equals(that.changes)
        && covariates.equals(that.covariates)
        && Arrays.equals(quantiles, that.quantiles);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + inputs.hashCode();
  }

  @Override
  public String toString() {
    return "LstmEncoding["
        + shape
        + ", covariates="
        + covariates.stream().map(LstmCovariate::name).toList()
        + ", quantiles="
        + Arrays.toString(quantiles)
        + "]";
  }
}
