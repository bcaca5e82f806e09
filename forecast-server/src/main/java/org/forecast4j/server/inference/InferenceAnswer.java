package org.forecast4j.server.inference;

import io.javalin.http.ContentType;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.forecast4j.IntervalForecast;
import org.forecast4j.Shape;
import org.forecast4j.server.http.Json;
import org.forecast4j.server.model.Model;
import org.forecast4j.wire.WireCodec;

/**
 * The answer to an inference request.
 *
 * @param json its JSON object
 * @param tensors the elements of the tensors that are sent in binary, behind the JSON
 */
record InferenceAnswer(byte[] json, byte[] tensors) {
  static InferenceAnswer of(
      Model model, InferenceRequest request, List<IntervalForecast> forecasts) {
    ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    List<Map<String, Object>> outputs = new ArrayList<>();
    for (InferenceRequest.Requested requested : request.outputs()) {
      InferenceOutput output = requested.output();
      double[] values =
          forecasts.stream().map(output::row).flatMapToDouble(Arrays::stream).toArray();
      Map<String, Object> described = describe(output, forecasts.size(), model.shape());
      if (requested.binary()) {
        byte[] bytes = littleEndian(values);
        tensors.writeBytes(bytes);
        described.put("parameters", Map.of("binary_data_size", bytes.length));
      } else {
        described.put("data", Arrays.stream(values).mapToObj(InferenceAnswer::element).toList());
      }
      outputs.add(described);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model_name", model.name());
    fields.put("model_version", model.version());
    request.id().ifPresent(id -> fields.put("id", id));
    fields.put("outputs", outputs);
    return new InferenceAnswer(WireCodec.OBJECT.write(fields), tensors.toByteArray());
  }

  /** Name, datatype and shape, −1 for any number of rows. */
  static Map<String, Object> describe(InferenceOutput output, long rows, Shape shape) {
    return describe(output.tensor(), output.shape(rows, shape));
  }

  static Map<String, Object> describe(String name, List<Long> shape) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("datatype", TensorType.FP64.name());
    fields.put("shape", shape);
    return fields;
  }

  private static byte[] littleEndian(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  /** JSON has no infinities, but the protocol lets elements be strings. */
  private static Object element(double value) {
    return Double.isFinite(value) ? (Object) value : Double.toString(value);
  }

  void send(Context ctx) {
    if (tensors.length == 0) {
      Json.answer(ctx, json);
      return;
    }
    byte[] body = ByteBuffer.allocate(json.length + tensors.length).put(json).put(tensors).array();
    ctx.header(InferenceRequest.HEADER_LENGTH, String.valueOf(json.length));
    // Triton's Java client reads what was packed only up to where the inflater pauses.
    ctx.disableCompression();
    Json.answer(ctx, ContentType.APPLICATION_OCTET_STREAM, body);
  }
}
