package org.forecast4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.forecast4j.lstm.LstmEncoding;
import org.forecast4j.lstm.LstmWeights;

/**
 * Weights as an ONNX file, so that peers compute the same network: inputs {@code sequence} (steps,
 * batch, channels) and {@code known} (batch, covariates), output {@code outputs}. Just enough of
 * protobuf is written here by hand.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">The messages and their
 *     field numbers</a>
 */
final class OnnxModel {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  /** ONNX's order of gates, input, output, forget, cell, as blocks of ours. */
  private static final int[] GATES = {0, 3, 1, 2};

  private OnnxModel() {}

  static byte[] of(LstmWeights weights) {
    Message graph = new Message();
    String last = "sequence";
    for (int i = 0; i < weights.layers().size(); i++) {
      boolean isLast = i == weights.layers().size() - 1;
      last = addLayer(graph, weights.layers().get(i), i, last, isLast);
    }
    LstmEncoding encoding = weights.encoding();
    int known = encoding.headInputs();
    if (known > 0) {
      graph.put(1, node("Concat", "joined", last, "known").put(5, attribute("axis", 1)));
      last = "joined";
    }
    graph.put(
        5, floats("fcW", weights.headWeights(), weights.hidden() + known, encoding.outputs()));
    graph.put(5, floats("fcB", weights.headBias(), encoding.outputs()));
    graph.put(1, node("Gemm", "outputs", last, "fcW", "fcB"));
    graph.put(2, "lstm");
    graph.put(11, value("sequence", "steps", "batch", encoding.channels()));
    if (known > 0) {
      graph.put(11, value("known", "batch", known));
    }
    graph.put(12, value("outputs", "batch", encoding.outputs()));
    Message opset = new Message().put(1, "").put(2, 14);
    return new Message().put(1, 8).put(7, graph).put(8, opset).toBytes();
  }

  private static String addLayer(
      Message graph, LstmWeights.Layer layer, int index, String input, boolean isLast) {
    String name = "lstm" + index;
    int hidden = layer.hidden();
    int width = 4 * hidden;
    float[] bias = new float[2 * width];
    System.arraycopy(columns(layer.bias(), hidden), 0, bias, 0, width);
    float[] inputWeights = columns(layer.inputWeights(), hidden);
    graph.put(5, floats(name + "W", inputWeights, 1, width, layer.inputs()));
    graph.put(5, floats(name + "R", columns(layer.recurrentWeights(), hidden), 1, width, hidden));
    graph.put(5, floats(name + "B", bias, 1, 2 * width));
    graph.put(5, new Message().put(1, 1).put(2, INT64).put(8, name + "A").put(9, axis(isLast)));
    String all = isLast ? "" : name + "All";
    String end = isLast ? name + "End" : "";
    Message lstm =
        new Message().put(1, input).put(1, name + "W").put(1, name + "R").put(1, name + "B");
    lstm.put(2, all).put(2, end).put(4, "LSTM").put(5, attribute("hidden_size", hidden));
    graph.put(1, lstm);
    graph.put(1, node("Squeeze", name + "Out", isLast ? end : all, name + "A"));
    return name + "Out";
  }

  /** The direction is the second axis of all states, and the first of the last ones. */
  private static byte[] axis(boolean isLast) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(isLast ? 0 : 1).array();
  }

  /** Rows of inputs become rows of gates, in ONNX's order. */
  private static float[] columns(float[] rows, int hidden) {
    int width = 4 * hidden;
    int inputs = rows.length / width;
    float[] columns = new float[rows.length];
    for (int to = 0; to < width; to++) {
      int from = GATES[to / hidden] * hidden + to % hidden;
      for (int i = 0; i < inputs; i++) {
        columns[to * inputs + i] = rows[i * width + from];
      }
    }
    return columns;
  }

  private static Message node(String operation, String output, String... inputs) {
    Message node = new Message();
    for (String input : inputs) {
      node.put(1, input);
    }
    return node.put(2, output).put(4, operation);
  }

  private static Message attribute(String name, long value) {
    int isInteger = 2;
    return new Message().put(1, name).put(3, value).put(20, isInteger);
  }

  private static Message floats(String name, float[] values, int... shape) {
    ByteBuffer raw =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    Message tensor = new Message();
    for (int size : shape) {
      tensor.put(1, size);
    }
    return tensor.put(2, FLOAT).put(8, name).put(9, raw.array());
  }

  private static Message value(String name, Object... shape) {
    Message dimensions = new Message();
    for (Object size : shape) {
      dimensions.put(
          1,
          size instanceof Integer known
              ? new Message().put(1, known)
              : new Message().put(2, size.toString()));
    }
    Message tensor = new Message().put(1, FLOAT).put(2, dimensions);
    return new Message().put(1, name).put(2, new Message().put(1, tensor));
  }

  /** A protobuf message under construction. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message put(int field, long value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    Message put(int field, String value) {
      return put(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message put(int field, Message value) {
      return put(field, value.toBytes());
    }

    Message put(int field, byte[] value) {
      varint(field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    private void varint(long value) {
      long left = value;
      while (left >= 0x80) {
        out.write((int) ((left & 0x7f) | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }
}
