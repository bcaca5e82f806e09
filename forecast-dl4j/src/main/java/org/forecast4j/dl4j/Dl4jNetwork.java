package org.forecast4j.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmWeights;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** The network in training: DL4J's graph, and the way between its parameters and the weights. */
final class Dl4jNetwork implements AutoCloseable {
  private static final String SEQUENCE = "sequence";
  private static final String KNOWN = "known";
  private static final String HEAD = "head";

  private final LstmEncoding encoding;
  private final int layers;
  private final int hidden;
  private final ComputationGraph graph;

  Dl4jNetwork(LstmTrainer.Settings settings, LstmEncoding encoding) {
    this.encoding = encoding;
    this.layers = settings.layers();
    this.hidden = settings.hidden();
    Nd4j.getRandom().setSeed(settings.seed());
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(settings.seed())
            .dataType(DataType.DOUBLE)
            .weightInit(WeightInit.XAVIER)
            .updater(
                new Adam(
                    new ExponentialSchedule(
                        ScheduleType.EPOCH, settings.learningRate(), settings.decay())))
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(1)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder();
    addLayers(builder, settings);
    graph = new ComputationGraph(builder.build());
    graph.init();
  }

  private void addLayers(GraphBuilder builder, LstmTrainer.Settings settings) {
    int known = encoding.headInputs();
    builder.addInputs(SEQUENCE);
    String last = SEQUENCE;
    for (int i = 0; i < layers; i++) {
      LSTM.Builder layer =
          new LSTM.Builder()
              .nIn(i == 0 ? encoding.channels() : hidden)
              .nOut(hidden)
              .activation(ServedActivation.tanh())
              .gateActivationFunction(ServedActivation.sigmoid());
      if (i > 0 && settings.dropout() > 0) {
        layer.dropOut(1 - settings.dropout());
      }
      builder.addLayer(name(i), layer.build(), last);
      last = name(i);
    }
    builder.addVertex("last", new LastTimeStepVertex(SEQUENCE), last);
    last = "last";
    if (known > 0) {
      builder.addInputs(KNOWN);
      builder.addVertex("joined", new MergeVertex(), last, KNOWN);
      last = "joined";
    }
    OutputLayer head =
        new OutputLayer.Builder(new OutputLoss(settings, encoding))
            .activation(Activation.IDENTITY)
            .nIn(hidden + known)
            .nOut(encoding.outputs())
            .build();
    builder.addLayer(HEAD, head, last).setOutputs(HEAD);
  }

  private static String name(int layer) {
    return "lstm" + layer;
  }

  /** Takes one step down the gradient of a batch and returns its loss. */
  double fit(EncodedExamples examples, int[] order, int from, int to) {
    Backend.boundMemory();
    List<INDArray> inputs = new ArrayList<>();
    inputs.add(examples.sequences(order, from, to));
    if (encoding.headInputs() > 0) {
      inputs.add(examples.known(order, from, to));
    }
    INDArray targets = examples.targets(order, from, to);
    graph.fit(inputs.toArray(INDArray[]::new), new INDArray[] {targets});
    inputs.forEach(INDArray::close);
    targets.close();
    return graph.score();
  }

  void endEpoch() {
    graph.incrementEpochCount();
  }

  LstmWeights weights() {
    List<LstmWeights.Layer> found = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      found.add(
          new LstmWeights.Layer(
              Gates.fromDl4j(param(name(i), "W"), hidden),
              Gates.fromDl4j(param(name(i), "RW"), hidden),
              Gates.fromDl4j(param(name(i), "b"), hidden)));
    }
    return new LstmWeights(encoding, found, param(HEAD, "W"), param(HEAD, "b"));
  }

  private float[] param(String layer, String key) {
    return graph.getLayer(layer).getParam(key).dup('c').data().asFloat();
  }

  /** What DL4J itself forecasts, for comparison. */
  float[] outputs(EncodedExamples examples, int[] order) {
    List<INDArray> inputs = new ArrayList<>();
    inputs.add(examples.sequences(order, 0, order.length));
    if (encoding.headInputs() > 0) {
      inputs.add(examples.known(order, 0, order.length));
    }
    return graph.output(inputs.toArray(INDArray[]::new))[0].dup('c').data().asFloat();
  }

  /** The moments of Adam. */
  double[] updaterState() {
    return graph.getUpdater(true).getStateViewArray().dup('c').data().asDouble();
  }

  double[] parameters() {
    return graph.params().dup('c').data().asDouble();
  }

  /** Goes back to where training was. */
  void restore(double[] parameters, double[] updaterState, int iterations, int epochs) {
    assign(graph.params(), parameters);
    assign(graph.getUpdater(true).getStateViewArray(), updaterState);
    graph.getConfiguration().setIterationCount(iterations);
    graph.getConfiguration().setEpochCount(epochs);
  }

  private static void assign(INDArray array, double[] values) {
    if (values.length != array.length()) {
      throw new IllegalArgumentException(
          "checkpoint has " + values.length + " numbers; expected " + array.length());
    }
    array.assign(Nd4j.create(values, array.shape(), 'c'));
  }

  int iterations() {
    return graph.getIterationCount();
  }

  @Override
  public void close() {
    graph.close();
  }
}
