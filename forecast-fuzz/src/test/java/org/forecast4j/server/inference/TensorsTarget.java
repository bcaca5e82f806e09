package org.forecast4j.server.inference;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.forecast4j.Pattern;
import org.forecast4j.fuzz.Contract;
import org.forecast4j.fuzz.Models;
import org.forecast4j.fuzz.Scratch;
import org.forecast4j.fuzz.Sealed;
import org.forecast4j.server.learning.Learning;
import org.forecast4j.server.learning.RecentLog;
import org.forecast4j.server.metrics.Metrics;
import org.forecast4j.server.model.Model;
import org.forecast4j.wire.WireCodec;

/**
 * A request of the Open Inference Protocol: JSON, behind which binary tensors may stand. The first
 * byte says how the length of the JSON is told. What was read must be the same when it is written
 * in binary and read again.
 */
public final class TensorsTarget {
  private static final int BYTES_PER_BYTE = 4_000;
  private static final int MAX_IN_BATCH = 4;

  /** The JSON ends before the first zero, which it cannot hold. */
  private static final char UP_TO_ZERO = 'Z';

  /** The length is what stands in the first line. */
  private static final char NAMED = 'N';

  private static final Model MODEL = model();

  private TensorsTarget() {}

  private static Model model() {
    try {
      Path folder = Scratch.emptyFolder("served");
      Models.bundle(Models.split()).save(folder);
      return Model.load(
          folder,
          (trained, name) -> Learning.resume(trained, new RecentLog(1), Optional.empty()),
          new Metrics());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one. */
  public static void read(byte[] input) {
    char how = input.length == 0 ? ' ' : (char) input[0];
    byte[] rest = Sealed.rest(input);
    int mark = find(rest, how == NAMED ? '\n' : 0);
    Optional<String> length = Optional.empty();
    byte[] body = rest;
    if (how == UP_TO_ZERO || how == NAMED) {
      byte[] first = Arrays.copyOf(rest, mark);
      byte[] second = Arrays.copyOfRange(rest, Math.min(mark + 1, rest.length), rest.length);
      body = how == NAMED ? second : joined(first, second);
      length = Optional.of(how == NAMED ? text(first) : String.valueOf(first.length));
    }
    read(body, length, input);
  }

  private static void read(byte[] body, Optional<String> length, byte[] input) {
    Optional<InferenceRequest> request =
        Contract.of(input, BYTES_PER_BYTE)
            .read(() -> request(body, length), Set.of(IllegalArgumentException.class));
    if (request.isPresent()) {
      byte[] json = json(request.get());
      byte[] written = joined(json, binary(request.get()));
      InferenceRequest again = request(written, Optional.of(String.valueOf(json.length)));
      if (!again.equals(request.get())) {
        throw new AssertionError("the request is not the same when written and read again");
      }
    }
  }

  private static InferenceRequest request(byte[] body, Optional<String> length) {
    return InferenceRequest.read(body, length, Optional.empty(), MODEL, MAX_IN_BATCH);
  }

  private static byte[] json(InferenceRequest request) {
    long rows = request.patterns().size();
    List<Map<String, Object>> inputs = new ArrayList<>();
    inputs.add(input("pattern", List.of(rows, (long) Models.SHAPE.inputLength())));
    request.patterns().get(0).covariates().keySet().stream()
        .sorted()
        .forEach(name -> inputs.add(input(name, List.of(rows))));
    List<Map<String, Object>> outputs = new ArrayList<>();
    for (InferenceRequest.Requested output : request.outputs()) {
      outputs.add(
          Map.of(
              "name",
              output.output().tensor(),
              "parameters",
              Map.of("binary_data", output.binary())));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    request.id().ifPresent(id -> fields.put("id", id));
    fields.put("parameters", Map.of("alpha", request.alpha()));
    fields.put("inputs", inputs);
    fields.put("outputs", outputs);
    return WireCodec.OBJECT.write(fields);
  }

  private static Map<String, Object> input(String name, List<Long> shape) {
    Map<String, Object> fields = new LinkedHashMap<>(InferenceAnswer.describe(name, shape));
    long elements = shape.stream().reduce(1L, (a, b) -> a * b);
    fields.put("parameters", Map.of("binary_data_size", elements * Double.BYTES));
    return fields;
  }

  private static byte[] binary(InferenceRequest request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Pattern pattern : request.patterns()) {
      out.writeBytes(littleEndian(pattern.values()));
    }
    request.patterns().get(0).covariates().keySet().stream()
        .sorted()
        .forEach(
            name -> {
              for (Pattern pattern : request.patterns()) {
                out.writeBytes(littleEndian(pattern.covariates().getOrDefault(name, Double.NaN)));
              }
            });
    return out.toByteArray();
  }

  private static byte[] littleEndian(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.array();
  }

  private static int find(byte[] bytes, int mark) {
    int at = 0;
    while (at < bytes.length && bytes[at] != mark) {
      at++;
    }
    return at;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Tensors in JSON, flat and nested, and in binary, of each datatype. */
  public static List<byte[]> seeds() {
    return List.of(
        plain(
            "{'id':'a','inputs':[{'name':'pattern','datatype':'FP64','shape':[1,4],"
                + "'data':[1,2.5,3,4]},{'name':'drift','datatype':'FP32','shape':[1],"
                + "'data':[0.25]}]}"),
        plain(
            "{'parameters':{'alpha':0.2,'binary_data_output':true},'inputs':[{'name':'pattern',"
                + "'datatype':'INT64','shape':[2,4],'data':[[1,2,3,4],[5,6,7,8]]}],"
                + "'outputs':[{'name':'path'},{'name':'lower',"
                + "'parameters':{'binary_data':false}}]}"),
        split(
            "{'inputs':[{'name':'pattern','datatype':'FP64','shape':[4],"
                + "'parameters':{'binary_data_size':32}},{'name':'drift','datatype':'FP64',"
                + "'shape':[1,1],'parameters':{'binary_data_size':8}}]}",
            littleEndian(1, 2, 3, 4, -0.5)),
        split(
            "{'inputs':[{'name':'pattern','datatype':'FP32','shape':[4],"
                + "'parameters':{'binary_data_size':16}}]}",
            new byte[16]),
        Sealed.chosen(
            NAMED, joined("13\n".getBytes(StandardCharsets.UTF_8), plain("{'inputs':[]}"))));
  }

  private static byte[] plain(String json) {
    return (" " + json.replace('\'', '"')).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] split(String json, byte[] binary) {
    byte[] text = (json.replace('\'', '"') + "\0").getBytes(StandardCharsets.UTF_8);
    return Sealed.chosen(UP_TO_ZERO, joined(text, binary));
  }
}
