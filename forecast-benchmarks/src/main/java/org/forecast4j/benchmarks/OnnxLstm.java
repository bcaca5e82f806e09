package org.forecast4j.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.forecast4j.Forecast;
import org.forecast4j.Pattern;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmWeights;

/**
 * The peer: the same network in ONNX Runtime, with one thread, for weights with head covariates.
 */
final class OnnxLstm implements AutoCloseable {
  private final LstmEncoding encoding;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  OnnxLstm(LstmWeights weights) {
    this.encoding = weights.encoding();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(OnnxModel.of(weights), options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  List<Forecast> forecastAll(List<Pattern> patterns) {
    int rows = patterns.size();
    int steps = encoding.shape().inputLength();
    int channels = encoding.channels();
    int known = encoding.headInputs();
    float[] one = new float[steps * channels];
    float[] sequences = new float[rows * one.length];
    float[] covariates = new float[rows * known];
    for (int row = 0; row < rows; row++) {
      encoding.encode(patterns.get(row), one, 0, covariates, row * known);
      for (int step = 0; step < steps; step++) {
        System.arraycopy(one, step * channels, sequences, (step * rows + row) * channels, channels);
      }
    }
    float[] outputs = new float[rows * encoding.outputs()];
    try (OnnxTensor x = tensor(sequences, steps, rows, channels);
        OnnxTensor given = tensor(covariates, rows, known);
        OrtSession.Result result = session.run(Map.of("sequence", x, "known", given))) {
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(outputs);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    List<Forecast> forecasts = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      forecasts.add(
          Forecast.of(encoding.decode(patterns.get(row), outputs, row * encoding.outputs())));
    }
    return forecasts;
  }

  private OnnxTensor tensor(float[] values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
