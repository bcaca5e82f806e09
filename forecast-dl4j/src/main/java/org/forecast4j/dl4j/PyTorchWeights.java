package org.forecast4j.dl4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.forecast4j.dl4j.NpzFile.Array;
import org.forecast4j.internal.Text;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmWeights;

/**
 * Exchanges weights with PyTorch: an {@code nn.LSTM} (batch first or not, one direction, with
 * biases, without projection) followed by an {@code nn.Linear} on the last hidden state, and
 * covariates behind it. The file is what {@code numpy.savez} makes of the {@code state_dict};
 * pickle, the content of a {@code .pth} file, is never read.
 */
public final class PyTorchWeights {
  private PyTorchWeights() {}

  /**
   * Reads the weights of a PyTorch network.
   *
   * @param npz a file with the arrays {@code weight_ih_l0}, {@code weight_hh_l0}, {@code
   *     bias_ih_l0}, {@code bias_hh_l0}, the same for further layers, and one other {@code weight}
   *     with its {@code bias}, each behind any prefix such as {@code lstm.}
   * @param encoding how patterns become the network's inputs, and its outputs a path, which PyTorch
   *     does not know
   * @return the weights
   * @throws IllegalArgumentException if the file is damaged or too large, or an array is missing,
   *     of another shape or not part of such a network, naming it
   */
  public static LstmWeights fromNpz(byte[] npz, LstmEncoding encoding) {
    Map<String, Array> arrays = NpzFile.read(npz);
    String lstm = lstmPrefix(arrays);
    List<LstmWeights.Layer> layers = new ArrayList<>();
    int inputs = encoding.channels();
    for (int i = 0; arrays.containsKey(lstm + "weight_ih_l" + i); i++) {
      LstmWeights.Layer layer = layer(arrays, lstm, i, inputs);
      layers.add(layer);
      inputs = layer.hidden();
    }
    String linear = linearPrefix(arrays, lstm);
    Array weight = get(arrays, linear + "weight");
    weight.require(linear + "weight", encoding.outputs(), inputs + encoding.headInputs());
    Array bias = get(arrays, linear + "bias").require(linear + "bias", encoding.outputs());
    requireAllUsed(arrays, lstm, layers.size(), linear);
    return new LstmWeights(encoding, layers, weight.transposed(), bias.values());
  }

  private static String lstmPrefix(Map<String, Array> arrays) {
    String first = "weight_ih_l0";
    for (String name : arrays.keySet()) {
      if (name.endsWith("_reverse") || name.contains("weight_hr_l")) {
        throw new IllegalArgumentException(
            "there is an array " + name + "; expected one direction and no projection");
      }
    }
    List<String> found =
        arrays.keySet().stream()
            .filter(name -> name.endsWith(first))
            .map(name -> name.substring(0, name.length() - first.length()))
            .sorted()
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "arrays are " + Text.excerpt(arrays.keySet().toString()) + "; expected " + first);
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "LSTMs are " + Text.excerpt(found.toString()) + "; expected one");
    }
    return found.get(0);
  }

  private static LstmWeights.Layer layer(
      Map<String, Array> arrays, String lstm, int index, int inputs) {
    String ih = lstm + "weight_ih_l" + index;
    String hh = lstm + "weight_hh_l" + index;
    Array recurrent = get(arrays, hh);
    int hidden = recurrent.shape().length == 2 ? recurrent.shape()[1] : 0;
    recurrent.require(hh, 4 * hidden, hidden);
    Array input = get(arrays, ih).require(ih, 4 * hidden, inputs);
    float[] bias = bias(arrays, lstm + "bias_ih_l" + index, 4 * hidden);
    float[] second = bias(arrays, lstm + "bias_hh_l" + index, 4 * hidden);
    float[] sum = new float[bias.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = bias[i] + second[i];
    }
    return new LstmWeights.Layer(input.transposed(), recurrent.transposed(), sum);
  }

  private static float[] bias(Map<String, Array> arrays, String name, int length) {
    return get(arrays, name).require(name, length).values();
  }

  private static String linearPrefix(Map<String, Array> arrays, String lstm) {
    String last = "weight";
    List<String> found = new ArrayList<>();
    for (String name : arrays.keySet()) {
      if (name.endsWith(last) && !name.startsWith(lstm + "weight_")) {
        found.add(name.substring(0, name.length() - last.length()));
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "linear layers are "
              + Text.excerpt(found.toString())
              + "; expected one, on the last hidden state");
    }
    return found.get(0);
  }

  /** Refuses an array that plays no part: the network would be another one without it. */
  private static void requireAllUsed(
      Map<String, Array> arrays, String lstm, int layers, String linear) {
    Set<String> unused = new TreeSet<>(arrays.keySet());
    for (int i = 0; i < layers; i++) {
      for (String part : List.of("weight_ih_l", "weight_hh_l", "bias_ih_l", "bias_hh_l")) {
        unused.remove(lstm + part + i);
      }
    }
    unused.removeAll(List.of(linear + "weight", linear + "bias"));
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException(
          "arrays "
              + Text.excerpt(unused.toString())
              + " have no part in an LSTM of "
              + layers
              + " layers named '"
              + lstm
              + "' and a linear layer '"
              + linear
              + "'; expected no other array");
    }
  }

  static Array get(Map<String, Array> arrays, String name) {
    Array array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "arrays are " + Text.excerpt(arrays.keySet().toString()) + "; expected " + name);
    }
    return array;
  }

  /**
   * Writes weights for PyTorch, under the names {@code lstm.weight_ih_l0} … and {@code fc.weight},
   * {@code fc.bias}.
   *
   * @param weights what was learned
   * @return an {@code .npz} file
   */
  public static byte[] toNpz(LstmWeights weights) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    for (int i = 0; i < weights.layers().size(); i++) {
      LstmWeights.Layer layer = weights.layers().get(i);
      int width = 4 * layer.hidden();
      arrays.put("lstm.weight_ih_l" + i, columns(layer.inputWeights(), width));
      arrays.put("lstm.weight_hh_l" + i, columns(layer.recurrentWeights(), width));
      arrays.put("lstm.bias_ih_l" + i, Array.vector(layer.bias()));
      arrays.put("lstm.bias_hh_l" + i, Array.vector(new float[width]));
    }
    arrays.put("fc.weight", columns(weights.headWeights(), weights.encoding().outputs()));
    arrays.put("fc.bias", Array.vector(weights.headBias()));
    return NpzFile.write(arrays);
  }

  /** One row an input becomes one row an output, as PyTorch has it. */
  private static Array columns(float[] rows, int width) {
    int inputs = rows.length / width;
    return Array.matrix(width, inputs, Array.matrix(inputs, width, rows).transposed());
  }
}
