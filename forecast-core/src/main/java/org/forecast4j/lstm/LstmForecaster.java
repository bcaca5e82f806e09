package org.forecast4j.lstm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.Forecast;
import org.forecast4j.Forecaster;
import org.forecast4j.Pattern;
import org.forecast4j.Shape;
import org.forecast4j.internal.Workspaces;

/**
 * Forecasts the change from the last observed value with a trained LSTM, computed in plain Java: no
 * native library, the same bits on every platform.
 *
 * <p>A covariate that a pattern lacks is replaced by its least-squares prediction from the observed
 * values. The activations err by at most 5e-7; outputs agree with those of training frameworks to
 * about 1e-6 in standardised units.
 *
 * <p>A forecast takes O(layers · inputLength · hidden²) and allocates nothing but its result; a
 * batch is computed in blocks, in the calling thread. Immutable and safe for concurrent use:
 * concurrent callers never share the arrays that are computed in.
 */
public final class LstmForecaster implements Forecaster {
  private static final String ASSUMPTION = "its least-squares prediction from the observed values";

  /** Enough rows to read the weights seldom, few enough for the second-level cache. */
  private static final int BLOCK = 12;

  private final LstmWeights weights;
  private final LstmKernel[] kernels;
  private final float[] headWeights;
  private final float[] headBias;

  private final Workspaces<Workspace> workspaces = new Workspaces<>(Workspace::new);

  private LstmForecaster(LstmWeights weights) {
    this.weights = weights;
    this.kernels = weights.layers().stream().map(LstmKernel::new).toArray(LstmKernel[]::new);
    this.headWeights = weights.headWeights();
    this.headBias = weights.headBias();
  }

  /**
   * A forecaster of trained weights.
   *
   * @param weights what was learned
   * @return the forecaster
   */
  public static LstmForecaster of(LstmWeights weights) {
    return new LstmForecaster(weights);
  }

  /**
   * What was learned.
   *
   * @return the weights
   */
  public LstmWeights weights() {
    return weights;
  }

  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public Shape shape() {
    return weights.encoding().shape();
  }

  @Override
  public Forecast forecast(Pattern pattern) {
    Workspace workspace = workspaces.lease();
    try {
      workspace.encode(pattern, 0);
      workspace.compute(1);
      return workspace.forecast(pattern, 0);
    } finally {
      workspaces.giveBack(workspace);
    }
  }

  @Override
  public List<Forecast> forecastAll(List<Pattern> patterns) {
    List<Forecast> forecasts = new ArrayList<>(patterns.size());
    Workspace workspace = workspaces.lease();
    try {
      for (int from = 0; from < patterns.size(); from += BLOCK) {
        List<Pattern> block = patterns.subList(from, Math.min(from + BLOCK, patterns.size()));
        for (int row = 0; row < block.size(); row++) {
          workspace.encode(block.get(row), row);
        }
        workspace.compute(block.size());
        for (int row = 0; row < block.size(); row++) {
          forecasts.add(workspace.forecast(block.get(row), row));
        }
      }
    } finally {
      workspaces.giveBack(workspace);
    }
    return List.copyOf(forecasts);
  }

  /**
   * The quantiles of every step, for a network that was trained to forecast them.
   *
   * @param pattern {@link Shape#inputLength()} observations
   * @return for each step one value for each of {@link LstmEncoding#quantiles()}, ascending; of
   *     length 0 where the network forecasts none
   * @throws IllegalArgumentException if the pattern has another length
   */
  public double[][] quantiles(Pattern pattern) {
    Workspace workspace = workspaces.lease();
    try {
      workspace.encode(pattern, 0);
      workspace.compute(1);
      return weights.encoding().decodeQuantiles(pattern, workspace.outputs, 0);
    } finally {
      workspaces.giveBack(workspace);
    }
  }

  @Override
  public Map<String, String> covariates() {
    Map<String, String> assumptions = new LinkedHashMap<>();
    weights.encoding().covariates().forEach(each -> assumptions.put(each.name(), ASSUMPTION));
    return Map.copyOf(assumptions);
  }

  /** The arrays of one computation of up to {@link #BLOCK} rows. */
  private final class Workspace {
    final int hidden = weights.hidden();
    final int channels = weights.encoding().channels();
    final int headInputs = weights.encoding().headInputs();
    final int sequenceLength = shape().inputLength() * channels;
    final int steps = shape().inputLength();
    final LstmKernel.Scratch scratch = new LstmKernel.Scratch(BLOCK, steps, hidden);
    final float[] sequences = new float[BLOCK * sequenceLength];
    final float[] known = new float[BLOCK * headInputs];
    final float[] states = new float[BLOCK * steps * hidden];
    final float[] outputs = new float[BLOCK * headBias.length];

    void encode(Pattern pattern, int row) {
      weights.encoding().encode(pattern, sequences, row * sequenceLength, known, row * headInputs);
    }

    void compute(int rows) {
      float[] x = sequences;
      for (LstmKernel kernel : kernels) {
        kernel.run(scratch, rows, x, states);
        x = states;
      }
      for (int row = 0; row < rows; row++) {
        computeHead(row);
      }
    }

    private void computeHead(int row) {
      int width = headBias.length;
      int from = row * width;
      System.arraycopy(headBias, 0, outputs, from, width);
      int last = ((row + 1) * steps - 1) * hidden;
      for (int i = 0; i < hidden; i++) {
        addHeadProducts(from, i, states[last + i]);
      }
      for (int i = 0; i < headInputs; i++) {
        addHeadProducts(from, hidden + i, known[row * headInputs + i]);
      }
    }

    private void addHeadProducts(int from, int input, float value) {
      int width = headBias.length;
      for (int j = 0; j < width; j++) {
        outputs[from + j] += value * headWeights[input * width + j];
      }
    }

    Forecast forecast(Pattern pattern, int row) {
      return Forecast.of(weights.encoding().decode(pattern, outputs, row * headBias.length));
    }
  }
}
